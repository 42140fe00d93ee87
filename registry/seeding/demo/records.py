"""Records in every state, made as people make them: through the same services, as the same roles."""

from typing import Any

from registry.catalogue.models import Tool
from registry.catalogue.services import ReleaseDetails, register_tool, save_section
from registry.core import clock
from registry.core.commands import command
from registry.evidence.services import ClaimDetails, EvidenceDetails, add_evidence
from registry.governance.services import review
from registry.rules.policy import Actor
from registry.rules.questions import schema
from registry.seeding.demo.stage import Stage


@command
def published(stage: Stage) -> None:
    """A published record of each force."""
    for key, writer, lead, owner in (
        ("helper", "contributor", "lead", "northmarch"),
        ("diary", "other-lead", "other-lead", "southvale"),
    ):
        if stage.tool(key) is None:
            tool = _written(stage, key, writer, owner)
            _submitted(stage, tool, lead)
            review.publish(stage.actor("reviewer"), tool.slug, _revision(tool))


@command
def in_work(stage: Stage) -> None:
    """A record that waits for review, and a draft that is half written."""
    if stage.tool("reminders") is None:
        _submitted(stage, _written(stage, "reminders", "other-lead", "southvale"), "other-lead")
    if stage.tool("board") is None:
        _written(stage, "board", "contributor", "northmarch")


@command
def evidence(stage: Stage) -> None:
    """A study with a comparison group, and a weaker one beside it."""
    tool, texts = stage.there("helper"), stage.texts["evidence"]
    site = stage.organisations["northmarch"]
    for study, claim in (("study", "claim"), ("second", "second_claim")):
        details = EvidenceDetails(site_id=site, **texts[study])
        add_evidence(stage.actor("contributor"), tool.slug, details, ClaimDetails(**texts[claim]))


def _written(stage: Stage, key: str, writer: str, owner: str) -> Tool:
    """Register a tool and answer section by section."""
    answers: dict[str, Any] = stage.texts["tools"][key]
    person = stage.actor(writer)
    tool = register_tool(person, stage.organisations[owner], answers)
    for section in schema().sections:
        given = {question.code: answers.get(question.code) for question in section.questions}
        if any(given.values()):
            save_section(person, tool.slug, section.code, given, _revision(tool))
    return tool


def _submitted(stage: Stage, tool: Tool, lead: str) -> None:
    release = stage.texts["release"]
    person: Actor = stage.actor(lead)
    review.submit(person, tool.slug, ReleaseDetails(release["role"], clock.today(), release["reference"], agreed=True))


def _revision(tool: Tool) -> int:
    copy = tool.working_copy
    assert copy is not None  # noqa: S101  it was just written
    return copy.revision
