"""Who gets what from every address: the whole of it on one screen, and a row for each new one.

A row names the people who are let in. Of the others, those who may know of the thing are told that they
may not (403), the rest that there is no such page (404); a visitor to an address that is not public is
asked to sign in. It is the same to read and to send, even with nothing filled in.
"""

from typing import NamedTuple

SIGN_IN = "sign in"

OURS = frozenset({"reader", "contributor", "lead", "assurer", "reviewer", "both"})
THEIRS = frozenset({"their lead", "their reviewer", "both", "chair", "secretary", "member"})
POLICING = OURS | THEIRS | {"registrar"}
MEMBERS = POLICING | {"nobody", "supplier"}
ALL = MEMBERS | {"visitor"}

WRITERS = frozenset({"contributor", "lead", "both"})  # "both" is contributor of ours and lead of theirs
RELEASERS = frozenset({"lead", "assurer"})
KEEPERS = RELEASERS | {"registrar"}
REDACTORS = frozenset({"assurer", "registrar"})
REVIEWER = frozenset({"their reviewer"})
REVIEWERS = frozenset({"reviewer", "their reviewer"})
LEADS = frozenset({"lead", "their lead", "both"})
THEIR_LEADS = frozenset({"their lead", "both"})
ADOPTERS = THEIR_LEADS | {"lead"}
HANDS_OUT_ROLES = frozenset({"lead", "registrar"})
SECRETARIAT = frozenset({"chair", "secretary"})
SEATED = SECRETARIAT | {"member"}
NOBODY: frozenset[str] = frozenset()


class Row(NamedTuple):
    """The people let in, and those of the others who may know."""

    people: frozenset[str]
    know: frozenset[str] = NOBODY


OPEN = Row(ALL)
SIGNED_IN = Row(MEMBERS)
READ = Row(POLICING)  # of the tool "live", which is released to policing

