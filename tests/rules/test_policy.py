"""Who may do what, as a second table written by hand: each permission names everybody it is granted to.

The things asked about belong to organisation 1 and, where a board has a say, to board 10.
"""

from types import SimpleNamespace as Thing

import pytest

from registry.core.errors import NotAllowed
from registry.rules.lifecycles import NeedState, ToolState
from registry.rules.policy import ANONYMOUS, GRANTS, Actor, Permission, allows, require
from registry.rules.roles import BY_A_LEAD, grantable
from registry.rules.words import BOARD_ROLES, ORGANISATION_ROLES, OrganisationKind, Role, Visibility

HERE, THERE, SUPPLIER, BOARD, OTHER_BOARD = 1, 2, 3, 10, 11


def member(*roles: tuple[int, Role], policing: bool = True, **facts) -> Actor:
    return Actor(id=50, roles=frozenset(roles), policing=policing, family=frozenset(at for at, _ in roles), **facts)


CAST: dict[str, Actor] = {
    "visitor": ANONYMOUS,
    "nobody yet": Actor(id=50),
    "supplier": member((SUPPLIER, Role.LEAD), policing=False),
    "both": member((HERE, Role.CONTRIBUTOR), (THERE, Role.LEAD)),  # two organisations, different roles
    "reviewer of both": member((HERE, Role.READER), (THERE, Role.REVIEWER)),
    "successor's reviewer": Actor(
        id=50, roles=frozenset({(THERE, Role.REVIEWER)}), policing=True, family=frozenset({HERE, THERE})
    ),
    **{f"{role} here": member((HERE, role)) for role in ORGANISATION_ROLES},
    **{f"{role} there": member((THERE, role)) for role in ORGANISATION_ROLES},
    **{f"{role} of the board": Actor(id=50, seats=frozenset({(BOARD, role)})) for role in BOARD_ROLES},
    **{f"{role} of another board": Actor(id=50, seats=frozenset({(OTHER_BOARD, role)})) for role in BOARD_ROLES},
}

TOOL = Thing(
    id=100,
    owner_id=HERE,
    visibility=Visibility.POLICING,
    version_id=5,
    suspended_at=None,
    state=ToolState.IN_REVIEW,
    from_sources=True,
    origin_ids=[HERE],
)
ORGANISATION = Thing(id=HERE)
FORCE = Thing(id=HERE, kind=OrganisationKind.FORCE)
NEED = Thing(id=24, organisation_id=HERE, visibility=Visibility.POLICING, state=NeedState.OPEN)
ADOPTION = Thing(id=7, organisation_id=HERE, visibility=Visibility.POLICING)
ENQUIRY = Thing(id=8, organisation_id=HERE, asker_id=THERE)
EVIDENCE = Thing(id=9, owner_id=HERE, organisation_id=THERE)  # of a tool of ours, measured at their site
BOARD_ITSELF = Thing(id=BOARD)
ON_THE_BOARD = Thing(id=3, board_id=BOARD, owner_id=HERE, organisation_id=HERE, falls_to=HERE)

THINGS = {
    "tool": TOOL,
    "review-queue": None,
    "review": TOOL,
    "comment": TOOL,
    "precheck": None,
    "measure": None,
    "synonym": None,
    "unanswered": None,
    "need": NEED,
    "file": TOOL,
    "collaborator": TOOL,
    "transfer": Thing(id=20, from_id=HERE, to_id=THERE),
    "orphan": None,
    "contract": Thing(id=21, organisation_id=HERE, supplier_id=SUPPLIER, visibility=Visibility.POLICING),
    "reply": TOOL,
    "cost": TOOL,
    "evidence": EVIDENCE,
    "playbook": EVIDENCE,
    "grading": Thing(
        id=100,
        owner_id=HERE,
        organisation_id=HERE,
        site_ids=frozenset({HERE}),
        author_ids=frozenset(),
        former_ids=frozenset(),
    ),
    "redaction": Thing(id=23, tool=TOOL, asked_as=Role.REGISTRAR, asked_by_id=51),
    "standard": TOOL,
    "assessment": TOOL,
    "inheritance": ADOPTION,
    "exemption": Thing(owner_id=HERE, exempted_by="assurer"),
    "adoption": ADOPTION,
    "gate": ADOPTION,
    "lineage": ADOPTION,
    "barrier": ADOPTION,
    "safety-notice": TOOL,
    "stage-term": None,
    "due-link": ORGANISATION,
    "estate": ADOPTION,
    "compatibility": TOOL,
    "funding": ADOPTION,
    "pack": ADOPTION,
    "cohort": ADOPTION,
    "enquiry": ENQUIRY,
    "board": BOARD_ITSELF,
    "meeting": ON_THE_BOARD,
    "case": ON_THE_BOARD,
    "condition": ON_THE_BOARD,
    "task": ON_THE_BOARD,
    "person": ORGANISATION,
    "role": ORGANISATION,
    "people": ORGANISATION,
    "organisation": ORGANISATION,
}

