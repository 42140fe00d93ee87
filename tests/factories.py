"""People, forces and records for tests. All are invented. Each factory commits what it made."""

import itertools
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import select

from registry.accounts.models import Membership, Person
from registry.catalogue.models import (
    Access,
    Collaborator,
    Contract,
    ContractParty,
    Origin,
    Precheck,
    PrecheckChange,
    Revision,
    SupplierReply,
    Term,
    Tool,
    ToolTerm,
    Transfer,
    Version,
    WorkingCopy,
)
from registry.cohorts.models import Cohort, CohortMeasure, CohortPlace
from registry.core import clock
from registry.core.db import db
from registry.core.events import seal
from registry.discovery.models import Need, NeedProblem, SavedSearch, ShortlistItem, Webhook, WebhookDelivery
from registry.evidence.models import Claim, Evidence, StudySeries
from registry.funding.models import FundingStream, Purpose
from registry.governance.models import AgendaItem, Board, Case, Meeting, Review, Seat
from registry.governance.queries.actors import actor as load_actor
from registry.measures.models import Measure, Series, SeriesValue
from registry.organisations.models import Organisation
from registry.packs.models import AdoptionPack
from registry.replication.models import Adoption, Barrier, BarrierMet, SafetyNotice, SafetyReceipt, StageEvent
from registry.rules.lifecycles import CaseState, NeedState, PlaceState, Stage, ToolState
from registry.rules.periods import Every
from registry.rules.policy import Actor
from registry.rules.questions import current
from registry.rules.words import (
    Design,
    Direction,
    Frequency,
    Measurer,
    OrganisationKind,
    Phase,
    Precision,
    ReplyKind,
    Role,
    Severity,
    Standing,
    Visibility,
)
from registry.search.models import SynonymChange, SynonymRing
from registry.standards.models import Requirement, Standard, StandardVersion

numbers = itertools.count(1)

CONTENT: dict[str, Any] = {
    "summary": "Answers routine calls so that officers can attend the urgent ones",
    "problems": ["long-101-waits"],
    "category": "public-contact",
    "techniques": ["none"],
    "users": ["control-room"],
    "phase": "production",
    "supply": "in-house",
    "contact_role": "Innovation lead",
    "contact_mailbox": "team@northmarch.example",
    "visibility": "public",
    "personal_data": "no",
    "decider": "person",
}


def save(*rows: Any) -> None:
    """Commit rows as a command would have left them."""
    db.session.add_all(rows)
    db.session.commit()


def AForce(**fields: Any) -> Organisation:
    number = next(numbers)
    values = {
        "slug": f"force-{number}",
        "name": f"Force {number}",
        "kind": OrganisationKind.FORCE,
        "region": "Middle March",
        "territorial": True,
        "officers_fte": 1000,
        "officers_date": clock.today(),
        "population": 500_000,
        "population_date": clock.today(),
        "mailbox": f"innovation@force-{number}.example",
    }
    force = Organisation(**{**values, **fields})
    save(force)
    return force


def APerson(*roles: tuple[Organisation, Role], **fields: Any) -> Person:
    number = next(numbers)
    values = {
        "email": f"person{number}@force.example",
        "name": f"Person {number}",
        "password_hash": "!",
        "created_at": clock.now(),
    }
    person = Person(**{**values, **fields})
    save(person)
    save(
        *(
            Membership(person_id=person.id, organisation_id=organisation.id, role=role, started_at=clock.now())
            for organisation, role in roles
        )
    )
    return person


def AnActor(role: Role, organisation: Organisation | None = None) -> Actor:
    """A person in one role at an organisation, as the policy sees them."""
    return actor_of(APerson((organisation or AForce(), role)))


def actor_of(person: Person) -> Actor:
    return load_actor(person.id)


