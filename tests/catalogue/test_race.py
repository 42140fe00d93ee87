"""Two people at the same record in the same moment, in two processes on one database."""

from contextlib import ExitStack

from flask import Flask
from sqlalchemy import func, select

from registry.catalogue.models import Precheck, Revision, Tool, Version
from registry.core.db import db
from registry.core.events import EventRow
from registry.governance.models import Review
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f
from tests.processes import Process

ROUNDS = 8


def outcomes(copy: Flask, rounds: list[tuple[str, str]], people: tuple[int, int]) -> list[list[str]]:
    """How each of the two ended in each round, both started at once."""
    with ExitStack() as running:
        writers = [
            running.enter_context(Process("tests.catalogue.writers", copy.config["SETTINGS"].database_url))
            for _ in people
        ]
        try:
            assert [writer.stdout.readline().strip() for writer in writers] == ["ready", "ready"]
            ended = []
            for what, slug in rounds:
                for writer, person in zip(writers, people, strict=True):
                    writer.stdin.write(f"{what} {slug} {person}\n")
                    writer.stdin.flush()
                ended.append(sorted(writer.stdout.readline().strip() for writer in writers))
            return ended
        finally:
            for writer in writers:
                writer.stdin.close()


def test_one_save_is_kept_and_the_other_is_told(copy: Flask):
    force = f.AForce()
    people = (f.APerson((force, Role.LEAD)).id, f.APerson((force, Role.CONTRIBUTOR)).id)
    slugs = [f.ATool(force, state=ToolState.DRAFT).slug for _ in range(ROUNDS)]

    ended = outcomes(copy, [("save", slug) for slug in slugs], people)

    db.session.expire_all()
    counted = select(Tool.slug, func.count()).join(Revision, Revision.tool_id == Tool.id).group_by(Tool.slug)
    assert ended == [["conflict", "done"]] * ROUNDS
    assert dict(db.session.execute(counted).all()) == dict.fromkeys(slugs, 2)


def test_two_reviewers_publish_one_version(copy: Flask):
    force = f.AForce()
    people = (f.APerson((f.AForce(), Role.REVIEWER)).id, f.APerson((f.AForce(), Role.REVIEWER)).id)
    slugs = [f.ATool(force, state=ToolState.IN_REVIEW).slug for _ in range(ROUNDS)]

    ended = outcomes(copy, [("publish", slug) for slug in slugs], people)

    db.session.expire_all()
    assert ended == [["done", "too late"]] * ROUNDS
    assert db.session.scalar(select(func.count(Version.id))) == ROUNDS


def test_one_of_two_reviewers_takes_a_record_and_the_other_is_told(copy: Flask):
    force = f.AForce()
    people = (f.APerson((f.AForce(), Role.REVIEWER)).id, f.APerson((f.AForce(), Role.REVIEWER)).id)
    slugs = [f.ATool(force, state=ToolState.IN_REVIEW).slug for _ in range(ROUNDS)]

    ended = outcomes(copy, [("take", slug) for slug in slugs], people)

    db.session.expire_all()
    assert ended == [["conflict", "done"]] * ROUNDS
    assert set(db.session.scalars(select(Review.assignee_id))) <= set(people)


def registrars() -> tuple[int, int]:
    return (f.APerson((f.AForce(), Role.REGISTRAR)).id, f.APerson((f.AForce(), Role.REGISTRAR)).id)


def test_one_change_of_a_rule_is_kept_and_the_other_registrar_is_told(copy: Flask):
    people = registrars()
    codes = [f.APrecheck().code for _ in range(ROUNDS)]

    ended = outcomes(copy, [("rule", code) for code in codes], people)

    db.session.expire_all()
    assert ended == [["conflict", "done"]] * ROUNDS
    assert set(db.session.scalars(select(Precheck.revision))) == {2}


def test_two_registrars_add_one_rule_of_a_title(copy: Flask):
    people = registrars()

    ended = outcomes(copy, [("add-rule", f"Title-{number}") for number in range(ROUNDS)], people)

    assert [round_.count("done") for round_ in ended] == [1] * ROUNDS
    assert db.session.scalar(select(func.count(Precheck.id))) == ROUNDS


def test_two_leads_take_over_one_record(copy: Flask):
    ours, theirs = f.AForce(), f.AForce()
    people = (f.APerson((theirs, Role.LEAD)).id, f.APerson((theirs, Role.LEAD)).id)
    tools = [f.ATool(ours) for _ in range(ROUNDS)]
    offers = [str(f.ATransfer(tool, theirs).id) for tool in tools]

    ended = outcomes(copy, [("accept", offer) for offer in offers], people)

    db.session.expire_all()
    accepted = select(func.count()).select_from(EventRow).where(EventRow.kind == "transfer-accepted")
    assert ended == [["done", "too late"]] * ROUNDS
    assert db.session.scalar(accepted) == ROUNDS
    assert set(db.session.scalars(select(Tool.owner_id))) == {theirs.id}
