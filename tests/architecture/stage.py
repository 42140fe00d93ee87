"""The stage on which every route is asked for by every role: records, cases and people of two forces."""

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import null, select

from registry.accounts.models import AccessRequest, Invitation, Membership, Person
from registry.attachments.services import Examined, Store, keep
from registry.catalogue.models import Redaction, ReviewStep
from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.evidence.models import Evidence
from registry.governance.models import Action, Condition, Decision, Interest, Seat
from registry.organisations.models import Organisation
from registry.reorganisation.models import Reorganisation
from registry.replication.models import Enquiry, GatePaper, StageEvent
from registry.rules.lifecycles import CaseState, ExemptionState, Outcome, Stage, TaskState, ToolState
from registry.rules.words import (
    Compliance,
    Design,
    Measurer,
    OrganisationKind,
    ReorganisationKind,
    Role,
    Standing,
    Visibility,
)
from registry.standards.models import Assessment, Exemption, Requirement, StandardVersion
from tests import factories as f

Cast = dict[str, Person | None]


def forces() -> dict[str, Organisation]:
    """Ours owns the records; theirs adopts; a supplier and an academic body look on."""
    return {
        "ours": f.AForce(slug="ours"),
        "theirs": f.AForce(slug="theirs"),
        "supplier": f.AForce(slug="supplier", kind=OrganisationKind.SUPPLIER),
        "registry": f.AForce(slug="registry", kind=OrganisationKind.NATIONAL),
    }


def people(at: dict[str, Organisation], board: Any) -> Cast:
    """One person of each kind, and nobody."""
    ours, theirs = at["ours"], at["theirs"]
    roles = (Role.READER, Role.CONTRIBUTOR, Role.LEAD, Role.ASSURER, Role.REVIEWER)
    seats = (Role.CHAIR, Role.SECRETARY, Role.MEMBER)
    return {
        "visitor": None,
        "nobody": f.APerson(),
        **{f"{role}": f.APerson((ours, role)) for role in roles},
        **{f"their {role}": f.APerson((theirs, role)) for role in (Role.LEAD, Role.REVIEWER)},
        "registrar": f.APerson((at["registry"], Role.REGISTRAR)),
        "supplier": f.APerson((at["supplier"], Role.LEAD)),
        "both": f.APerson((ours, Role.CONTRIBUTOR), (theirs, Role.LEAD)),
        **{f"{role}": f.ABoardPerson(board, role, (theirs, Role.READER)) for role in seats},
    }


def board_of(at: dict[str, Organisation]) -> Any:
    """A board of theirs."""
    return f.ABoard(at["theirs"], slug="board")


def set_up(at: dict[str, Organisation], board: Any, cast: Cast) -> dict[str, Any]:
    """Records in every standing; returns what stands for each name in an address."""
    ours, theirs = at["ours"], at["theirs"]
    f.Terms()
    standard, measure = f.AStandard("always"), f.AMeasure()
    local = f.AStandard("always", judged_on="adoption")
    f.save(StandardVersion(standard_id=standard.id, label="A draft", position=2, activated_at=null()))
    live = f.ATool(ours, slug="live", visibility=Visibility.POLICING)
    f.ATool(ours, slug="draft", state=ToolState.DRAFT)
    submitted = f.ATool(ours, slug="submitted", state=ToolState.IN_REVIEW)
    f.ATool(
        ours,
        slug="suspended",
        visibility=Visibility.POLICING,
        suspended_at=clock.now(),
        suspension_reason="For the test",
    )
    claimed = f.ATool(at["registry"], slug="from-sources", from_sources=True, visibility=Visibility.POLICING)
    f.AnOrigin(claimed, ours)
    adoption = f.AnAdoption(live, theirs, Stage.LIVE, visibility=Visibility.POLICING)
    f.AnAdoption(live, ours, Stage.LIVE, Standing.REPORTED, Visibility.POLICING)
    f.APack(live, ours), f.APack(live, theirs)
    return {
        **_evidence(live, theirs, measure),
        **_case(board, live, theirs),
        **_accounts(ours, cast),
        **_around(live, at, cast),
        **_review(submitted, live, cast),
        "reorganisation_id": _change().id,
        "person_id": _reader(cast).id,
        "redaction_id": _redaction(live, cast).id,
        "step_id": first(StageEvent, adoption_id=adoption.id).id,
        "notice_id": f.ASafetyNotice(live, theirs).id,
        "met_id": _barrier(live, theirs).id,
        "barrier": "funding",
        "enquiry_id": _enquiry(live, theirs, ours, _reader(cast)).id,
        **_assessed(live, adoption, standard, local),
        "paper_id": _paper(adoption).id,
        "standard": standard.code,
        "local_standard": local.code,
        "precheck": f.APrecheck().code,
        "cohort_id": f.ACohort(live, ours, measure, invited=[theirs]).id,
        "need_id": f.ANeed(ours, _reader(cast)).id,
        "tool_id": f.AShortlistItem(_reader(cast), live).tool_id,
        **_followed(cast),
        "ring_id": f.ASynonymRing("anpr", "number plate recognition").id,
        "measure": measure.code,
    }