ROUTES: dict[str, Row] = {
    "static": OPEN,
    "pages.home": OPEN,
    "pages.healthz": OPEN,
    "pages.readyz": OPEN,
    "pages.how_to_read": OPEN,
    "pages.privacy": OPEN,
    "pages.accessibility": OPEN,
    "pages.sources": OPEN,
    "pages.changes": OPEN,
    "pages.measures": OPEN,
    "pages.measure": OPEN,
    "pages.problems": OPEN,
    "pages.problem": OPEN,
    "pages.matrix": OPEN,
    "pages.matrix_csv": OPEN,
    "pages.matrix_xlsx": OPEN,
    "pages.organisation": OPEN,
    "pages.organisations": OPEN,
    "pages.contracts": OPEN,
    "pages.contracts_csv": OPEN,
    "pages.contracts_xlsx": OPEN,
    "pages.my_work": SIGNED_IN,
    "pages.tool": READ,
    "pages.version": READ,
    "pages.versions": READ,
    "pages.version_diff": READ,
    "pages.spread": READ,
    "pages.uptake": OPEN,
    "pages.replication_gap": OPEN,
    "pages.adopting": READ,
    "pages.results": READ,
    "pages.calculator": READ,
    "pages.series": READ,
    "pages.series_csv": READ,
    "pages.add_series": Row(WRITERS | {"their lead"}, POLICING),
    "pages.withdraw_series": Row(WRITERS | {"their lead"}, POLICING),
    "search.find": OPEN,
    "search.suggest": OPEN,
    "search.similar": SIGNED_IN,
    # Discovery
    "discovery.synonyms": Row(POLICING, ALL),
    "discovery.add_synonyms": Row(frozenset({"registrar"}), ALL),
    "discovery.edit_synonyms": Row(frozenset({"registrar"}), ALL),
    "discovery.switch_synonyms": Row(frozenset({"registrar"}), ALL),
    "discovery.saved_searches": SIGNED_IN,
    "discovery.save_search": SIGNED_IN,
    "discovery.saved_search": Row(frozenset({"reader"})),  # the reader's own
    "discovery.delete_search": Row(frozenset({"reader"})),
    "discovery.share_search": Row(frozenset({"reader"})),
    "discovery.open_feed": Row(frozenset({"reader"})),
    "discovery.close_feed": Row(frozenset({"reader"})),
    "discovery.webhook": Row(frozenset({"reader"})),
    "discovery.delete_webhook": Row(frozenset({"reader"})),
    "discovery.renew_secret": Row(frozenset({"reader"})),
    "discovery.switch_webhook": Row(frozenset({"reader"})),
    "discovery.send_trial": Row(frozenset({"reader"})),
    "discovery.send_again": Row(frozenset({"reader"})),
    "discovery.shared_search": OPEN,
    "discovery.public_feed": OPEN,
    "discovery.private_feed": Row(NOBODY),  # without a key that opens it
    "discovery.unsubscribe": Row(NOBODY),  # without a link that works
    "discovery.needs": OPEN,
    "discovery.post_need": Row(WRITERS | THEIR_LEADS, ALL),  # a supplier posts none
    "discovery.need": READ,  # posted by ours to policing
    "discovery.support_need": Row(WRITERS | THEIR_LEADS, POLICING),  # asked which organisation it is
    "discovery.link_need": Row(WRITERS | THEIR_LEADS | {"registrar"}, POLICING),
    "discovery.meet_need": Row(WRITERS, POLICING),
    "discovery.withdraw_need": Row(WRITERS | {"registrar"}, POLICING),
    "discovery.unmet_needs": Row(SEATED | {"registrar"}, ALL),
    "discovery.compare": OPEN,
    "discovery.shortlist": SIGNED_IN,
    "discovery.download_shortlist": SIGNED_IN,
    "discovery.add_to_shortlist": READ,
    "discovery.remove_from_shortlist": SIGNED_IN,  # what is not on it is off it
    "discovery.clear_hidden": SIGNED_IN,
    "discovery.move_on_shortlist": Row(frozenset({"reader"})),  # whose shortlist it is on
    "discovery.note_on_shortlist": Row(frozenset({"reader"})),
    "discovery.unanswered": Row(SEATED | {"registrar"}, ALL),
    # Accounts
    "accounts.sign_in": OPEN,
    "accounts.sign_out": OPEN,
    "accounts.request_access": OPEN,
    "accounts.access_requested": OPEN,
    "accounts.join": Row(NOBODY),  # without a link that works
    "accounts.new_password": Row(NOBODY),  # without a link that works
    "accounts.account": SIGNED_IN,
    "accounts.change_name": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.people": Row(HANDS_OUT_ROLES, ALL),
    "accounts.invite": Row(HANDS_OUT_ROLES, ALL),
    "accounts.revoke_invitation": Row(HANDS_OUT_ROLES, ALL),
    "accounts.grant_role": Row(HANDS_OUT_ROLES, ALL),
    "accounts.revoke_role": Row(HANDS_OUT_ROLES | {"reader"}, ALL),  # the reader's own role
    "accounts.access_requests": Row(LEADS | {"supplier", "registrar"}, ALL),
    "accounts.answer_access": Row(frozenset({"lead"})),  # it falls to the registrar only while there is no lead
    # Catalogue
    "pages.register": Row(WRITERS | {"their lead"}, ALL),  # a supplier has no records of its own
    "catalogue.edit": Row(OURS),
    "catalogue.edit_section": Row(WRITERS, OURS),
    "catalogue.autosave": Row(WRITERS, OURS),
    "catalogue.discard_typed": Row(WRITERS, OURS),
    "catalogue.start_draft": Row(WRITERS, POLICING),
    "catalogue.withdraw": Row(WRITERS, OURS | REVIEWER),
    "catalogue.suspend": Row(KEEPERS, POLICING),
    "catalogue.restore": Row(KEEPERS, POLICING),
    "catalogue.retire": Row(frozenset({"lead"}), POLICING),
    "catalogue.claim": Row(frozenset({"lead"}), POLICING),
    "catalogue.redact": Row(REDACTORS, POLICING),
    "catalogue.redactions": Row(REDACTORS, ALL),
    "catalogue.redaction": Row(REDACTORS),
    "catalogue.agree_redaction": Row(frozenset({"assurer"}), REDACTORS),  # the registrar asked
    "catalogue.refuse_redaction": Row(frozenset({"assurer"}), REDACTORS),
    "catalogue.checks": Row(OURS),
    "catalogue.prechecks": Row(POLICING, ALL),
    "catalogue.add_precheck": Row(frozenset({"registrar"}), ALL),
    "catalogue.edit_precheck": Row(frozenset({"registrar"}), ALL),
    "catalogue.switch_precheck": Row(frozenset({"registrar"}), ALL),
    "catalogue.files": READ,
    "catalogue.file": READ,
    "catalogue.add_files": Row(WRITERS | {"assurer"}, POLICING),
    "catalogue.withdraw_file": Row(WRITERS | {"assurer"}, POLICING),
    "catalogue.people": Row(OURS),
    "catalogue.invite_collaborator": Row(frozenset({"lead"}), OURS),
    "catalogue.end_collaboration": Row(frozenset({"lead"}), POLICING),
    "catalogue.invitation": Row(frozenset({"their lead"})),  # whose address it was sent to
    "catalogue.transfer": Row(frozenset({"lead"}), POLICING),
    "catalogue.withdraw_transfer": Row(frozenset({"lead"}), POLICING),
    "catalogue.answer_transfer": Row(THEIR_LEADS),
    "catalogue.orphans": Row(frozenset({"registrar"}), ALL),
    "contracts.show": READ,
    "contracts.record": Row(WRITERS | {"their lead"}, POLICING),
    "contracts.change": Row(WRITERS, POLICING | {"supplier"}),
    "contracts.release": Row(RELEASERS, POLICING | {"supplier"}),
    "contracts.withdraw": Row(WRITERS, POLICING | {"supplier"}),
    "catalogue.supplier_reply": Row(frozenset({"supplier"}), POLICING),
    "catalogue.ask_correction": Row(frozenset({"supplier"}), POLICING),
    "catalogue.withdraw_reply": Row(frozenset({"supplier"}), POLICING),
    "catalogue.answer_correction": Row(frozenset({"lead"}), POLICING | {"supplier"}),
    "measures.add": Row(frozenset({"registrar"}), ALL),
    "measures.edit": Row(frozenset({"registrar"}), ALL),
    # Evidence and standards
    "evidence.show": READ,
    "evidence.download": READ,
    "evidence.add": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.add_claim": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.correct": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.correct_claim": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.withdraw_claim": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.attach": Row(WRITERS | {"their lead"}, POLICING),
    "evidence.follow": Row(THEIR_LEADS, POLICING),
    "evidence.withdraw": Row(WRITERS | {"their lead"}, POLICING),
    "pages.standards": OPEN,
    "pages.scorecard": READ,
    "pages.standard": OPEN,
    "standards.draft_version": Row(frozenset({"registrar"}), ALL),
    "standards.activate_version": Row(frozenset({"registrar"}), ALL),
    "standards.discard_version": Row(frozenset({"registrar"}), ALL),
    "assurance.show": READ,
    "assurance.standing": READ,
    "assurance.assess": Row(WRITERS | RELEASERS, POLICING),
    "assurance.sign": Row(frozenset({"assurer"}), POLICING),
    "assurance.ask_exemption": Row(WRITERS | RELEASERS, POLICING),
    "assurance.decide_exemption": Row(frozenset({"assurer"}), POLICING),
    "assurance.attach": Row(WRITERS | RELEASERS, POLICING),
    "assurance.download": READ,
    "assurance.adoption_show": READ,
    "assurance.adoption_standing": READ,
    "assurance.adoption_assess": Row(THEIR_LEADS, POLICING),
    "assurance.adoption_sign": Row(NOBODY, POLICING),  # their force has no assurer
    "assurance.adoption_ask_exemption": Row(THEIR_LEADS, POLICING),
    "assurance.adoption_decide_exemption": Row(NOBODY, POLICING),
    "assurance.adoption_attach": Row(THEIR_LEADS, POLICING),
    "assurance.adoption_download": READ,
    "assurance.inheritance": Row(THEIRS, POLICING),
    "assurance.check_inheritance": Row(THEIR_LEADS, POLICING),
    "assurance.take_inheritance": Row(THEIR_LEADS, POLICING),
    # Replication
    "replication.record": Row(ADOPTERS, POLICING),
    "replication.correct": Row(THEIR_LEADS, POLICING - {"lead"}),
    # The adoption is that of one's own organisation: the registrar's has none, and their step is not ours
    "replication.dispute": Row(ADOPTERS, OURS | THEIRS),
    "replication.release": Row(ADOPTERS | {"assurer"}, OURS | THEIRS),
    "replication.gates": Row(POLICING),
    "replication.gate_document": Row(THEIR_LEADS, POLICING),
    "replication.gate_decision": Row(THEIR_LEADS, POLICING),
    "replication.gate_file": Row(THEIR_LEADS, POLICING),
    "replication.force_gate": Row(frozenset({"lead"}), ALL),
    "replication.several": Row(frozenset({"lead"}), ALL),
    "replication.several_csv": Row(frozenset({"lead"}), ALL),
    "replication.confirm": SIGNED_IN,  # nothing is ticked
    "replication.enquire": READ,
    "replication.enquiry": Row(OURS | THEIRS),
    "replication.answer": Row(THEIR_LEADS, OURS | THEIRS),
    # Systems, what fits them, and forces that are alike
    "estates.show": Row(OURS, ALL),
    "estates.change": Row(WRITERS, ALL),
    "estates.share": Row(frozenset({"lead"}), ALL),
    "estates.compatible": Row(OURS, frozenset({"supplier", "nobody"})),  # they did not agree
    "estates.compatibility": READ,
    "estates.like": OPEN,
    # Funding
    "funding.cliffs": OPEN,
    "funding.cliffs_csv": OPEN,
    "funding.cliffs_xlsx": OPEN,
    "funding.show": READ,
    "funding.record": Row(WRITERS | {"their lead"}, POLICING),
    "funding.change": Row(THEIR_LEADS, POLICING),
    "funding.release": Row(THEIR_LEADS, POLICING),
    "funding.withdraw": Row(THEIR_LEADS, POLICING),
    # Adoption packs: each force's own
    "packs.make": Row(WRITERS | {"their lead"}, POLICING),
    "packs.show": Row(OURS | THEIRS),
    "packs.confirm": Row(WRITERS | {"assurer", "their lead"}, OURS | THEIRS),
    "packs.check": Row(WRITERS | {"assurer", "their lead"}, OURS | THEIRS),
    "packs.sign": Row(RELEASERS | THEIR_LEADS, OURS | THEIRS),
    "packs.pdf": Row(OURS | THEIRS),
    "packs.word": Row(OURS | THEIRS),
    # Pilot cohorts: ours opened one on "live" and invited theirs
    "cohorts.listed": READ,
    "cohorts.show": READ,
    "cohorts.open_cohort": Row(LEADS, POLICING),
    "cohorts.change": Row(frozenset({"lead"}), POLICING),
    "cohorts.invite": Row(frozenset({"lead"}), POLICING),
    "cohorts.release": Row(RELEASERS, POLICING),
    "cohorts.withdraw": Row(frozenset({"lead"}), POLICING),
    "cohorts.join": Row(THEIR_LEADS, POLICING),
    "cohorts.decline": Row(THEIR_LEADS, POLICING),
    "cohorts.leave": Row(THEIR_LEADS, POLICING),
    # Lineage
    "lineage.show": READ,
    "lineage.state": Row(ADOPTERS, POLICING),
    "replication.query": Row(frozenset({"lead", "registrar"}), POLICING),
    "replication.settle": Row(frozenset({"registrar"}), POLICING),
    "replication.barriers": OPEN,
    "replication.barriers_csv": OPEN,
    "replication.barrier": OPEN,
    "replication.tool_barriers": READ,
    "replication.open_barrier": Row(ADOPTERS | {"contributor"}, POLICING),
    "replication.assign_barrier": Row(THEIR_LEADS, POLICING),
    "replication.resolve_barrier": Row(THEIR_LEADS, POLICING),
    "replication.safety_notices": READ,
    "replication.issue_notice": Row(KEEPERS, POLICING),
    "replication.safety_notice": READ,
    "replication.acknowledge_notice": Row(THEIR_LEADS, POLICING),
    "replication.lift_notice": Row(KEEPERS, POLICING),
    "replication.set_terms": Row(frozenset({"registrar"}), ALL),
    # Freshness
    "freshness.due": SIGNED_IN,  # nothing is due to most
    "freshness.by_link": Row(NOBODY),  # without a link that works
    "freshness.restrict": Row(frozenset({"lead"}), ALL),
    # Governance
    "pages.submit": Row(RELEASERS, OURS),
    "pages.written_up": Row(WRITERS, OURS),
    "governance.review_queue": Row(REVIEWERS | {"registrar"}, ALL),
    "governance.review": Row(OURS | REVIEWER),
    "governance.review_comment": Row(REVIEWER, OURS),
    "governance.review_request_changes": Row(REVIEWER, OURS),
    "governance.review_not_accept": Row(REVIEWER, OURS),
    "governance.review_publish": Row(REVIEWER, OURS),
    "governance.review_workload": Row(REVIEWERS | {"registrar"}, ALL),
    "governance.review_take": Row(REVIEWER | {"registrar"}, OURS),
    "governance.review_give_back": Row(REVIEWER | {"registrar"}, OURS),
    "governance.review_assign": Row(REVIEWER | {"registrar"}, OURS),
    "governance.review_interest": Row(REVIEWERS, OURS),
    "governance.review_interests": Row(REVIEWERS | {"registrar"}, ALL),
    "governance.review_interest_end": Row(frozenset({"reviewer", "registrar"})),  # the reviewer's own interest
    "governance.comment_resolve": Row(WRITERS, OURS | REVIEWER),
    "governance.comment_reopen": Row(REVIEWER, OURS),
    "governance.grade_queue": Row(REVIEWERS | {"registrar"}, ALL),
    "governance.grade": READ,
    "governance.grade_take": Row(REVIEWER, POLICING),
    "governance.grade_give_back": Row(REVIEWERS, POLICING),
    "governance.grade_assign": Row(frozenset({"registrar"}), POLICING),
    "governance.grade_score": Row(REVIEWER, POLICING),
    "governance.grade_propose": Row(REVIEWER, POLICING),
    "governance.grade_reconcile": Row(REVIEWER, POLICING),
    "governance.grade_refer": Row(REVIEWER | {"registrar"}, POLICING),
    "governance.grade_decide": Row(REVIEWER, POLICING),
    "governance.grade_ask": Row(SECRETARIAT | {"lead"}, POLICING),
    "governance.grade_appeal": Row(frozenset({"lead"}), POLICING),
    "governance.grade_withdraw": Row(frozenset({"registrar"}), POLICING),
    "governance.boards": OPEN,
    "governance.board": OPEN,
    "governance.meeting": OPEN,
    "governance.case": READ,
    "governance.create_board": Row(frozenset({"registrar"}), ALL),
    "governance.seats": Row(SECRETARIAT | {"registrar"}, ALL),
    "governance.end_seat": Row(SECRETARIAT | {"registrar"}, ALL),
    "governance.plan_meeting": Row(SECRETARIAT, ALL),
    "governance.open_case": Row(LEADS | {"supplier", "secretary"}, ALL),
    "governance.assign": Row(SECRETARIAT, POLICING),
    "governance.recommend": Row(SECRETARIAT, POLICING),
    "governance.bring_back": Row(SECRETARIAT, POLICING),
    "governance.close": Row(SECRETARIAT, POLICING),
    "governance.decide": Row(SECRETARIAT, POLICING),
    "governance.complete": Row(THEIRS, POLICING),
    "governance.accept": Row(SECRETARIAT, POLICING),
    "governance.reopen": Row(SECRETARIAT, POLICING),
    "governance.bind": Row(THEIR_LEADS, POLICING),
    # Changes of organisations
    "reorganisation.changes": Row(frozenset({"registrar"}), ALL),
    "reorganisation.change": Row(frozenset({"registrar"}), ALL),
    "reorganisation.new": Row(frozenset({"registrar"}), ALL),
    "reorganisation.begin": Row(frozenset({"registrar"}), ALL),
    "reorganisation.check": Row(frozenset({"registrar"}), ALL),
    "reorganisation.undo": Row(frozenset({"registrar"}), ALL),
    # The API reads what the pages read
    "api.tools": OPEN,
    "api.tool": READ,
    "api.lineage": READ,
    "api.cohorts": READ,
    "api.cohort": READ,
    "api.results": READ,
    "api.grades": READ,
    "api.series": READ,
    "api.compatibility": READ,
    "api.scorecard": READ,
    "api.spread": READ,
    "api.spread_figures": READ,
    "api.standard_of_tool": READ,
    "api.adoptions": OPEN,
    "api.gates": OPEN,
    "api.systems": OPEN,
    "api.due": OPEN,
    "api.packs": OPEN,
    "api.saved_searches": OPEN,
    "api.matches": OPEN,
    "api.funding": OPEN,
    "api.funding_ending": OPEN,
    "api.contracts_ending": OPEN,
    "api.barriers": OPEN,
    "api.barrier_report": OPEN,
    "api.safety_notices": OPEN,
    "api.organisations": OPEN,
    "api.organisation": OPEN,
    "api.measures": OPEN,
    "api.measure_versions": OPEN,
    "api.tried_on_measure": OPEN,
    "api.problems": OPEN,
    "api.tried_for_problem": OPEN,
    "api.units": OPEN,
    "api.convert": OPEN,
    "api.measure": OPEN,
    "api.standards": OPEN,
    "api.standard": OPEN,
    "api.boards": OPEN,
    "api.needs": OPEN,
    "api.need": READ,
    "api.comparison": OPEN,
    "api.board": OPEN,
    "api.decisions": OPEN,
    "api_docs.docs": OPEN,
    "api_docs.openapi": OPEN,
}