EVERYBODY = set(CAST)
OF_HERE = {name for name in CAST if name.endswith(" here")} | {"both", "reviewer of both"}
OF_THERE = {name for name in CAST if name.endswith(" there")} | {"both", "reviewer of both", "successor's reviewer"}
POLICING = OF_HERE | OF_THERE
LEAD = {"lead here"}
WRITERS = LEAD | {"contributor here", "both"}
RELEASERS = LEAD | {"assurer here"}
REVIEWER = {"reviewer there"}  # never one with a foot in the owner's house, its predecessors or successors
REVIEWERS = {"reviewer here", "reviewer there", "reviewer of both", "successor's reviewer"}
REGISTRARS = {"registrar here", "registrar there"}
SECRETARIAT = {"chair of the board", "secretary of the board"}
BOARDS = {name for name in CAST if name.endswith(" board")}
HANDS_OUT_ROLES = LEAD | REGISTRARS

P = Permission
GRANTED: dict[Permission, set[str]] = {
    P.TOOL_READ: POLICING,
    P.TOOL_KNOW: POLICING,
    P.TOOL_DRAFT_READ: OF_HERE | REVIEWER,
    P.TOOL_REGISTER: WRITERS,
    P.TOOL_EDIT: WRITERS,
    P.TOOL_SUBMIT: RELEASERS,
    P.TOOL_RELEASE: RELEASERS,
    P.TOOL_WITHDRAW: WRITERS,
    P.TOOL_REQUEST_CHANGES: REVIEWER,
    P.TOOL_PUBLISH: REVIEWER,
    P.TOOL_NOT_ACCEPT: REVIEWER,
    P.TOOL_RETIRE: LEAD,
    P.TOOL_SUSPEND: RELEASERS | REGISTRARS,
    P.TOOL_RESTORE: RELEASERS | REGISTRARS,
    P.TOOL_CLAIM: LEAD,
    P.TOOL_REDACT: {"assurer here"} | REGISTRARS,
    P.REDACTION_AGREE: {"assurer here"},  # asked for by a registrar; the other way round below
    P.REDACTION_REFUSE: {"assurer here"},
    P.REVIEW_QUEUE_READ: REVIEWERS | REGISTRARS,
    P.REVIEW_ASSIGN: REVIEWER | REGISTRARS,
    P.REVIEW_DECLARE: REVIEWERS,
    P.GRADING_READ: REVIEWERS | REGISTRARS,
    P.GRADING_ASK: LEAD
    | {f"{role} of {board}" for role in ("chair", "secretary") for board in ("the board", "another board")},
    P.GRADING_TAKE: REVIEWER,
    P.GRADING_GIVE_BACK: REVIEWERS,
    P.GRADING_ASSIGN: REGISTRARS,
    P.GRADING_SCORE: REVIEWER,
    P.GRADING_PROPOSE: REVIEWER,
    P.GRADING_AGREE: REVIEWER,
    P.GRADING_DIFFER: REVIEWER,
    P.GRADING_RECONCILE: REVIEWER,
    P.GRADING_REFER: REVIEWER | REGISTRARS,
    P.GRADING_DECIDE: REVIEWER,
    P.GRADING_APPEAL: LEAD,
    P.GRADING_WITHDRAW: REGISTRARS,
    P.COMMENT_RESOLVE: WRITERS,
    P.COMMENT_REOPEN: REVIEWER,
    P.PRECHECK_READ: POLICING,
    P.PRECHECK_EDIT: REGISTRARS,
    P.SYNONYM_READ: POLICING | REGISTRARS,
    P.SYNONYM_EDIT: REGISTRARS,
    P.UNANSWERED_READ: REGISTRARS | BOARDS,
    P.MEASURE_EDIT: REGISTRARS,
    P.NEED_READ: POLICING,
    P.NEED_POST: WRITERS,
    P.NEED_SUPPORT: WRITERS,
    P.NEED_LINK: WRITERS | {"contributor there", "lead there"} | REGISTRARS,
    P.NEED_MEET: WRITERS,
    P.NEED_WITHDRAW: WRITERS | REGISTRARS,
    P.NEED_GAPS: REGISTRARS | BOARDS,
    P.COLLABORATOR_INVITE: LEAD,
    P.COLLABORATOR_ACCEPT: set(),  # only whoever the invitation was sent to
    P.COLLABORATOR_END: LEAD,
    P.TRANSFER_OFFER: LEAD | REGISTRARS,
    P.TRANSFER_ACCEPT: {"lead there", "both"},
    P.TRANSFER_DECLINE: {"lead there", "both"},
    P.TRANSFER_WITHDRAW: LEAD | REGISTRARS,
    P.TRANSFER_LAPSE: REGISTRARS,
    P.ORPHAN_READ: REGISTRARS,
    P.CONTRACT_READ: POLICING | {"supplier"},
    P.CONTRACT_RECORD: WRITERS,
    P.CONTRACT_RELEASE: RELEASERS,
    P.REPLY_ADD: set(),  # only people of a supplier that the record names
    P.REPLY_ANSWER: LEAD,
    P.FILE_ADD: WRITERS | {"assurer here"},
    P.FILE_WITHDRAW: WRITERS | {"assurer here"},
    P.PLAYBOOK_FOLLOW: {"lead there", "both"},
    P.EVIDENCE_ADD: WRITERS | {"lead there"},
    P.STANDARD_VERSION: REGISTRARS,
    P.STANDARD_ASSESS: WRITERS | RELEASERS,
    P.ASSESSMENT_SIGN: {"assurer here"},
    P.INHERITANCE_READ: OF_HERE,
    P.INHERITANCE_TAKE: WRITERS | {"assurer here"},
    P.INHERITANCE_CHECK: WRITERS | {"assurer here"},
    P.EXEMPTION_ASK: WRITERS | RELEASERS,
    P.EXEMPTION_APPROVE: {"assurer here"},  # or the registrar, where the standard says so: below
    P.EXEMPTION_REFUSE: {"assurer here"},
    P.ADOPTION_READ: POLICING,
    P.ADOPTION_RECORD: LEAD,
    P.LINEAGE_STATE: LEAD,
    P.ESTATE_READ: OF_HERE,
    P.ESTATE_EDIT: WRITERS,
    P.ESTATE_SHARE: LEAD,
    P.COMPATIBILITY_READ: POLICING,
    P.FUNDING_READ: POLICING,
    P.FUNDING_RECORD: WRITERS,
    P.FUNDING_CONFIRM: LEAD,
    P.FUNDING_RELEASE: RELEASERS,
    P.PACK_READ: OF_HERE,
    P.PACK_MAKE: WRITERS,
    P.PACK_CHECK: WRITERS | {"assurer here"},
    P.PACK_SIGN: RELEASERS,
    P.COHORT_READ: POLICING,
    P.COHORT_OPEN: LEAD,
    P.COHORT_CHANGE: LEAD,
    P.COHORT_RELEASE: RELEASERS,
    P.COHORT_INVITE: LEAD,
    P.COHORT_WITHDRAW: LEAD,
    P.COHORT_JOIN: LEAD,
    P.COHORT_DECLINE: LEAD,
    P.COHORT_LEAVE: LEAD,
    P.ADOPTION_ADVANCE: LEAD,
    P.ADOPTION_DECLINE: LEAD,
    P.ADOPTION_PAUSE: LEAD,
    P.ADOPTION_RESUME: LEAD,
    P.ADOPTION_STOP: LEAD,
    P.ADOPTION_SUPERSEDE: LEAD,
    P.ADOPTION_REOPEN: LEAD,
    P.ADOPTION_CORRECT: LEAD,
    P.ADOPTION_CONFIRM: LEAD,
    P.ADOPTION_DISPUTE: LEAD,
    P.ADOPTION_RELEASE: RELEASERS,
    P.ADOPTION_QUERY: LEAD | REGISTRARS,
    P.ADOPTION_SETTLE: {"registrar there"},  # never of one's own force
    P.BARRIER_OPEN: WRITERS,
    P.BARRIER_ASSIGN: WRITERS,
    P.BARRIER_RESOLVE: WRITERS,
    P.SAFETY_NOTICE_READ: POLICING,
    P.SAFETY_NOTICE_ISSUE: RELEASERS | REGISTRARS,
    P.SAFETY_NOTICE_LIFT: RELEASERS | REGISTRARS,
    P.SAFETY_NOTICE_FOLLOW: RELEASERS | REGISTRARS,
    P.SAFETY_NOTICE_ACKNOWLEDGE: LEAD,
    P.STAGE_TERM_EDIT: REGISTRARS,
    P.DUE_LINK_RESTRICT: LEAD,
    P.EVIDENCE_CONFIRM: LEAD | {"lead there", "both"},
    P.CONTRACT_CONFIRM: LEAD,
    P.COST_CONFIRM: LEAD,
    P.GATE_TAKE_UP: LEAD,
    P.GATE_FILE: WRITERS | RELEASERS,
    P.GATE_DECIDE: LEAD,
    P.ENQUIRY_ASK: POLICING,
    P.ENQUIRY_ANSWER: WRITERS,
    P.ENQUIRY_READ: POLICING,
    P.BOARD_READ: EVERYBODY,
    P.BOARD_CREATE: REGISTRARS,
    P.BOARD_SEAT: REGISTRARS | SECRETARIAT,
    P.MEETING_PLAN: SECRETARIAT,
    P.CASE_OPEN: LEAD | {"secretary of the board"},
    P.CASE_ASSIGN: SECRETARIAT,
    P.CASE_RECOMMEND: SECRETARIAT,
    P.CASE_DECIDE: SECRETARIAT,
    P.CASE_BRING_BACK: SECRETARIAT,
    P.CASE_CLOSE: SECRETARIAT,
    P.CONDITION_BIND: LEAD,
    P.TASK_COMPLETE: OF_HERE,
    P.TASK_ACCEPT: SECRETARIAT,
    P.TASK_REOPEN: SECRETARIAT,
    P.PERSON_INVITE: HANDS_OUT_ROLES,
    P.PERSON_APPROVE: HANDS_OUT_ROLES,
    P.ROLE_GRANT: HANDS_OUT_ROLES,
    P.ROLE_REVOKE: HANDS_OUT_ROLES,
    P.PEOPLE_READ: HANDS_OUT_ROLES,
    P.ORGANISATION_EDIT: REGISTRARS,
    P.ORGANISATION_CHANGE: REGISTRARS,
}


