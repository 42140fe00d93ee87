"""Whoever asks, and the one-line facts about them that the policy is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.rules.lifecycles import IN_WORK, NeedState, ToolState
from registry.rules.words import POLICING_KINDS, Role, Visibility


@dataclass(frozen=True)
class Actor:
    """Whoever asks: what they are is a set of facts, loaded once a request."""

    id: int | None = None
    roles: frozenset[tuple[int, Role]] = frozenset()  # (organisation, role)
    seats: frozenset[tuple[int, Role]] = frozenset()  # (board, role)
    policing: bool = False  # a member of a force, regional or national organisation
    family: frozenset[int] = frozenset()  # own organisations, their predecessors and successors
    given: frozenset[int] = frozenset()  # tools opened to the person or to one of their organisations
    writes: frozenset[int] = frozenset()  # tools of others that the person helps to write
    supplies: frozenset[int] = frozenset()  # tools whose record names one of their organisations as supplier
    conflicted: frozenset[int] = frozenset()  # tools that the person declared an interest in

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations the person belongs to."""
        return frozenset(organisation for organisation, _ in self.roles)

    def at(self, role: Role) -> frozenset[int]:
        """The organisations where the person holds this role."""
        return frozenset(organisation for organisation, held in self.roles if held is role)


ANONYMOUS = Actor()


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
    return owner(subject) is not None and owner(subject) not in actor.family


def not_at_site(actor: Actor, claim: Any) -> bool:
    """No membership where it was measured, nor at its predecessors or successors."""
    return not claim.site_ids & actor.family


def not_own_work(actor: Actor, claim: Any) -> bool:
    """The actor recorded neither the claim nor its study."""
    return actor.id not in claim.author_ids


def fresh(actor: Actor, claim: Any) -> bool:
    """The actor had no part in the review that an appeal is against."""
    return actor.id not in claim.former_ids


def seated_anywhere(*roles: Role) -> Rule:
    """The actor sits on some board in one of the roles."""
    return lambda actor, _subject: any(role in roles for _board_id, role in actor.seats)


def unconflicted(actor: Actor, tool: Any) -> bool:
    """The actor declared no interest in the tool and does not help to write it."""
    return tool.id not in actor.conflicted | actor.writes


def collaborator(actor: Actor, tool: Any) -> bool:
    """The actor was asked to help to write this tool's record, and said yes."""
    return tool.id in actor.writes


def named_supplier(actor: Actor, tool: Any) -> bool:
    """The tool's record names one of the actor's organisations as its supplier."""
    return tool.id in actor.supplies


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


def not_adopters_people(actor: Actor, adoption: Any) -> bool:
    """No membership at the adopting organisation, its predecessors or successors."""
    return adoption.organisation_id not in actor.family


def askers_people(actor: Actor, enquiry: Any) -> bool:
    """The actor belongs to the organisation that asked."""
    return enquiry.asker_id in actor.organisations


def named_as_origin(actor: Actor, tool: Any) -> bool:
    """The tool is held from published sources, and the actor leads a force that those sources name as its origin."""
    return bool(tool.from_sources and actor.at(Role.LEAD) & frozenset(tool.origin_ids))


def receiver(transfer: Any) -> int | None:
    """The organisation that a record is offered to."""
    return getattr(transfer, "to_id", None)


def giver(transfer: Any) -> int | None:
    """The organisation that offers a record."""
    return getattr(transfer, "from_id", None)


def suppliers_people(actor: Actor, contract: Any) -> bool:
    """The actor belongs to the supplier that a contract names."""
    return contract.supplier_id in actor.organisations


def invited(actor: Actor, collaborator: Any) -> bool:
    """The invitation to help was sent to the actor's own address; a query sets who that is."""
    return actor.id is not None and collaborator.person_id == actor.id


def asked_as_other(actor: Actor, redaction: Any) -> bool:
    """The actor holds the other of the two offices that a redaction needs, and did not ask for it."""
    if actor.id == redaction.asked_by_id:
        return False
    if redaction.asked_as == Role.REGISTRAR:
        return (redaction.tool.owner_id, Role.ASSURER) in actor.roles
    return bool(actor.at(Role.REGISTRAR))


def left_to(office: str) -> Rule:
    """The standard leaves its exemptions to this office."""
    return lambda _actor, exemption: bool(exemption.exempted_by == office)


def registrar(actor: Actor, _subject: Any) -> bool:
    """The actor keeps the register."""
    return bool(actor.at(Role.REGISTRAR))


def policing_body(_actor: Actor, organisation: Any) -> bool:
    """The organisation is a force, a regional or a national one."""
    return getattr(organisation, "kind", None) in POLICING_KINDS


def stands(_actor: Actor, need: Any) -> bool:
    """The need was not withdrawn."""
    return need.state is not NeedState.WITHDRAWN


def on_some_board(actor: Actor, _subject: Any) -> bool:
    """The actor sits on a board, in whatever role."""
    return bool(actor.seats)


def own_board(actor: Actor, condition: Any) -> bool:
    """The actor leads the organisation that the condition is addressed to."""
    return (condition.organisation_id, Role.LEAD) in actor.roles


def answers_for(actor: Actor, task: Any) -> bool:
    """The actor belongs to the organisation that the task falls to."""
    return task.falls_to in actor.organisations


def _board(subject: Any) -> int | None:
    return subject.board_id if hasattr(subject, "board_id") else getattr(subject, "id", None)