def ATool(owner: Organisation | None = None, state: ToolState = ToolState.PUBLISHED, **fields: Any) -> Tool:
    """A tool with a working copy; published ones have version 1."""
    number = next(numbers)
    owner = owner or AForce()
    name = fields.pop("name", f"Tool {number}")
    content = {**CONTENT, "name": name, **fields.pop("content", {})}
    asked = fields.pop("schema_number", current())
    visibility = Visibility(fields.pop("visibility", content["visibility"]))
    content["visibility"] = visibility.value
    values = {
        "slug": f"tool-{number}",
        "owner_id": owner.id,
        "state": ToolState.DRAFT,
        "created_at": clock.now(),
        "visibility": visibility,
        "name": name,
        "summary": content["summary"],
        "category": content["category"],
        "phase": Phase(content["phase"]),
    }
    tool = Tool(**{**values, **fields})
    save(tool)
    save(
        WorkingCopy(tool_id=tool.id, schema_number=asked, content=content, revision=1, changed_at=clock.now()),
        Revision(tool_id=tool.id, number=1, schema_number=asked, content=content, saved_at=clock.now()),
        *(ToolTerm(tool_id=tool.id, vocabulary="problem", code=code) for code in content["problems"]),
    )
    if state in (ToolState.PUBLISHED, ToolState.RETIRED):
        version = Version(
            tool_id=tool.id,
            number=1,
            schema_number=asked,
            content=content,
            visibility=visibility,
            published_at=clock.now(),
            salt="00",
            digest=seal("00", content),
        )
        save(version)
        tool.version_id = version.id
        tool.published_at = version.published_at
    tool.state = state
    save(tool)
    if state in (ToolState.IN_REVIEW, ToolState.CHANGES_REQUESTED):
        save(Review(tool_id=tool.id, opened_at=clock.now(), submitted_at=clock.now()))
    return tool


def AnOrigin(tool: Tool, organisation: Organisation) -> None:
    save(Origin(tool_id=tool.id, organisation_id=organisation.id))


def AnAdoption(
    tool: Tool | None = None,
    organisation: Organisation | None = None,
    stage: Stage = Stage.LIVE,
    standing: Standing = Standing.CONFIRMED,
    visibility: Visibility = Visibility.PUBLIC,
    since: date | None = None,
    **fields: Any,
) -> Adoption:
    moment = clock.now()
    adoption = Adoption(
        tool_id=(tool or ATool()).id,
        organisation_id=(organisation or AForce()).id,
        stage=stage,
        since=since or clock.today(),
        since_precision=Precision.DAY,
        standing=standing,
        confirmed_at=moment if standing is Standing.CONFIRMED else None,
        visibility=visibility,
        changed_at=moment,
        **fields,
    )
    save(adoption)
    save(
        StageEvent(
            adoption_id=adoption.id,
            verb="record",
            stage=stage,
            happened_on=adoption.since,
            precision=Precision.DAY,
            recorded_at=moment,
            standing=standing,
            proof={},
            source="A published source" if standing is Standing.REPORTED else None,
        )
    )
    return adoption


def ABarrier(code: str = "funding") -> Barrier:
    """A coded barrier; the same one when asked for again."""
    found = db.session.scalar(select(Barrier).where(Barrier.code == code))
    row = found or Barrier(code=code, label=code.capitalize(), definition=f"About {code}.", position=next(numbers))
    save(row)
    return row


def ABarrierMet(tool: Tool, organisation: Organisation, code: str = "funding", **fields: Any) -> BarrierMet:
    """A barrier that an organisation met with a tool on the way."""
    values = {"stage": Stage.PILOTING, "opened_on": clock.today(), "opened_at": clock.now()}
    row = BarrierMet(
        tool_id=tool.id, organisation_id=organisation.id, barrier_id=ABarrier(code).id, **{**values, **fields}
    )
    save(row)
    return row


def ASafetyNotice(tool: Tool, *reached: Organisation, **fields: Any) -> SafetyNotice:
    """A notice that holds, and whom it reached."""
    values = {"words": "Switch it off at night.", "visibility": Visibility.POLICING, "issued_at": clock.now()}
    row = SafetyNotice(tool_id=tool.id, organisation_id=tool.owner_id, **{**values, **fields})
    save(row)
    save(*(SafetyReceipt(notice_id=row.id, organisation_id=one.id, reached_at=clock.now()) for one in reached))
    return row


def ASupplier(**fields: Any) -> Organisation:
    number = next(numbers)
    plain = {"region": None, "territorial": False, "officers_fte": None, "officers_date": None, "mailbox": None}
    named = {"slug": f"supplier-{number}", "name": f"Supplier {number}", "kind": OrganisationKind.SUPPLIER}
    return AForce(**{**plain, "population": None, "population_date": None, **named, **fields})


