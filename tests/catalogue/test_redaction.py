"""Taking words out for good: two people of two offices, every place that held the words, and a trail that still holds."""

import pytest
from sqlalchemy import update

from registry.attachments.services import Store
from registry.catalogue import services
from registry.catalogue.models import Redaction, ReviewStep, Revision, Tool, Typed, Version, WorkingCopy
from registry.catalogue.queries import seals
from registry.catalogue.queries.redactable import PLACES
from registry.catalogue.services import agree_redaction, ask_redaction, publish_version, refuse_redaction
from registry.core import clock
from registry.core.audit import verify
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.delivery import deliver
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow, seal
from registry.evidence.models import Claim, Evidence
from registry.notifications.models import Notice
from registry.replication.models import StageEvent
from registry.rules.lifecycles import RedactionState, ToolState
from registry.rules.redaction import mark
from registry.rules.words import Design, Measurer, OrganisationKind, Role, Standing
from tests import factories as f

SECRET = "The key is under the third stone"


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path.as_uri())


@pytest.fixture
def owner(session):
    return f.AForce(name="Northmarch Police")


@pytest.fixture
def assurer(owner):
    return f.AnActor(Role.ASSURER, owner)


@pytest.fixture
def registrar(session):
    return f.AnActor(Role.REGISTRAR, f.AForce(kind=OrganisationKind.NATIONAL))


@pytest.fixture
def tool(owner) -> Tool:
    """A record with two versions that hold the secret; each is sealed by an event."""
    tool = f.ATool(owner, content={"description": SECRET})
    with transaction():
        db.session.execute(update(Tool.__table__).where(Tool.id == tool.id).values(version_id=None, state="draft"))
        db.session.execute(Version.__table__.delete().where(Version.tool_id == tool.id))
    for number in range(2):
        with transaction():
            found = db.session.get_one(Tool, tool.id, populate_existing=True)
            copy = db.session.get_one(WorkingCopy, tool.id)
            publish_version(found, {**copy.content, "summary": f"Summary {number}"}, actor_id=None, schema_number=1)
    db.session.expunge_all()
    return db.session.get_one(Tool, tool.id)


def redact(tool, asker, settler, store, value="answer::description") -> Redaction:
    asked = ask_redaction(asker, tool.slug, value, "It is marked above OFFICIAL.")
    return agree_redaction(settler, asked.id, store)


def contents(tool) -> list[str]:
    db.session.expunge_all()
    kept = []
    for model in (Version, Revision, WorkingCopy):
        kept += [str(row.content) for row in db.session.query(model).filter(model.tool_id == tool.id)]
    return kept + [str(row.answers) for row in db.session.query(Typed).filter(Typed.tool_id == tool.id)]


class TestAsking:
    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ASSURER, Role.REGISTRAR)])
    def test_is_for_nobody_but_the_two_offices(self, tool, owner, role):
        with pytest.raises(NotAllowed):
            ask_redaction(f.AnActor(role, owner), tool.slug, "answer::description", "Why.")

    def test_an_assurer_of_another_force_is_not_one_of_them(self, tool):
        with pytest.raises(NotAllowed):
            ask_redaction(f.AnActor(Role.ASSURER), tool.slug, "answer::description", "Why.")

    def test_needs_a_reason(self, tool, assurer):
        with pytest.raises(Invalid):
            ask_redaction(assurer, tool.slug, "answer::description", " ")

    @pytest.mark.parametrize(
        "value", ["answer::visibility", "answer::nothing", "step:99:comment", "step:x:y", "file:1:", "", "::"]
    )
    def test_what_is_not_there_cannot_be_asked_for(self, tool, assurer, value):
        with pytest.raises(NotFound):
            ask_redaction(assurer, tool.slug, value, "Why.")

    def test_twice_is_refused(self, tool, assurer, registrar):
        ask_redaction(assurer, tool.slug, "answer::description", "Why.")

        with pytest.raises(Conflict):
            ask_redaction(registrar, tool.slug, "answer::description", "Why.")

    def test_changes_nothing_yet(self, tool, assurer):
        ask_redaction(assurer, tool.slug, "answer::description", "Why.")

        assert all(SECRET in content for content in contents(tool))


