"""A grade that two reviewers scored blind, differed on and settled; the other grades wait to be confirmed."""

from registry.core.commands import command
from registry.evidence.queries import evidence_of
from registry.governance.queries.grading import grade_page
from registry.governance.services import grading
from registry.governance.services.grading import ScoreDetails
from registry.rules.words import Design
from registry.seeding.demo.stage import Stage


@command
def reviewed(stage: Stage) -> None:
    """Two reviewers grade the study with a comparison group; the second puts it lower, and agrees once the first says why."""
    tool, texts = stage.there("helper"), stage.texts["grading"]
    item = next(one for one in evidence_of(tool.id) if one.design is Design.COMPARISON_GROUP)
    at = (tool.slug, item.claims[0].id)
    first, second = stage.actor("reviewer"), stage.actor("second-reviewer")
    for one in (first, second):
        grading.take(one, *at)
    grading.score(first, *at, ScoreDetails("confirm"))
    grading.score(second, *at, ScoreDetails("differ", "better", texts["answers"], texts["differs"]))
    grading.propose(first, *at, ScoreDetails("first", words=texts["reason"]))
    proposed = grade_page(second, *at).proposal
    grading.reconcile(second, *at, proposed.id if proposed else 0)