def AnInvitation(tool: Tool, email: str, **fields: Any) -> Collaborator:
    """Somebody is asked to help with a record."""
    moment = clock.now()
    values = {"reason": "You ran the trial.", "invited_at": moment, "expires_at": moment + timedelta(days=14)}
    row = Collaborator(tool_id=tool.id, email=email, **{**values, **fields})
    save(row)
    return row


def ATransfer(tool: Tool, receiver: Organisation, **fields: Any) -> Transfer:
    """A record is offered to another organisation."""
    moment = clock.now()
    values = {"reason": "It is yours by now.", "offered_at": moment, "expires_at": moment + timedelta(days=30)}
    row = Transfer(tool_id=tool.id, from_id=tool.owner_id, to_id=receiver.id, **{**values, **fields})
    save(row)
    return row


def AContract(tool: Tool, supplier: Organisation, holder: Organisation | None = None, **fields: Any) -> Contract:
    """A contract, which opens the record to the supplier as one of the owner's does."""
    values = {"recorded_at": clock.now(), "stated_on": clock.today(), "ends_on": clock.today() + timedelta(days=90)}
    parties = fields.pop("parties", ())
    holder_id = holder.id if holder else tool.owner_id
    row = Contract(tool_id=tool.id, organisation_id=holder_id, supplier_id=supplier.id, **{**values, **fields})
    save(row)
    save(*(ContractParty(contract_id=row.id, organisation_id=party.id) for party in parties))
    known = (Access.tool_id == tool.id, Access.organisation_id == supplier.id)
    if holder_id == tool.owner_id and db.session.scalar(select(Access.id).where(*known)) is None:
        save(Access(tool_id=tool.id, organisation_id=supplier.id, reason="supplier"))
    return row


def AFundingStream(tool: Tool, organisation: Organisation | None = None, **fields: Any) -> FundingStream:
    """Money for an adoption, which ends in 90 days; of the tool itself where no organisation is given."""
    today = clock.today()
    values = {
        "purpose": Purpose.ADOPTION if organisation else Purpose.TOOL,
        "name": "Contact centre budget",
        "funder": "The force itself",
        "amount": 120_000,
        "currency": "GBP",
        "starts_on": today - timedelta(days=200),
        "ends_on": today + timedelta(days=90),
        "stated_on": today,
        "recorded_at": clock.now(),
    }
    home = organisation.id if organisation else tool.owner_id
    row = FundingStream(tool_id=tool.id, organisation_id=home, **{**values, **fields})
    save(row)
    return row


def APack(tool: Tool, organisation: Organisation, **fields: Any) -> AdoptionPack:
    """A force's pack from the live version of a record."""
    values = {"version_id": tool.version_id, "made_at": clock.now(), **fields}
    row = AdoptionPack(tool_id=tool.id, organisation_id=organisation.id, **values)
    save(row)
    return row


def ACohort(
    tool: Tool, opener: Organisation, *measures: Measure, joined: Any = (), invited: Any = (), **fields: Any
) -> Cohort:
    """A cohort that a force opened a year ago for two, with those that joined and those that have not answered."""
    today = clock.today()
    values = {
        "name": f"Cohort {next(numbers)}",
        "protocol": "Day teams alone, beside a district without it.",
        "starts_on": today - timedelta(days=365),
        "ends_on": today + timedelta(days=365),
        "opened_at": clock.now(),
        "synthetic": tool.synthetic,
    }
    row = Cohort(tool_id=tool.id, organisation_id=opener.id, **{**values, **fields})
    save(row)
    states = [*((one, PlaceState.JOINED) for one in (opener, *joined)), *((one, PlaceState.INVITED) for one in invited)]
    save(
        *(CohortMeasure(cohort_id=row.id, measure_id=one.id) for one in measures),
        *(
            CohortPlace(cohort_id=row.id, organisation_id=one.id, state=state, changed_at=clock.now())
            for one, state in states
        ),
    )
    return row