class TestSettling:
    @pytest.mark.parametrize("by_registrar", [True, False])
    def test_falls_to_the_other_office(self, tool, assurer, registrar, store, by_registrar):
        asker, other = (registrar, assurer) if by_registrar else (assurer, registrar)

        assert redact(tool, asker, other, store).state is RedactionState.DONE

    def test_never_to_another_of_the_same_office(self, tool, owner, assurer, store):
        asked = ask_redaction(assurer, tool.slug, "answer::description", "Why.")
        colleague = f.AnActor(Role.ASSURER, owner)

        with pytest.raises(NotAllowed):
            agree_redaction(colleague, asked.id, store)
        with pytest.raises(NotAllowed):
            refuse_redaction(colleague, asked.id)

    def test_never_to_whoever_asked_though_they_hold_both_offices(self, tool, owner, store):
        both = f.actor_of(f.APerson((owner, Role.ASSURER), (f.AForce(), Role.REGISTRAR)))
        asked = ask_redaction(both, tool.slug, "answer::description", "Why.")

        with pytest.raises(NotAllowed):
            agree_redaction(both, asked.id, store)

    def test_those_who_hold_neither_office_do_not_learn_of_it(self, tool, owner, assurer, store):
        asked = ask_redaction(assurer, tool.slug, "answer::description", "Why.")

        with pytest.raises(NotFound):
            agree_redaction(f.AnActor(Role.LEAD, owner), asked.id, store)

    def test_happens_once(self, tool, assurer, registrar, store):
        done = redact(tool, assurer, registrar, store)

        with pytest.raises(WrongState):
            refuse_redaction(registrar, done.id)

    def test_refused_leaves_every_word(self, tool, assurer, registrar):
        asked = ask_redaction(assurer, tool.slug, "answer::description", "Why.")

        assert refuse_redaction(registrar, asked.id).state is RedactionState.REFUSED
        assert all(SECRET in content for content in contents(tool))


class TestAnAnswer:
    def test_is_a_mark_in_every_version_revision_and_draft(self, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store)

        assert len(contents(tool)) >= 4
        assert not [content for content in contents(tool) if SECRET in content]
        assert all(mark(clock.today()) in content for content in contents(tool))

    def test_is_gone_from_what_somebody_typed_and_did_not_save(self, tool, owner, assurer, registrar, store):
        writer = f.APerson((owner, Role.CONTRIBUTOR))
        answers = {"description": SECRET, "summary": "Mine"}
        f.save(
            Typed(
                tool_id=tool.id, section="about", person_id=writer.id, revision=1, answers=answers, typed_at=clock.now()
            )
        )

        redact(tool, assurer, registrar, store)

        assert contents(tool)[-1] == str({"summary": "Mine"})

    def test_that_is_no_text_is_taken_out_whole(self, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store, "answer::category")

        assert not [content for content in contents(tool) if "'category'" in content]
        assert db.session.get_one(Tool, tool.id).category is None

    def test_that_is_the_name_changes_the_address_and_the_mail(self, tool, assurer, registrar, store):
        name, slug = tool.name, tool.slug
        notice = Notice(
            key="k",
            kind="x",
            tool_id=tool.id,
            address="a@b.example",
            subject=f"News: {name}",
            body=name,
            link=f"/tools/{slug}",
            actor="",
            reason="",
            created_at=clock.now(),
            next_attempt_at=clock.now(),
        )
        f.save(notice)

        redact(tool, assurer, registrar, store, "answer::name")

        db.session.expunge_all()
        found = db.session.get_one(Tool, tool.id)
        assert (found.name, found.slug) == (mark(clock.today()), f"record-{tool.id}")
        assert name not in db.session.get_one(Notice, notice.id).subject

    def test_out_dates_a_form_that_was_open(self, owner, assurer, registrar, store):
        tool = f.ATool(owner, ToolState.DRAFT, content={"description": SECRET})

        asked = ask_redaction(assurer, tool.slug, "answer::description", "Why.")
        agree_redaction(registrar, asked.id, store)

        db.session.expunge_all()
        assert db.session.get_one(WorkingCopy, tool.id).revision == 2