SUBJECTS = {
    P.TOOL_REGISTER: ORGANISATION,
    P.ADOPTION_QUERY: Thing(id=7, owner_id=HERE, organisation_id=THERE),
    P.SAFETY_NOTICE_ACKNOWLEDGE: ADOPTION,
    P.COLLABORATOR_ACCEPT: Thing(id=22, person_id=51),
    P.TRANSFER_OFFER: TOOL,
    P.NEED_POST: FORCE,
    P.NEED_SUPPORT: FORCE,
}


def granted(permission: Permission, subject) -> set[str]:
    return {name for name, actor in CAST.items() if allows(actor, permission, subject)}


def subject_of(permission: Permission):
    # A tool is registered for an organisation, before there is a tool
    return SUBJECTS[permission] if permission in SUBJECTS else THINGS[permission.split(":")[0]]


class TestGrants:
    def test_every_permission_has_rules(self):
        assert set(GRANTS) == set(Permission)
        assert [permission for permission, rules in GRANTS.items() if not rules] == []

    def test_every_permission_is_in_this_table(self):
        assert set(GRANTED) == set(Permission)

    @pytest.mark.parametrize("permission", list(Permission))
    def test_are_what_the_table_says(self, permission):
        assert granted(permission, subject_of(permission)) == GRANTED[permission]

    @pytest.mark.parametrize("permission", [one for one in Permission if one is not P.BOARD_READ])
    def test_nothing_but_reading_public_things_is_a_visitors(self, permission):
        assert not allows(ANONYMOUS, permission, subject_of(permission))

    @pytest.mark.parametrize("permission", [one for one in Permission if not one.endswith(":read")])
    def test_nothing_is_changed_by_somebody_without_a_role(self, permission):
        assert not allows(Actor(id=50), permission, subject_of(permission))