def _followed(cast: Any) -> dict[str, Any]:
    """A saved search of the reader's, with a webhook that was sent something."""
    search = f.ASavedSearch(_reader(cast), share_code="shared")
    return {"search_id": search.id, "delivery_id": f.AWebhookDelivery(f.AWebhook(search)).id}


def _barrier(tool: Any, force: Organisation) -> Any:
    """A barrier that theirs met with the record."""
    return f.ABarrierMet(tool, force)


def _change() -> Any:
    return _saved(
        Reorganisation(
            kind=ReorganisationKind.RENAME, happened_on=clock.today(), reason="For the test", recorded_at=clock.now()
        )
    )


def _around(live: Any, at: dict[str, Organisation], cast: Cast) -> dict[str, int]:
    """Somebody of theirs is asked to help, the record is offered to them, and another names its supplier."""
    lead = cast["their lead"]
    assert lead is not None
    supplied = f.ATool(at["ours"], slug="supplied", visibility=Visibility.POLICING)
    contract = f.AContract(supplied, at["supplier"], at["ours"])
    return {
        "collaborator_id": f.AnInvitation(live, lead.email).id,
        "transfer_id": f.ATransfer(live, at["theirs"]).id,
        "contract_id": contract.id,
        "stream_id": f.AFundingStream(live, at["theirs"]).id,
        "reply_id": f.ACorrection(supplied, at["supplier"]).id,
    }


def _reader(cast: Cast) -> Person:
    reader = cast["reader"]
    assert reader is not None
    return reader


def _redaction(tool: Any, cast: Cast) -> Any:
    registrar = cast["registrar"]
    assert registrar is not None
    return _saved(
        Redaction(
            tool_id=tool.id,
            subject="answer",
            question="supplier",
            label="Supplier",
            reason="For the test",
            asked_by_id=registrar.id,
            asked_as=Role.REGISTRAR,
            asked_at=clock.now(),
        )
    )


def _saved(row: Any) -> Any:
    f.save(row)
    return row


def _evidence(tool: Any, site: Organisation, measure: Any) -> dict[str, int]:
    item = _saved(
        Evidence(
            tool_id=tool.id,
            site_id=site.id,
            title="A study",
            design=Design.BEFORE_AFTER,
            measured_by=Measurer.FORCE,
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
        )
    )
    f.AClaim(item, measure=measure)
    series = f.ASeries(item, measure, {clock.today().replace(day=1): 1.0}, clock.today())
    store = Store(current_app.config["SETTINGS"].attachments_url)
    study = Examined("study.csv", "text/csv", b"a,b\n1,2\n", "a,b 1,2", None)
    with transaction():
        file = keep(store, f"evidence:{item.id}", study, actor_id=1)
        of_tool = keep(store, f"tool:{tool.id}", study, actor_id=1)
        of_tool.uploaded_at = tool.published_at  # readers see it with the version that is live
    claim = f.AClaim(item)
    graded = f.AClaim(f.AnEvidence(tool, site_words="A control room"))
    of_evidence = {"evidence_id": item.id, "claim_id": claim.id, "graded_id": graded.id, "series_id": series.series_id}
    return {**of_evidence, "file_id": file.id, "tool_file_id": of_tool.id}


def _paper(adoption: Any) -> Any:
    """A document of their gate, with a file beneath it."""
    paper = _saved(
        GatePaper(adoption_id=adoption.id, gate="evolve", document="project-design-report", recorded_at=clock.now())
    )
    store = Store(current_app.config["SETTINGS"].attachments_url)
    report = Examined("report.csv", "text/csv", b"a,b\n1,2\n", "a,b 1,2", None)
    with transaction():
        keep(store, f"gate-paper:{paper.id}", report, actor_id=1)
    return paper


