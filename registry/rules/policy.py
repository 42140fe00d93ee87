"""Who may do what: one table, GRANTS, made of one-line rules. A permission is refused unless a rule grants it.

The SQL twins of the read rules are `catalogue.queries.visible_to` and `replication.queries.visible_to`; a
test proves that they agree with this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.core.errors import NotAllowed
from registry.core.states import words
from registry.rules.lifecycles import IN_WORK, ToolState
from registry.rules.words import Role, Visibility


@dataclass(frozen=True)
class Actor:
    """Whoever asks: what they are is a set of facts, loaded once a request."""

    id: int | None = None
    roles: frozenset[tuple[int, Role]] = frozenset()  # (organisation, role)
    seats: frozenset[tuple[int, Role]] = frozenset()  # (board, role)
    policing: bool = False  # a member of a force, regional or national organisation
    family: frozenset[int] = frozenset()  # own organisations, their predecessors and successors
    given: frozenset[int] = frozenset()  # tools opened to the person or to one of their organisations

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations the person belongs to."""
        return frozenset(organisation for organisation, _ in self.roles)

    def at(self, role: Role) -> frozenset[int]:
        """The organisations where the person holds this role."""
        return frozenset(organisation for organisation, held in self.roles if held is role)


ANONYMOUS = Actor()


class Permission(StrEnum):
    """What can be asked for, as noun:verb."""

    TOOL_READ = "tool:read"
    TOOL_KNOW = "tool:know"
    TOOL_DRAFT_READ = "tool:draft-read"
    TOOL_REGISTER = "tool:register"
    TOOL_EDIT = "tool:edit"
    TOOL_SUBMIT = "tool:submit"
    TOOL_RELEASE = "tool:release"
    TOOL_WITHDRAW = "tool:withdraw"
    TOOL_REQUEST_CHANGES = "tool:request-changes"
    TOOL_PUBLISH = "tool:publish"
    TOOL_NOT_ACCEPT = "tool:not-accept"
    TOOL_RETIRE = "tool:retire"
    TOOL_SUSPEND = "tool:suspend"
    TOOL_RESTORE = "tool:restore"
    TOOL_CLAIM = "tool:claim"
    REVIEW_QUEUE_READ = "review-queue:read"
    EVIDENCE_ADD = "evidence:add"
    STANDARD_ASSESS = "standard:assess"

    ADOPTION_READ = "adoption:read"
    ADOPTION_RECORD = "adoption:record"
    ADOPTION_ADVANCE = "adoption:advance"
    ADOPTION_DECLINE = "adoption:decline"
    ADOPTION_PAUSE = "adoption:pause"
    ADOPTION_RESUME = "adoption:resume"
    ADOPTION_STOP = "adoption:stop"
    ADOPTION_SUPERSEDE = "adoption:supersede"
    ADOPTION_REOPEN = "adoption:reopen"
    ADOPTION_CORRECT = "adoption:correct"
    ADOPTION_CONFIRM = "adoption:confirm"
    ADOPTION_DISPUTE = "adoption:dispute"
    ADOPTION_RELEASE = "adoption:release"
    ENQUIRY_ASK = "enquiry:ask"
    ENQUIRY_ANSWER = "enquiry:answer"
    ENQUIRY_READ = "enquiry:read"

    BOARD_READ = "board:read"
    BOARD_CREATE = "board:create"
    BOARD_SEAT = "board:seat"
    MEETING_PLAN = "meeting:plan"
    CASE_OPEN = "case:open"
    CASE_ASSIGN = "case:assign"
    CASE_RECOMMEND = "case:recommend"
    CASE_DECIDE = "case:decide"
    CASE_BRING_BACK = "case:bring-back"
    CASE_CLOSE = "case:close"
    CONDITION_BIND = "condition:bind"
    TASK_COMPLETE = "task:complete"
    TASK_ACCEPT = "task:accept"
    TASK_REOPEN = "task:reopen"

    PERSON_INVITE = "person:invite"
    PERSON_APPROVE = "person:approve"
    ROLE_GRANT = "role:grant"
    ROLE_REVOKE = "role:revoke"
    PEOPLE_READ = "people:read"
    ORGANISATION_EDIT = "organisation:edit"


Rule = Callable[[Actor, Any], bool]


def owner(subject: Any) -> int | None:
    """The organisation answerable for a tool."""
    return getattr(subject, "owner_id", None)


def adopter(subject: Any) -> int | None:
    """The organisation whose adoption it is, or that an enquiry is addressed to."""
    return getattr(subject, "organisation_id", None)


