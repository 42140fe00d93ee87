"""Who may do what: one table, GRANTS, made of one-line rules. A permission is refused unless a rule grants it.

The SQL twins of the read rules are `catalogue.queries.visible_to` and `replication.queries.visible_to`; a
test proves that they agree with this table.
"""

from typing import Any

from registry.core.errors import NotAllowed
from registry.core.states import words
from registry.rules.facts import (
    ANONYMOUS,
    Actor,
    Rule,
    adopter,
    adopters_people,
    answers_for,
    anyone,
    asked_as_other,
    askers_people,
    collaborator,
    every,
    fresh,
    given_access,
    giver,
    holds,
    holds_anywhere,
    in_view,
    in_work,
    invited,
    is_policing,
    is_public,
    itself,
    left_to,
    live,
    named_as_origin,
    named_supplier,
    not_adopters_people,
    not_at_site,
    not_own_force,
    not_own_work,
    on_some_board,
    own_board,
    owner,
    owners_people,
    policing_body,
    policing_member,
    receiver,
    registrar,
    seated,
    seated_anywhere,
    stands,
    suppliers_people,
    unconflicted,
)
from registry.rules.permissions import Permission
from registry.rules.words import Role

__all__ = ["ANONYMOUS", "GRANTS", "Actor", "Permission", "allows", "require"]

LEAD_OF_OWNER = holds(Role.LEAD, at=owner)
LEAD_OF_ADOPTER = holds(Role.LEAD, at=adopter)
OTHER_REVIEWER = every(holds_anywhere(Role.REVIEWER), policing_member, not_own_force, unconflicted)
INDEPENDENT = every(OTHER_REVIEWER, not_at_site, not_own_work, fresh)
ASSURER_OF_OWNER = holds(Role.ASSURER, at=owner)
WRITERS: tuple[Rule, ...] = (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER, collaborator)
ASSESSORS: tuple[Rule, ...] = (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER, ASSURER_OF_OWNER)
ASSURER_OF_ADOPTER = holds(Role.ASSURER, at=adopter)
OWN_ASSESSORS: tuple[Rule, ...] = (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER)
NEEDY: tuple[Rule, ...] = (
    every(policing_body, holds(Role.CONTRIBUTOR, at=itself)),
    every(policing_body, holds(Role.LEAD, at=itself)),
)
EXEMPTERS: tuple[Rule, ...] = (
    every(left_to("assurer"), ASSURER_OF_OWNER),
    every(left_to("registrar"), registrar),
)
SECRETARIAT = seated(Role.CHAIR, Role.SECRETARY)

READERS: tuple[Rule, ...] = (
    is_public,
    every(is_policing, policing_member),
    owners_people,
    given_access,
    named_supplier,
    registrar,
)
P = Permission

