"""Two reviewers hand in their scores at the same moment, and one of them twice: each counts once, and nobody's is lost."""

from flask import Flask

from registry.core import audit
from registry.core.db import db
from registry.governance.services.grading import take
from registry.rules.lifecycles import GradingState
from registry.rules.words import Design, GradeStanding
from tests.governance.gradings import Result, two_reviewers
from tests.processes import Process

RESULTS = 4


def start(url: str, person_id: int | None, verdict: str, places: list[str]) -> Process:
    return Process("tests.faults.graders", url, person_id, verdict, *places)


def test_scores_that_come_together_each_count_once(copy: Flask):
    results = [Result(Design.COMPARISON_GROUP) for _ in range(RESULTS)]
    first, second = two_reviewers(results[0])
    for result in results[1:]:
        for one in (first, second):
            take(one, *result.at)
    places = [f"{result.tool.slug}:{result.claim.id}" for result in results]
    url = copy.config["SETTINGS"].database_url
    graders = [
        start(url, first.id, "confirm", places),
        start(url, first.id, "differ", places),  # the same person, sent twice
        start(url, second.id, "differ", places),
    ]
    for grader in graders:
        assert grader.stdout.readline() == "ready\n"

    said = [grader.communicate("now\n", timeout=120) for grader in graders]

    assert [grader.returncode for grader in graders] == [0, 0, 0], said
    db.session.rollback()
    for result, place in zip(results, places, strict=True):
        told = [line.split()[1] for out, _error in said for line in out.splitlines() if line.startswith(f"{place} ")]
        assert sorted(told)[-2:] == ["in", "in"], told
        assert [verb for verb, _ in result.steps].count("score") == 2
        assert {person for verb, person in result.steps if verb == "score"} == {first.id, second.id}
        state, standing = result.gradings[0].state, result.grade[2]
        assert (state, standing) in (
            (GradingState.RECONCILING, GradeStanding.UNDER_REVIEW),
            (GradingState.SETTLED, GradeStanding.CONFIRMED),
        )
        assert len(result.grades) == 2
    assert audit.verify(db.session).fault == ""