class TestRedacting:
    def test_what_an_assurer_asked_for_falls_to_registrars(self):
        asked = Thing(id=23, tool=TOOL, asked_as=Role.ASSURER, asked_by_id=51)

        assert granted(P.REDACTION_AGREE, asked) == granted(P.REDACTION_REFUSE, asked) == REGISTRARS

    @pytest.mark.parametrize("asked_as", [Role.ASSURER, Role.REGISTRAR])
    def test_nobody_agrees_to_what_they_asked_for(self, asked_as):
        asked = Thing(id=23, tool=TOOL, asked_as=asked_as, asked_by_id=50)
        both = member((HERE, Role.ASSURER), (THERE, Role.REGISTRAR))

        assert not allows(both, P.REDACTION_AGREE, asked)


class TestGrading:
    GRADING = THINGS["grading"]
    ACTS = tuple(one for one in Permission if one.startswith("grading:"))
    REVIEWING = (P.GRADING_TAKE, P.GRADING_SCORE, P.GRADING_RECONCILE, P.GRADING_DECIDE)

    def grading(self, **facts) -> Thing:
        return Thing(**{**vars(self.GRADING), **facts})

    @pytest.mark.parametrize("permission", REVIEWING)
    def test_nobody_of_the_site_its_predecessors_or_successors_reviews(self, permission):
        elsewhere = self.grading(owner_id=99, organisation_id=HERE, site_ids=frozenset({HERE}))

        assert granted(permission, elsewhere) == REVIEWER

    @pytest.mark.parametrize("permission", REVIEWING)
    @pytest.mark.parametrize("facts", [{"author_ids": frozenset({50})}, {"former_ids": frozenset({50})}])
    def test_nor_who_recorded_it_or_had_a_part_in_what_is_appealed_against(self, permission, facts):
        assert granted(permission, self.grading(**facts)) == set()

    @pytest.mark.parametrize("permission", REVIEWING)
    @pytest.mark.parametrize("fact", ["conflicted", "writes"])
    def test_nor_who_declared_an_interest_or_helps_to_write_the_record(self, permission, fact):
        assert not allows(member((THERE, Role.REVIEWER), **{fact: frozenset({100})}), permission, self.GRADING)

    def test_the_lead_of_the_site_appeals_too(self):
        assert granted(P.GRADING_APPEAL, self.grading(organisation_id=THERE)) == LEAD | {"lead there", "both"}