def ACorrection(tool: Tool, supplier: Organisation, **fields: Any) -> SupplierReply:
    """A supplier asks for a correction of the summary."""
    values = {"kind": ReplyKind.CORRECTION, "question": "summary", "words": "It says less."}
    row = SupplierReply(
        tool_id=tool.id, organisation_id=supplier.id, **{**values, "recorded_at": clock.now(), **fields}
    )
    save(row)
    return row


def ABoard(organisation: Organisation | None = None, **fields: Any) -> Board:
    number = next(numbers)
    values = {
        "slug": f"board-{number}",
        "name": f"Board {number}",
        "organisation_id": (organisation or AForce()).id,
        "remit": "Considers tools.",
    }
    board = Board(**{**values, **fields})
    save(board)
    return board


def ABoardPerson(board: Board, role: Role, *roles: tuple[Organisation, Role]) -> Person:
    person = APerson(*roles)
    save(Seat(board_id=board.id, person_id=person.id, role=role, started_at=clock.now()))
    return person


def AMeeting(board: Board, **fields: Any) -> Meeting:
    meeting = Meeting(**{"board_id": board.id, "held_on": clock.today(), "title": "Monthly meeting", **fields})
    save(meeting)
    return meeting


def ACase(board: Board, tool: Tool, state: CaseState = CaseState.OPEN, meeting: Meeting | None = None) -> Case:
    """A case; one that is on an agenda has its meeting."""
    case = Case(
        board_id=board.id, tool_id=tool.id, question="Should forces use it?", state=state, opened_at=clock.now()
    )
    save(case)
    if state is not CaseState.OPEN:
        save(AgendaItem(meeting_id=(meeting or AMeeting(board)).id, case_id=case.id, position=1))
    return case


def APrecheck(expression: str = "summary is empty", **fields: Any) -> Precheck:
    """A rule that is on, with the change that added it."""
    number = next(numbers)
    values = {
        "code": f"rule-{number}",
        "title": f"Fault {number}",
        "severity": Severity.FAILURE,
        "fix": f"Mend {number}.",
        "question": None,
        "active": True,
        "position": number,
    }
    rule = Precheck(expression=expression, **{**values, **fields})
    save(rule)
    kept = {name: getattr(rule, name) for name in ("title", "severity", "expression", "fix", "active")}
    save(PrecheckChange(precheck_id=rule.id, verb="add", recorded_at=clock.now(), **kept))
    return rule


def ASynonymRing(*members: str, **fields: Any) -> SynonymRing:
    """A group of related words that is on, with the change that added it."""
    ring = SynonymRing(members=list(members), **{"active": True, "revision": 1, **fields})
    save(ring)
    kept = {"members": list(members), "active": ring.active, "mark": token_hex(16)}
    save(SynonymChange(ring_id=ring.id, verb="add", recorded_at=clock.now(), **kept))
    return ring


def ASavedSearch(person: Person, text: str = "", **fields: Any) -> SavedSearch:
    """A search that somebody saved; nothing it finds is known yet."""
    number = next(numbers)
    values = {
        "name": f"Saved {number}",
        "filters": {},
        "sort": "relevance",
        "exact": False,
        "digest": f"{number:064}",
        "frequency": Frequency.DAILY,
        "known": [],
        "saved_at": clock.now(),
    }
    search = SavedSearch(person_id=person.id, text=text, **{**values, **fields})
    save(search)
    return search


def AWebhook(search: SavedSearch, **fields: Any) -> Webhook:
    """Where the news of a saved search is sent."""
    values = {"address": "https://93.184.216.34/hooks", "salt": token_hex(16), "known": [], "made_at": clock.now()}
    hook = Webhook(saved_search_id=search.id, **{**values, **fields})
    save(hook)
    return hook


def AWebhookDelivery(hook: Webhook, **fields: Any) -> WebhookDelivery:
    """A message that waits to be sent to a webhook."""
    moment = clock.now()
    values = {"message_id": f"msg_{token_hex(16)}", "trial": True, "made_at": moment, "next_attempt_at": moment}
    delivery = WebhookDelivery(webhook_id=hook.id, **{**values, **fields})
    save(delivery)
    return delivery