# What stands in the gaps of an address, where the stage has no number for it
SAMPLES = {
    "gate": "evolve",
    "form": "pdf",
    "given": "hours",
    "wanted": "minutes",
    "slug": "live",
    "section": "about",
    "organisation": "theirs",
    "kind": "action",
    "manner": "merge",
    "number": 1,
    "old": 1,
    "new": 1,
    "filename": "css/app.css",
    "key": "record-phase",
}

# Addresses that are about another record than "live"
OTHER_TOOLS = {
    "catalogue.edit": "draft",
    "catalogue.checks": "draft",
    "catalogue.edit_section": "draft",
    "catalogue.autosave": "draft",
    "catalogue.discard_typed": "draft",
    "catalogue.withdraw": "submitted",
    "catalogue.restore": "suspended",
    "catalogue.claim": "from-sources",
    **dict.fromkeys(
        (
            "contracts.change",
            "contracts.release",
            "contracts.withdraw",
            "catalogue.supplier_reply",
            "catalogue.ask_correction",
            "catalogue.withdraw_reply",
            "catalogue.answer_correction",
        ),
        "supplied",
    ),
    "pages.submit": "draft",
    "governance.review": "submitted",
    "governance.review_comment": "submitted",
    "governance.review_request_changes": "submitted",
    "governance.review_not_accept": "submitted",
    "governance.review_publish": "submitted",
    "governance.review_take": "submitted",
    "governance.review_give_back": "submitted",
    "governance.review_assign": "submitted",
    "governance.review_interest": "submitted",
    "governance.comment_resolve": "submitted",
    "governance.comment_reopen": "submitted",
}

# Gaps of the same name that stand for another thing at these addresses: its name on the stage
OTHER_THINGS = {
    **{
        endpoint: {"claim_id": "graded_id"}
        for endpoint in ROUTES
        if endpoint.startswith(("governance.grade", "api.grades"))
    },
    "assurance.download": {"file_id": "proof_file_id"},
    "assurance.adoption_standing": {"code": "local_standard"},
    "assurance.adoption_assess": {"code": "local_standard"},
    "assurance.adoption_sign": {"code": "local_standard"},
    "assurance.adoption_ask_exemption": {"code": "local_standard"},
    "assurance.adoption_attach": {"code": "local_standard"},
    "assurance.inheritance": {"code": "local_standard"},
    "assurance.check_inheritance": {"code": "local_standard"},
    "assurance.take_inheritance": {"code": "local_standard"},
    "assurance.adoption_decide_exemption": {"code": "local_standard", "exemption_id": "local_exemption_id"},
    "assurance.adoption_download": {"code": "local_standard", "file_id": "local_file_id"},
    "replication.barrier": {"code": "barrier"},
    "catalogue.file": {"file_id": "tool_file_id"},
    "catalogue.withdraw_file": {"file_id": "tool_file_id"},
}