def _assessed(tool: Any, adoption: Any, standard: Any, local: Any) -> dict[str, int]:
    """The tool and the adoption are assessed, each with a document and an exemption that is asked for."""
    known: dict[str, int] = {}
    for name, about, against in (("", None, standard), ("local_", adoption, local)):
        version = first(StandardVersion, standard_id=against.id)
        place = {"tool_id": tool.id, "adoption_id": about.id if about else None}
        assessment = _saved(
            Assessment(
                **place,
                version_id=version.id,
                compliance=Compliance.MET,
                proof="For the test",
                assessor_role="DPO",
                happened_on=clock.today(),
                standing=Standing.CONFIRMED,
                recorded_at=clock.now(),
            )
        )
        exemption = _saved(
            Exemption(
                **place,
                requirement_id=first(Requirement, version_id=version.id).id,
                reason="For the test",
                expires_on=clock.today() + timedelta(days=9),
                state=ExemptionState.ASKED,
                asked_at=clock.now(),
            )
        )
        store = Store(current_app.config["SETTINGS"].attachments_url)
        paper = Examined("proof.csv", "text/csv", b"a,b\n1,2\n", "a,b 1,2", None)
        with transaction():
            file = keep(store, f"assessment:{assessment.id}", paper, actor_id=1)
        known |= {f"{name}exemption_id": exemption.id, f"{name or 'proof_'}file_id": file.id}
    return known


def _case(board: Any, tool: Any, answers: Organisation) -> dict[str, int]:
    meeting = f.AMeeting(board)
    case = f.ACase(board, tool, CaseState.DECIDED, meeting)
    decision = _saved(
        Decision(
            case_id=case.id,
            meeting_id=meeting.id,
            outcome=Outcome.RECOMMEND_WITH_CONDITIONS,
            rationale="For the test",
            happened_on=clock.today(),
            recorded_at=clock.now(),
        )
    )
    condition = _saved(
        Condition(
            decision_id=decision.id,
            organisation_id=answers.id,
            words="For the test",
            blocking=True,
            state=TaskState.OPEN,
        )
    )
    action = _saved(
        Action(
            decision_id=decision.id,
            organisation_id=answers.id,
            owner_role="Lead",
            words="For the test",
            due_on=clock.today(),
            state=TaskState.DONE,
        )
    )
    return {
        "meeting_id": meeting.id,
        "case_id": case.id,
        "condition_id": condition.id,
        "task_id": action.id,
        "organisation_id": answers.id,
        "seat_id": first(Seat, board_id=board.id).id,
    }


def _review(submitted: Any, live: Any, cast: Cast) -> dict[str, int]:
    """A comment on the submitted record, and an interest that our reviewer declared in another."""
    reviewer = cast["reviewer"]
    assert reviewer is not None
    comment = _saved(
        ReviewStep(
            tool_id=submitted.id,
            revision=1,
            verb="comment",
            question="summary",
            comment="For the test",
            actor_role="Reviewer",
            recorded_at=clock.now(),
        )
    )
    interest = _saved(Interest(person_id=reviewer.id, tool_id=live.id, reason="For the test", declared_at=clock.now()))
    return {"comment_id": comment.id, "interest_id": interest.id}


def _accounts(ours: Organisation, cast: Cast) -> dict[str, int]:
    moment = clock.now()
    lead = cast["lead"]
    assert lead is not None
    invitation = _saved(
        Invitation(
            email="new@ours.example",
            organisation_id=ours.id,
            role=Role.READER,
            invited_by_id=lead.id,
            created_at=moment,
            expires_at=moment + timedelta(days=7),
        )
    )
    request = _saved(
        AccessRequest(
            email="new@ours.example", name="New", organisation_id=ours.id, reason="To look", requested_at=moment
        )
    )
    membership = first(Membership, person_id=_reader(cast).id)
    return {"invitation_id": invitation.id, "request_id": request.id, "membership_id": membership.id}


def _enquiry(tool: Any, asked: Organisation, asker: Organisation, by: Person) -> Any:
    return _saved(
        Enquiry(
            tool_id=tool.id,
            organisation_id=asked.id,
            asker_id=asker.id,
            asked_by_id=by.id,
            question="How?",
            asked_at=clock.now(),
        )
    )


def first(kind: Any, **where: Any) -> Any:
    """Some row of a kind."""
    return db.session.scalars(select(kind).filter_by(**where)).first()