class TestReading:
    def tool(self, **facts) -> Thing:
        return Thing(**{**vars(TOOL), **facts})

    def test_public_is_for_everybody(self):
        assert granted(P.TOOL_READ, self.tool(visibility=Visibility.PUBLIC)) == EVERYBODY

    def test_named_is_for_the_owners_people_and_the_registrar(self):
        assert granted(P.TOOL_READ, self.tool(visibility=Visibility.NAMED)) == OF_HERE | REGISTRARS

    def test_named_is_for_those_it_was_opened_to(self):
        tool = self.tool(visibility=Visibility.NAMED)

        assert allows(Actor(id=50, given=frozenset({100})), P.TOOL_READ, tool)
        assert not allows(Actor(id=50, given=frozenset({101})), P.TOOL_READ, tool)

    def test_suspended_is_for_nobody(self):
        assert granted(P.TOOL_READ, self.tool(visibility=Visibility.PUBLIC, suspended_at="now")) == set()

    def test_suspended_is_known_to_those_who_could_read_it(self):
        assert granted(P.TOOL_KNOW, self.tool(suspended_at="now")) == POLICING

    def test_without_a_version_is_for_nobody(self):
        tool = self.tool(visibility=Visibility.PUBLIC, version_id=None)

        assert (granted(P.TOOL_READ, tool), granted(P.TOOL_KNOW, tool)) == (set(), set())

    @pytest.mark.parametrize(
        "state", [ToolState.DRAFT, ToolState.PUBLISHED, ToolState.WITHDRAWN, ToolState.NOT_ACCEPTED]
    )
    def test_a_working_copy_that_is_not_submitted_is_for_the_owners_people(self, state):
        assert granted(P.TOOL_DRAFT_READ, self.tool(state=state)) == OF_HERE

    def test_an_adoption_of_named_visibility_is_for_the_adopters_people(self):
        adoption = Thing(**{**vars(ADOPTION), "visibility": Visibility.NAMED})

        assert granted(P.ADOPTION_READ, adoption) == OF_HERE

    def test_a_public_adoption_is_for_everybody(self):
        adoption = Thing(**{**vars(ADOPTION), "visibility": Visibility.PUBLIC})

        assert granted(P.ADOPTION_READ, adoption) == EVERYBODY