class TestOtherWords:
    def test_a_comment_of_the_review_is_a_mark_and_so_is_the_reason_that_repeats_it(
        self, tool, owner, assurer, registrar, store
    ):
        services.suspend(f.AnActor(Role.LEAD, owner), tool.slug, SECRET)
        step = db.session.query(ReviewStep).filter_by(tool_id=tool.id, verb="suspend").one().id

        redact(tool, assurer, registrar, store, f"step:{step}:comment")

        db.session.expunge_all()
        assert db.session.get_one(ReviewStep, step).comment == mark(clock.today())
        assert db.session.get_one(Tool, tool.id).suspension_reason == mark(clock.today())

    def test_evidence_and_its_outcomes(self, tool, assurer, registrar, store):
        study = Evidence(
            tool_id=tool.id,
            site_words="Northmarch",
            title="A trial",
            design=Design.BEFORE_AFTER,
            baseline=SECRET,
            measured_by=Measurer.FORCE,
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
        )
        f.save(study)
        claim = Claim(evidence_id=study.id, outcome="Time", local_measure="Minutes", result=SECRET)
        f.save(claim)

        redact(tool, assurer, registrar, store, f"evidence:{study.id}:baseline")
        redact(tool, assurer, registrar, store, f"claim:{claim.id}:result")

        db.session.expunge_all()
        assert db.session.get_one(Evidence, study.id).baseline == mark(clock.today())
        assert db.session.get_one(Claim, claim.id).result == mark(clock.today())

    def test_the_words_of_a_proof_but_not_its_figures(self, tool, assurer, registrar, store):
        adoption = f.AnAdoption(tool)
        step = adoption_step(adoption)
        step.proof = {"scope": SECRET, "eligible": 18}
        f.save(step)

        redact(tool, assurer, registrar, store, f"stage:{step.id}:proof")

        db.session.expunge_all()
        assert adoption_step(adoption).proof == {"scope": mark(clock.today()), "eligible": 18}

    def test_words_of_another_record_are_not_there(self, tool, assurer):
        other = f.ATool()
        study = Evidence(
            tool_id=other.id,
            site_words="Elsewhere",
            title="A trial",
            design=Design.BEFORE_AFTER,
            measured_by=Measurer.FORCE,
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
        )
        f.save(study)

        with pytest.raises(NotFound):
            ask_redaction(assurer, tool.slug, f"evidence:{study.id}:title", "Why.")

    def test_every_place_names_columns_that_are_there(self, session):
        for place in PLACES.values():
            assert set(place.columns) <= set(place.rows.c.keys())
            assert not place.dated or place.dated in place.rows.c
            place.of_tool(1)


def adoption_step(adoption):
    return db.session.query(StageEvent).filter_by(adoption_id=adoption.id).first()