def ANeed(organisation: Organisation, person: Person | None = None, *problems: str, **fields: Any) -> Need:
    """A problem that an organisation posted to policing."""
    number = next(numbers)
    values = {
        "title": f"Need {number}",
        "words": "It takes too long.",
        "visibility": Visibility.POLICING,
        "state": NeedState.OPEN,
        "posted_at": clock.now(),
    }
    by = person or APerson((organisation, Role.CONTRIBUTOR))
    need = Need(organisation_id=organisation.id, posted_by_id=by.id, **{**values, **fields})
    save(need)
    save(*(NeedProblem(need_id=need.id, code=code) for code in problems))
    return need


def AShortlistItem(person: Person, tool: Tool, **fields: Any) -> ShortlistItem:
    """A tool on somebody's shortlist."""
    number = next(numbers)
    item = ShortlistItem(
        person_id=person.id,
        tool_id=tool.id,
        **{"position": number, "note": "", "added_at": clock.now(), **fields},
    )
    save(item)
    return item


TERMS = {
    "problem": ("long-101-waits", "slow-redaction"),
    "category": ("public-contact", "redaction"),
    "technique": ("none", "machine-learning"),
    "user-group": ("control-room", "public"),
}


def Terms() -> None:
    """A few words of each vocabulary."""
    save(
        *(
            Term(vocabulary=vocabulary, code=code, label=code.replace("-", " ").capitalize(), position=position)
            for vocabulary, codes in TERMS.items()
            for position, code in enumerate(codes)
        )
    )


def AStandard(*applies_when: str, **fields: Any) -> Standard:
    """A standard with one version and one requirement; it applies always unless told when."""
    number = next(numbers)
    values = {
        "code": f"standard-{number}",
        "title": f"Standard {number}",
        "issuer": "An issuer",
        "kind": "standard",
        "shown_by": "Owner",
        "applies_when": list(applies_when or ("always",)),
        "position": number,
    }
    standard = Standard(**{**values, **fields})
    save(standard)
    version = StandardVersion(standard_id=standard.id, label="1", position=1)
    save(version)
    save(Requirement(version_id=version.id, code="signed", text="Somebody signed it.", position=1))
    return standard


def AMeasure(code: str = "101-wait") -> Measure:
    measure = Measure(code=code, name="Wait on 101", definition="Seconds.", unit="seconds", better_when="lower")
    save(measure)
    return measure


def AnEvidence(
    tool: Tool | None = None,
    site: Organisation | None = None,
    design: Design = Design.BEFORE_AFTER,
    standing: Standing = Standing.CONFIRMED,
    **fields: Any,
) -> Evidence:
    """A study of a tool without claims, at a force of its own unless told where."""
    number = next(numbers)
    values = {"title": f"Study {number}", "measured_by": Measurer.FORCE, "recorded_at": clock.now()}
    if "site_words" not in fields:
        values["site_id"] = (site or AForce()).id
    item = Evidence(tool_id=(tool or ATool()).id, design=design, standing=standing, **{**values, **fields})
    save(item)
    return item


def AClaim(
    evidence: Evidence | None = None,
    direction: Direction | None = Direction.BETTER,
    measure: Measure | None = None,
    **fields: Any,
) -> Claim:
    """One outcome of a study, on a local measure unless one is given."""
    number = next(numbers)
    values = {"outcome": f"Outcome {number}", "result": f"Result {number}"}
    values |= {"measure_id": measure.id, "measure_version": measure.version} if measure else {"local_measure": "Local"}
    claim = Claim(evidence_id=(evidence or AnEvidence()).id, direction=direction, **{**values, **fields})
    save(claim)
    return claim


def ASeries(
    evidence: Evidence, measure: Measure | None, rows: dict[date, float], live_on: date, **fields: Any
) -> StudySeries:
    """A measure over time that was entered with a study."""
    values = {"every": Every.MONTH, "unit": measure.unit if measure else "minutes", "recorded_at": clock.now()}
    values |= {"measure_id": measure.id, "measure_version": 1} if measure else {}
    local, source = None if measure else "Minutes waited", fields.pop("source", None)
    series = Series(organisation_id=evidence.site_id, **{**values, **fields})
    save(series)
    row = StudySeries(evidence_id=evidence.id, series_id=series.id, live_on=live_on, local_measure=local, source=source)
    save(row, *(SeriesValue(series_id=series.id, starts_on=day, value=value) for day, value in rows.items()))
    return row