class TestClaim:
    def test_is_for_the_lead_of_a_force_that_the_sources_name(self):
        tool = Thing(**{**vars(TOOL), "owner_id": 99, "origin_ids": [THERE]})

        assert granted(P.TOOL_CLAIM, tool) == {"lead there", "both"}

    def test_is_over_once_the_record_is_claimed(self):
        tool = Thing(**{**vars(TOOL), "from_sources": False})

        assert granted(P.TOOL_CLAIM, tool) == set()


class TestCollaborator:
    HELPER = Actor(id=50, policing=True, given=frozenset({100}), writes=frozenset({100}))

    def test_reads_and_edits_the_draft(self):
        allowed = {one for one in Permission if one.startswith("tool:") and allows(self.HELPER, one, TOOL)}

        assert allowed == {P.TOOL_READ, P.TOOL_KNOW, P.TOOL_DRAFT_READ, P.TOOL_EDIT}

    def test_does_so_for_no_other_record(self):
        other = Thing(**{**vars(TOOL), "id": 101, "visibility": Visibility.NAMED})

        assert {one for one in Permission if one.startswith("tool:") and allows(self.HELPER, one, other)} == set()

    def test_does_not_review_it(self):
        helper = Actor(id=50, roles=frozenset({(THERE, Role.REVIEWER)}), policing=True, writes=frozenset({100}))

        assert not any(allows(helper, one, TOOL) for one in (P.TOOL_PUBLISH, P.TOOL_REQUEST_CHANGES, P.REVIEW_ASSIGN))

    def test_says_yes_to_their_own_invitation_alone(self):
        assert allows(Actor(id=51), P.COLLABORATOR_ACCEPT, SUBJECTS[P.COLLABORATOR_ACCEPT])
        assert not allows(Actor(id=50), P.COLLABORATOR_ACCEPT, SUBJECTS[P.COLLABORATOR_ACCEPT])


class TestNamedSupplier:
    NAMED = member((SUPPLIER, Role.LEAD), policing=False, supplies=frozenset({100}))

    def test_reads_the_record_and_replies_and_nothing_else(self):
        about = {P.ADOPTION_READ: ADOPTION, P.ENQUIRY_READ: ENQUIRY}
        things = {one: about.get(one, TOOL) for one in Permission if one.startswith(("tool:", "reply:", "file:"))}

        allowed = {one for one, thing in {**things, **about}.items() if allows(self.NAMED, one, thing)}

        assert allowed == {P.TOOL_READ, P.TOOL_KNOW, P.REPLY_ADD}

    def test_reads_no_contract_of_another_supplier(self):
        contract = Thing(id=23, organisation_id=HERE, supplier_id=4, visibility=Visibility.POLICING)

        assert not allows(self.NAMED, P.CONTRACT_READ, contract)


class TestRequire:
    def test_says_nothing_when_it_is_granted(self):
        require(CAST["lead here"], P.TOOL_RETIRE, TOOL)

    def test_refuses_in_words_and_names_who_what_and_over_what(self):
        with pytest.raises(NotAllowed, match="Ask your force's lead") as refusal:
            require(CAST["reader here"], P.TOOL_RETIRE, TOOL)

        found = refusal.value
        assert (found.permission, found.subject, found.actor_id) == ("tool:retire", "simplenamespace:100", 50)


class TestGrantable:
    def test_is_everything_but_board_roles_for_the_registrar(self):
        assert set(grantable(CAST["registrar there"], HERE)) == set(Role) - set(BOARD_ROLES)

    def test_is_the_daily_roles_for_the_lead_of_the_organisation(self):
        assert grantable(CAST["lead here"], HERE) == BY_A_LEAD
        assert Role.REGISTRAR not in BY_A_LEAD

    @pytest.mark.parametrize("name", sorted(EVERYBODY - LEAD - REGISTRARS))
    def test_is_nothing_for_anybody_else(self, name):
        assert grantable(CAST[name], HERE) == ()


def test_the_registrar_approves_exemptions_where_the_standard_leaves_them_to_the_register():
    left = Thing(owner_id=HERE, exempted_by="registrar")

    granted = {name for name, actor in CAST.items() if allows(actor, Permission.EXEMPTION_APPROVE, left)}

    assert granted == REGISTRARS