class TestTheTrail:
    def test_still_verifies_and_every_seal_holds(self, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store)

        assert verify(db.session).fault == ""
        assert seals.broken_seal(db.session) == (2, "")

    def test_holds_ids_and_codes_and_the_new_seals(self, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store)

        event = db.session.query(EventRow).filter_by(kind="field-redacted").one()
        assert set(event.data) == {
            "actor_id",
            "tool_id",
            "organisation_id",
            "redaction_id",
            "subject",
            "question",
            "digests",
        }
        assert len(event.data["digests"]) == 2
        assert not [row for row in db.session.query(EventRow) if SECRET in str(row.data)]

    def test_the_old_salt_is_gone_so_that_nobody_can_guess_the_words(self, tool, assurer, registrar, store):
        before = {row.salt for row in db.session.query(Version)}

        redact(tool, assurer, registrar, store)

        db.session.expunge_all()
        assert not before & {row.salt for row in db.session.query(Version)}

    @pytest.mark.parametrize("redacted", [False, True])
    def test_shows_an_altered_version(self, tool, assurer, registrar, store, redacted):
        if redacted:
            redact(tool, assurer, registrar, store)
        alter(tool, 1, content={"name": "Better than it was"})

        assert "Version 1 of record" in seals.broken_seal(db.session)[1]

    def test_shows_a_version_altered_and_sealed_again(self, tool):
        content = {"name": "Better than it was"}
        alter(tool, 2, content=content, salt="00", digest=seal("00", content))

        assert "its seal is not the one that its event holds" in seals.broken_seal(db.session)[1]

    def test_shows_a_version_that_was_never_published(self, tool):
        other = f.ATool()

        assert f"Version 1 of record {other.id} was put in" in seals.broken_seal(db.session)[1]

    def test_shows_a_version_that_is_missing(self, tool):
        with transaction():
            first = db.session.query(Version).filter_by(tool_id=tool.id, number=1).one().id
            db.session.execute(Version.__table__.delete().where(Version.id == first))

        assert "is missing" in seals.broken_seal(db.session)[1]


def alter(tool, number, **values):
    with transaction():
        rows = Version.__table__
        db.session.execute(update(rows).where(rows.c.tool_id == tool.id, rows.c.number == number).values(**values))


class TestPages:
    def test_ask_then_agree(self, web, tool, owner, registrar):
        web.sign_in(f.APerson((owner, Role.ASSURER)).id)
        listed = web.get(f"/tools/{tool.slug}/redact").text
        assert "what=answer::description" in listed or "what=answer%3A%3Adescription" in listed
        assert SECRET not in listed
        sent = web.post(f"/tools/{tool.slug}/redact?what=answer::description", {"reason": "Marked above OFFICIAL."})
        assert sent.location == "/redactions"
        asked = db.session.query(Redaction).one()

        web.sign_in(registrar.id)
        assert f'href="/redactions/{asked.id}"' in web.get("/redactions").text
        assert "Agree and redact" in web.get(f"/redactions/{asked.id}").text
        web.post(f"/redactions/{asked.id}/agree", {})

        page = web.get(f"/tools/{tool.slug}/versions/1").text
        assert SECRET not in page
        assert mark(clock.today()) in page
        assert SECRET not in web.get(f"/tools/{tool.slug}").text

    def test_say_what_is_missing(self, web, tool, owner):
        web.sign_in(f.APerson((owner, Role.ASSURER)).id)

        page = web.post(f"/tools/{tool.slug}/redact?what=answer::description", {"reason": ""})

        assert page.status_code == 422
        assert "Say why it must be taken out" in page.text

    def test_name_an_answer_that_was_no_text_and_is_gone(self, web, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store, "answer::category")

        page = web.get(f"/tools/{tool.slug}/versions/2").text

        assert mark(clock.today()) in page

    def test_tell_what_changed_with_the_mark_as_a_mark(self, web, tool, assurer, registrar, store):
        redact(tool, assurer, registrar, store)

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert SECRET not in page

    def test_refuse(self, web, tool, assurer, registrar):
        asked = ask_redaction(assurer, tool.slug, "answer::description", "Why.")
        web.sign_in(registrar.id)

        web.post(f"/redactions/{asked.id}/refuse", {})

        assert "Refused" in web.get(f"/redactions/{asked.id}").text


class TestNotices:
    def test_the_other_office_is_asked_and_adopters_are_told_when_it_is_done(self, tool, assurer, registrar, store):
        user = f.AForce()
        f.AnAdoption(tool, user)
        lead = f.APerson((user, Role.LEAD))

        asked = ask_redaction(assurer, tool.slug, "answer::description", SECRET)
        deliver()
        agree_redaction(registrar, asked.id, store)
        deliver()

        kinds = {(notice.kind, notice.person_id) for notice in db.session.query(Notice)}
        assert ("redaction-asked", registrar.id) in kinds
        assert ("field-redacted", lead.id) in kinds
        assert not [
            notice for notice in db.session.query(Notice) if SECRET in notice.body + notice.subject + notice.reason
        ]