def itself(subject: Any) -> int | None:
    """The organisation that is the subject."""
    return getattr(subject, "id", None)


def holds(role: Role, at: Callable[[Any], int | None]) -> Rule:
    """The actor holds the role at the organisation that the subject names."""
    return lambda actor, subject: (at(subject), role) in actor.roles


def seated(*roles: Role) -> Rule:
    """The actor sits on the subject's board in one of the roles."""
    return lambda actor, subject: any((_board(subject), role) in actor.seats for role in roles)


def holds_anywhere(role: Role) -> Rule:
    """The actor holds the role at some organisation."""
    return lambda actor, _subject: bool(actor.at(role))


def every(*rules: Rule) -> Rule:
    """All of these rules grant it."""
    return lambda actor, subject: all(rule(actor, subject) for rule in rules)


def anyone(_actor: Actor, _subject: Any) -> bool:
    """Also a visitor."""
    return True


def signed_in(actor: Actor, _subject: Any) -> bool:
    """Any member."""
    return actor.id is not None


def policing_member(actor: Actor, _subject: Any) -> bool:
    """A member of a force, regional or national organisation."""
    return actor.policing


def not_own_force(actor: Actor, subject: Any) -> bool:
    """No membership at the owner, its predecessors or successors."""
    return owner(subject) not in actor.family


def live(_actor: Actor, tool: Any) -> bool:
    """The tool has a published version."""
    return tool.version_id is not None


def in_view(_actor: Actor, tool: Any) -> bool:
    """The tool has a published version and is not suspended."""
    return tool.version_id is not None and tool.suspended_at is None


def in_work(_actor: Actor, tool: Any) -> bool:
    """The tool's working copy has been submitted and not yet settled."""
    return tool.state in IN_WORK and tool.state is not ToolState.DRAFT


def is_public(_actor: Actor, subject: Any) -> bool:
    """The subject is released to everybody."""
    return bool(subject.visibility is Visibility.PUBLIC)


def is_policing(_actor: Actor, subject: Any) -> bool:
    """The subject is released to policing."""
    return bool(subject.visibility is Visibility.POLICING)


def given_access(actor: Actor, tool: Any) -> bool:
    """The tool was opened to the actor or to one of their organisations."""
    return tool.id in actor.given


def owners_people(actor: Actor, tool: Any) -> bool:
    """The actor belongs to the owner."""
    return tool.owner_id in actor.organisations


def adopters_people(actor: Actor, adoption: Any) -> bool:
    """The actor belongs to the adopting organisation."""
    return adoption.organisation_id in actor.organisations


def askers_people(actor: Actor, enquiry: Any) -> bool:
    """The actor belongs to the organisation that asked."""
    return enquiry.asker_id in actor.organisations


def named_as_origin(actor: Actor, tool: Any) -> bool:
    """The tool is held from published sources, and the actor leads a force that those sources name as its origin."""
    return bool(tool.from_sources and actor.at(Role.LEAD) & frozenset(tool.origin_ids))


def registrar(actor: Actor, _subject: Any) -> bool:
    """The actor keeps the register."""
    return bool(actor.at(Role.REGISTRAR))


def own_board(actor: Actor, condition: Any) -> bool:
    """The actor leads the organisation that the condition is addressed to."""
    return (condition.organisation_id, Role.LEAD) in actor.roles


def answers_for(actor: Actor, task: Any) -> bool:
    """The actor belongs to the organisation that the task falls to."""
    return task.organisation_id in actor.organisations


def _board(subject: Any) -> int | None:
    return subject.board_id if hasattr(subject, "board_id") else getattr(subject, "id", None)


LEAD_OF_OWNER = holds(Role.LEAD, at=owner)
LEAD_OF_ADOPTER = holds(Role.LEAD, at=adopter)
OTHER_REVIEWER = every(holds_anywhere(Role.REVIEWER), not_own_force)
SECRETARIAT = seated(Role.CHAIR, Role.SECRETARY)

READERS: tuple[Rule, ...] = (
    is_public,
    every(is_policing, policing_member),
    owners_people,
    given_access,
    registrar,
)
P = Permission