GRANTS: dict[Permission, tuple[Rule, ...]] = {  # any rule in a row suffices
    P.TOOL_READ: tuple(every(in_view, rule) for rule in READERS),
    P.TOOL_KNOW: tuple(every(live, rule) for rule in READERS),  # may be told "withdrawn from view"
    P.TOOL_DRAFT_READ: (
        owners_people,
        collaborator,
        every(in_work, OTHER_REVIEWER),
    ),  # a named organisation reads what is published
    P.TOOL_REGISTER: (holds(Role.CONTRIBUTOR, at=itself), holds(Role.LEAD, at=itself)),
    P.TOOL_EDIT: WRITERS,
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
    P.TOOL_REDACT: (ASSURER_OF_OWNER, registrar),  # asks; the other of the two agrees
    P.REDACTION_AGREE: (asked_as_other,),
    P.REDACTION_REFUSE: (asked_as_other,),
    P.REVIEW_QUEUE_READ: (holds_anywhere(Role.REVIEWER), registrar),
    P.REVIEW_ASSIGN: (OTHER_REVIEWER, registrar),
    P.REVIEW_DECLARE: (every(holds_anywhere(Role.REVIEWER), policing_member),),
    P.GRADING_READ: (every(holds_anywhere(Role.REVIEWER), policing_member), registrar),
    P.GRADING_ASK: (LEAD_OF_OWNER, seated_anywhere(Role.CHAIR, Role.SECRETARY)),
    P.GRADING_TAKE: (INDEPENDENT,),
    P.GRADING_GIVE_BACK: (every(holds_anywhere(Role.REVIEWER), policing_member),),  # what they have
    P.GRADING_ASSIGN: (registrar,),
    P.GRADING_SCORE: (INDEPENDENT,),
    P.GRADING_PROPOSE: (INDEPENDENT,),
    P.GRADING_AGREE: (INDEPENDENT,),
    P.GRADING_DIFFER: (INDEPENDENT,),
    P.GRADING_RECONCILE: (INDEPENDENT,),
    P.GRADING_REFER: (INDEPENDENT, registrar),
    P.GRADING_DECIDE: (INDEPENDENT,),
    P.GRADING_APPEAL: (LEAD_OF_OWNER, every(policing_member, LEAD_OF_ADOPTER)),
    P.GRADING_WITHDRAW: (registrar,),
    P.COMMENT_RESOLVE: WRITERS,
    P.COMMENT_REOPEN: (OTHER_REVIEWER,),
    P.PRECHECK_READ: (policing_member, registrar),
    P.PRECHECK_EDIT: (registrar,),
    P.COLLABORATOR_INVITE: (LEAD_OF_OWNER,),
    P.COLLABORATOR_ACCEPT: (invited,),
    P.COLLABORATOR_END: (LEAD_OF_OWNER, collaborator),
    P.TRANSFER_OFFER: (LEAD_OF_OWNER, registrar),
    P.TRANSFER_ACCEPT: (holds(Role.LEAD, at=receiver),),
    P.TRANSFER_DECLINE: (holds(Role.LEAD, at=receiver),),
    P.TRANSFER_WITHDRAW: (holds(Role.LEAD, at=giver), registrar),
    P.TRANSFER_LAPSE: (registrar,),  # the timer's; the registrar may end one early
    P.ORPHAN_READ: (registrar,),
    P.CONTRACT_READ: (is_public, every(is_policing, policing_member), adopters_people, suppliers_people),
    P.CONTRACT_RECORD: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER),
    P.CONTRACT_RELEASE: (LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER),
    P.REPLY_ADD: (named_supplier,),
    P.REPLY_ANSWER: (LEAD_OF_OWNER,),
    P.FILE_ADD: (*WRITERS, ASSURER_OF_OWNER),
    P.FILE_WITHDRAW: (*WRITERS, ASSURER_OF_OWNER),
    P.EVIDENCE_ADD: (holds(Role.CONTRIBUTOR, at=owner), LEAD_OF_OWNER, every(policing_member, LEAD_OF_ADOPTER)),
    P.STANDARD_VERSION: (registrar,),
    P.PLAYBOOK_FOLLOW: (every(policing_member, LEAD_OF_ADOPTER),),  # said by the lead of the site
    P.STANDARD_ASSESS: ASSESSORS,  # of a tool its owner's people, of an adoption the adopter's: see `Subject`
    P.ASSESSMENT_SIGN: (ASSURER_OF_OWNER,),
    P.INHERITANCE_READ: (adopters_people,),  # a draft is the adopter's own until it is stated
    P.INHERITANCE_TAKE: OWN_ASSESSORS,
    P.INHERITANCE_CHECK: OWN_ASSESSORS,
    P.EXEMPTION_ASK: ASSESSORS,
    P.EXEMPTION_APPROVE: EXEMPTERS,
    P.EXEMPTION_REFUSE: EXEMPTERS,
    P.MEASURE_EDIT: (registrar,),
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
    P.ADOPTION_RELEASE: (LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER),
    P.LINEAGE_STATE: (LEAD_OF_ADOPTER,),
    P.ADOPTION_QUERY: (LEAD_OF_OWNER, registrar),
    P.ADOPTION_SETTLE: (every(registrar, not_adopters_people),),
    P.BARRIER_OPEN: (LEAD_OF_ADOPTER, holds(Role.CONTRIBUTOR, at=adopter)),
    P.BARRIER_ASSIGN: (LEAD_OF_ADOPTER, holds(Role.CONTRIBUTOR, at=adopter)),
    P.BARRIER_RESOLVE: (LEAD_OF_ADOPTER, holds(Role.CONTRIBUTOR, at=adopter)),
    P.SAFETY_NOTICE_READ: (is_public, every(is_policing, policing_member), owners_people, registrar),
    P.SAFETY_NOTICE_ISSUE: (LEAD_OF_OWNER, ASSURER_OF_OWNER, registrar),
    P.SAFETY_NOTICE_LIFT: (LEAD_OF_OWNER, ASSURER_OF_OWNER, registrar),
    P.SAFETY_NOTICE_FOLLOW: (LEAD_OF_OWNER, ASSURER_OF_OWNER, registrar),
    P.SAFETY_NOTICE_ACKNOWLEDGE: (LEAD_OF_ADOPTER,),
    P.STAGE_TERM_EDIT: (registrar,),
    P.DUE_LINK_RESTRICT: (holds(Role.LEAD, at=itself),),
    P.EVIDENCE_CONFIRM: (LEAD_OF_OWNER, every(policing_member, LEAD_OF_ADOPTER)),
    P.CONTRACT_CONFIRM: (LEAD_OF_ADOPTER,),
    P.COST_CONFIRM: (LEAD_OF_OWNER,),
    P.ESTATE_READ: (adopters_people,),  # of the organisation itself: nobody else sees its systems
    P.ESTATE_EDIT: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER),
    P.ESTATE_SHARE: (LEAD_OF_ADOPTER,),
    P.COMPATIBILITY_READ: (policing_member,),
    P.FUNDING_READ: (is_public, every(is_policing, policing_member), adopters_people),
    P.FUNDING_RECORD: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER),
    P.FUNDING_CONFIRM: (LEAD_OF_ADOPTER,),
    P.FUNDING_RELEASE: (LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER),
    P.PACK_READ: (adopters_people,),
    P.PACK_MAKE: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER),
    P.PACK_CHECK: OWN_ASSESSORS,
    P.PACK_SIGN: (LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER),
    P.COHORT_READ: (is_public, every(is_policing, policing_member)),
    P.COHORT_OPEN: (LEAD_OF_ADOPTER,),
    P.COHORT_CHANGE: (LEAD_OF_ADOPTER,),  # of whoever opened it
    P.COHORT_RELEASE: (LEAD_OF_ADOPTER, ASSURER_OF_ADOPTER),
    P.COHORT_INVITE: (LEAD_OF_ADOPTER,),
    P.COHORT_WITHDRAW: (LEAD_OF_ADOPTER,),
    P.COHORT_JOIN: (LEAD_OF_ADOPTER,),  # of whoever was invited
    P.COHORT_DECLINE: (LEAD_OF_ADOPTER,),
    P.COHORT_LEAVE: (LEAD_OF_ADOPTER,),
    P.GATE_TAKE_UP: (LEAD_OF_ADOPTER,),
    P.GATE_FILE: OWN_ASSESSORS,
    P.GATE_DECIDE: (LEAD_OF_ADOPTER,),
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
    P.SYNONYM_READ: (policing_member, registrar),
    P.SYNONYM_EDIT: (registrar,),
    P.UNANSWERED_READ: (registrar, on_some_board),
    P.NEED_READ: (
        every(stands, is_public),
        every(stands, is_policing, policing_member),
        adopters_people,
        registrar,
    ),
    P.NEED_POST: NEEDY,
    P.NEED_SUPPORT: NEEDY,
    P.NEED_LINK: (
        every(policing_member, holds_anywhere(Role.CONTRIBUTOR)),
        every(policing_member, holds_anywhere(Role.LEAD)),
        registrar,
    ),
    P.NEED_MEET: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER),
    P.NEED_WITHDRAW: (holds(Role.CONTRIBUTOR, at=adopter), LEAD_OF_ADOPTER, registrar),
    P.NEED_GAPS: (registrar, on_some_board),
    P.PERSON_INVITE: (holds(Role.LEAD, at=itself), registrar),
    P.PERSON_APPROVE: (holds(Role.LEAD, at=itself), registrar),
    P.ROLE_GRANT: (holds(Role.LEAD, at=itself), registrar),
    P.ROLE_REVOKE: (holds(Role.LEAD, at=itself), registrar),
    P.PEOPLE_READ: (holds(Role.LEAD, at=itself), registrar),
    P.ORGANISATION_EDIT: (registrar,),
    P.ORGANISATION_CHANGE: (registrar,),
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