GRANTS: dict[Permission, tuple[Rule, ...]] = {  # any rule in a row suffices
    P.TOOL_READ: tuple(every(in_view, rule) for rule in READERS),
    P.TOOL_KNOW: tuple(every(live, rule) for rule in READERS),  # may be told "withdrawn from view"
    P.TOOL_DRAFT_READ: (owners_people, every(in_work, OTHER_REVIEWER)),  # a named organisation reads what is published
    P.TOOL_REGISTER: (holds(Role.CONTRIBUTOR, at=itself), holds(Role.LEAD, at=itself)),
    P.TOOL_EDIT: (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER),
    P.TOOL_SUBMIT: (LEAD_OF_OWNER, holds(Role.ASSURER, at=owner)),
    P.TOOL_RELEASE: (LEAD_OF_OWNER, holds(Role.ASSURER, at=owner)),
    P.TOOL_WITHDRAW: (LEAD_OF_OWNER, holds(Role.CONTRIBUTOR, at=owner)),
    P.TOOL_REQUEST_CHANGES: (OTHER_REVIEWER,),
    P.TOOL_PUBLISH: (OTHER_REVIEWER,),
    P.TOOL_NOT_ACCEPT: (OTHER_REVIEWER,),
    P.TOOL_RETIRE: (LEAD_OF_OWNER,),
    P.TOOL_SUSPEND: (LEAD_OF_OWNER, holds(Role.ASSURER, at=owner), registrar),
    P.TOOL_RESTORE: (LEAD_OF_OWNER, holds(Role.ASSURER, at=owner), registrar),
    P.TOOL_CLAIM: (named_as_origin,),
    P.REVIEW_QUEUE_READ: (holds_anywhere(Role.REVIEWER),),
    P.EVIDENCE_ADD: (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER, every(policing_member, LEAD_OF_ADOPTER)),
    P.STANDARD_ASSESS: (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER, holds(Role.ASSURER, at=owner)),
    P.ADOPTION_READ: (is_public, every(is_policing, policing_member), adopters_people),
    P.ADOPTION_RECORD: (LEAD_OF_ADOPTER,),
    P.ADOPTION_ADVANCE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_DECLINE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_PAUSE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_RESUME: (LEAD_OF_ADOPTER,),
    P.ADOPTION_STOP: (LEAD_OF_ADOPTER,),
    P.ADOPTION_SUPERSEDE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_REOPEN: (LEAD_OF_ADOPTER,),
    P.ADOPTION_CORRECT: (LEAD_OF_ADOPTER,),
    P.ADOPTION_CONFIRM: (LEAD_OF_ADOPTER,),
    P.ADOPTION_DISPUTE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_RELEASE: (LEAD_OF_ADOPTER, holds(Role.ASSURER, at=adopter)),
    P.ENQUIRY_ASK: (policing_member,),
    P.ENQUIRY_ANSWER: (LEAD_OF_ADOPTER, holds(Role.CONTRIBUTOR, at=adopter)),
    P.ENQUIRY_READ: (adopters_people, askers_people),
    P.BOARD_READ: (anyone,),
    P.BOARD_CREATE: (registrar,),
    P.BOARD_SEAT: (registrar, SECRETARIAT),
    P.MEETING_PLAN: (SECRETARIAT,),
    P.CASE_OPEN: (LEAD_OF_OWNER, seated(Role.SECRETARY)),
    P.CASE_ASSIGN: (SECRETARIAT,),
    P.CASE_RECOMMEND: (SECRETARIAT,),
    P.CASE_DECIDE: (SECRETARIAT,),
    P.CASE_BRING_BACK: (SECRETARIAT,),
    P.CASE_CLOSE: (SECRETARIAT,),
    P.CONDITION_BIND: (own_board,),
    P.TASK_COMPLETE: (answers_for,),
    P.TASK_ACCEPT: (SECRETARIAT,),
    P.TASK_REOPEN: (SECRETARIAT,),
    P.PERSON_INVITE: (holds(Role.LEAD, at=itself), registrar),
    P.PERSON_APPROVE: (holds(Role.LEAD, at=itself), registrar),
    P.ROLE_GRANT: (holds(Role.LEAD, at=itself), registrar),
    P.ROLE_REVOKE: (holds(Role.LEAD, at=itself), registrar),
    P.PEOPLE_READ: (holds(Role.LEAD, at=itself), registrar),
    P.ORGANISATION_EDIT: (registrar,),
}


def allows(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether some rule grants the actor this permission over the subject."""
    return any(rule(actor, subject) for rule in GRANTS[permission])


def require(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Raise NotAllowed, which the running command puts on the audit trail, unless a rule grants it."""
    if not allows(actor, permission, subject):
        noun, verb = permission.split(":")
        raise NotAllowed(
            f"Your role does not let you {words(verb)} this {words(noun)}. Ask your force's lead if you think it should.",
            permission=permission,
            subject=_describe(subject),
            actor_id=actor.id,
        )


def _describe(subject: Any) -> str:
    return f"{type(subject).__name__.lower()}:{getattr(subject, 'id', '')}" if subject is not None else ""
