"""A merger: what moves, what stays, what is refused, and where adoptions go on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Membership
from registry.catalogue.models import Access
from registry.catalogue.services import register_tool
from registry.catalogue.services.publishing import publish_version
from registry.core import audit, clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.delivery import deliver
from registry.core.errors import Conflict, Invalid, NotAllowed, WrongState
from registry.core.events import EventRow
from registry.freshness.queries.due import due
from registry.notifications.models import Notice
from registry.organisations.models import EmailDomain, Organisation, Succession
from registry.reorganisation import services
from registry.reorganisation.models import Rehomed, Reorganisation
from registry.reorganisation.services import NewOrganisation
from registry.replication.models import Adoption, StageEvent
from registry.replication.services import Assertion, advance, confirm
from registry.replication.services.steps import project
from registry.rules.lifecycles import Stage, ToolState
from registry.rules.words import OrganisationKind, ReorganisationKind, Role, Standing, Visibility
from tests import factories as f
from tests.reorganisation.changes import a_registrar, called, made, merger, yesterday


def present(tool, organisation) -> Adoption | None:
    db.session.expire_all()
    return db.session.scalar(
        select(Adoption).where(
            Adoption.tool_id == tool.id, Adoption.organisation_id == organisation.id, Adoption.is_current
        )
    )


class TestWhatMoves:
    def test_the_old_end_the_day_before_and_the_new_one_follows_them(self, session):
        north, south = f.AForce(), f.AForce()

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        assert (north.valid_to, south.valid_to, heir.valid_from) == (yesterday(), yesterday(), clock.today())
        pairs = session.execute(select(Succession.predecessor_id, Succession.successor_id)).all()
        assert sorted(pairs) == sorted([(north.id, heir.id), (south.id, heir.id)])

    def test_records_go_to_the_new_owner_and_each_says_so(self, session):
        north, south = f.AForce(), f.AForce()
        tool, draft, other = f.ATool(north), f.ATool(south, state=ToolState.DRAFT), f.ATool()

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        assert (tool.owner_id, draft.owner_id) == (heir.id, heir.id)
        assert other.owner_id != heir.id
        told = select(EventRow.tool_id).where(EventRow.kind == "tool-rehomed", EventRow.organisation_id == heir.id)
        assert set(session.scalars(told)) == {tool.id, draft.id}

    def test_people_keep_their_access(self, session):
        north, south = f.AForce(), f.AForce()
        lead, both = f.APerson((north, Role.LEAD)), f.APerson((north, Role.READER), (south, Role.READER))
        old = session.scalar(select(Membership).where(Membership.person_id == lead.id))

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        assert old.ended_at is not None
        assert f.actor_of(lead).roles == {(heir.id, Role.LEAD)}
        assert f.actor_of(both).roles == {(heir.id, Role.READER)}

    def test_a_reviewer_of_the_new_force_does_not_review_what_the_old_ones_wrote(self, session):
        north, south = f.AForce(), f.AForce()
        reviewer = f.APerson((south, Role.REVIEWER))

        made(a_registrar(), merger(north, south))

        assert {north.id, south.id} <= f.actor_of(reviewer).family

    def test_domain_and_mailbox_go_along(self, session):
        north, south = f.AForce(mailbox="team@north.example"), f.AForce(mailbox=None)
        domain = EmailDomain(domain="north.example", organisation_id=north.id)
        f.save(domain)

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        assert domain.organisation_id == heir.id
        assert heir.mailbox == "team@north.example"

    def test_what_was_opened_to_both_is_opened_once(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool(visibility=Visibility.NAMED)
        f.save(*(Access(tool_id=tool.id, organisation_id=one.id, reason="named") for one in (north, south)))
        reader = f.APerson((south, Role.READER))

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        assert session.scalar(select(func.count(Access.id)).where(Access.organisation_id == heir.id)) == 1
        assert tool.id in f.actor_of(reader).given

    def test_a_record_that_names_the_old_force_is_opened_to_the_new_one(self, session):
        north, south = f.AForce(), f.AForce()
        tool = f.ATool(visibility=Visibility.NAMED)
        made(a_registrar(), merger(north, south))
        heir = called("Marches Police")

        with transaction():
            content = {**f.CONTENT, "name": tool.name, "visibility": "named", "named_organisations": [north.slug]}
            publish_version(tool, content, actor_id=None)

        assert set(session.scalars(select(Access.organisation_id).where(Access.tool_id == tool.id))) == {heir.id}

    def test_every_moved_row_is_kept_with_its_before_and_after(self, session):
        north, south = f.AForce(), f.AForce()
        tool = f.ATool(north)

        entry = made(a_registrar(), merger(north, south))

        row = session.scalar(select(Rehomed).where(Rehomed.subject == "tool"))
        assert (row.reorganisation_id, row.subject_id, row.before) == (entry.id, tool.id, {"owner_id": north.id})
        assert row.after == {"owner_id": called("Marches Police").id}
        assert audit.verify(session).fault == ""

    def test_one_may_go_on_and_take_the_other_in(self, session):
        north, south = f.AForce(), f.AForce()
        mine, theirs = f.ATool(north), f.ATool(south)

        made(a_registrar(), merger(north, south, into=north))

        assert (north.valid_to, south.valid_to) == (None, yesterday())
        assert (mine.owner_id, theirs.owner_id) == (north.id, north.id)


class TestAdoptions:
    def test_go_on_at_the_same_stage_and_the_lead_is_asked(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        lead = f.APerson((south, Role.LEAD))
        old = f.AnAdoption(tool, north, Stage.LIVE)

        made(a_registrar(), merger(north, south))

        heir = called("Marches Police")
        new = present(tool, heir)
        assert (new.stage, new.standing, new.since) == (Stage.LIVE, Standing.UNCONFIRMED, old.since)
        assert not session.get(Adoption, old.id).is_current
        found = due(f.actor_of(lead), frozenset({heir.id}))
        assert [(fact.kind, fact.id) for fact in found] == [("adoption", new.id)]

    def test_of_two_the_less_advanced_is_where_the_new_one_starts(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        one, two = f.AnAdoption(tool, north, Stage.LIVE), f.AnAdoption(tool, south, Stage.PILOTING)

        made(a_registrar(), merger(north, south))

        new = present(tool, called("Marches Police"))
        assert (new.stage, new.standing) == (Stage.PILOTING, Standing.UNCONFIRMED)
        assert {session.get(Adoption, row.id).organisation_id for row in (one, two)} == {north.id, south.id}

    @pytest.mark.parametrize(
        ("stages", "start"),
        [
            ((Stage.LIVE, Stage.STOPPED), Stage.LIVE),
            ((Stage.LIVE, Stage.STAGE_NOT_STATED), Stage.LIVE),
            ((Stage.BUSINESS_AS_USUAL, Stage.INTERESTED), Stage.INTERESTED),
            ((Stage.DECLINED, Stage.STOPPED), Stage.DECLINED),
        ],
    )
    def test_an_end_or_a_row_without_a_stage_gives_way_to_a_use(self, session, stages, start):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        for force, stage in zip((north, south), stages, strict=True):
            f.AnAdoption(tool, force, stage)

        made(a_registrar(), merger(north, south))

        assert present(tool, called("Marches Police")).stage is start

    def test_one_that_goes_on_starts_an_episode_of_its_own(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        mine = f.AnAdoption(tool, north, Stage.LIVE)
        f.AnAdoption(tool, south, Stage.ASSESSING)

        made(a_registrar(), merger(north, south, into=north))

        new = present(tool, north)
        assert (new.stage, new.episode, new.standing) == (Stage.ASSESSING, 2, Standing.UNCONFIRMED)
        assert not session.get(Adoption, mine.id).is_current

    def test_what_only_the_one_that_goes_on_has_stays_as_it_is(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        mine = f.AnAdoption(tool, north, Stage.LIVE)

        made(a_registrar(), merger(north, south, into=north))

        assert (present(tool, north).id, present(tool, north).standing) == (mine.id, Standing.CONFIRMED)

    def test_what_a_source_says_stays_reported_with_its_source(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        f.AnAdoption(tool, north, Stage.LIVE, Standing.REPORTED)

        made(a_registrar(), merger(north, south))

        new = present(tool, called("Marches Police"))
        step = session.scalar(select(StageEvent).where(StageEvent.adoption_id == new.id))
        assert (new.standing, step.verb, step.source) == (Standing.REPORTED, "succeed", "A published source")

    def test_the_narrower_release_holds(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        f.AnAdoption(tool, north)
        f.AnAdoption(tool, south, visibility=Visibility.POLICING)

        made(a_registrar(), merger(north, south))

        assert present(tool, called("Marches Police")).visibility is Visibility.POLICING

    @pytest.mark.parametrize("stage", [Stage.LIVE, Stage.PAUSED, Stage.STOPPED])
    def test_say_what_their_steps_say(self, session, stage):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        fields = {"paused_from": Stage.LIVE} if stage is Stage.PAUSED else {}
        f.AnAdoption(tool, north, stage, **fields)
        made(a_registrar(), merger(north, south))
        new = present(tool, called("Marches Police"))
        before = (new.stage, new.since, new.standing, new.expires_on, new.paused_from, new.confirmed_at)

        with transaction():
            project(new)

        assert before == (new.stage, new.since, new.standing, new.expires_on, new.paused_from, new.confirmed_at)

    def test_the_lead_confirms_and_moves_on(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        lead = f.APerson((north, Role.LEAD))
        f.AnAdoption(tool, north, Stage.ASSESSING)
        made(a_registrar(), merger(north, south))
        new = present(tool, called("Marches Police"))

        confirm(f.actor_of(lead), new.id, new.revision)
        advance(f.actor_of(lead), new.id, new.revision, Assertion(clock.today(), stage=Stage.APPROVED, proof=APPROVAL))

        assert (new.stage, new.standing) == (Stage.APPROVED, Standing.CONFIRMED)


APPROVAL = {"decision_reference": "B/1", "body": "The board"}


class TestRefusals:
    def refused(self, details) -> dict[str, str]:
        with pytest.raises(Invalid) as refusal:
            services.plan(a_registrar(), details)
        return refusal.value.fields

    def test_only_the_registrar_may(self, session):
        north, south = f.AForce(), f.AForce()
        actor = f.AnActor(Role.LEAD, north)

        with pytest.raises(NotAllowed):
            services.plan(actor, merger(north, south))
        with pytest.raises(NotAllowed):
            services.change(actor, merger(north, south), "")

    def test_one_alone_is_no_merger(self, session):
        assert "before" in self.refused(merger(f.AForce()))

    def test_a_real_force_is_not_merged_with_an_invented_one(self, session):
        assert "before" in self.refused(merger(f.AForce(), f.AForce(synthetic=True)))

    def test_nor_into_one(self, session):
        assert "before" in self.refused(merger(f.AForce(), f.AForce(), into=f.AForce(synthetic=True)))

    def test_a_force_is_not_merged_with_a_supplier(self, session):
        assert "before" in self.refused(merger(f.AForce(), f.AForce(kind=OrganisationKind.SUPPLIER)))

    def test_nothing_is_recorded_ahead_of_its_day(self, session):
        assert "on" in self.refused(merger(f.AForce(), f.AForce(), on=clock.today() + timedelta(days=1)))

    def test_nor_before_a_force_began(self, session):
        assert "on" in self.refused(merger(f.AForce(valid_from=clock.today()), f.AForce()))

    def test_a_taken_name_or_address(self, session):
        taken = f.AForce(name="Taken Police", slug="taken")

        assert "name" in self.refused(merger(f.AForce(), f.AForce(), name="taken police"))
        new = (NewOrganisation("Another Police", slug=taken.slug),)
        assert "slug" in self.refused(merger(f.AForce(), f.AForce(), new=new))

    def test_figures_without_day_and_source(self, session):
        new = (NewOrganisation("Another Police", officers_fte=2000),)
        assert "figures_source" in self.refused(merger(f.AForce(), f.AForce(), new=new))

    @pytest.mark.parametrize("gap", ["reason", "source_url"])
    def test_a_change_without_reason_or_source(self, session, gap):
        assert gap in self.refused(merger(f.AForce(), f.AForce(), **{gap: ""}))

    def test_one_that_has_ended(self, session):
        north, south = f.AForce(), f.AForce()
        made(a_registrar(), merger(north, south))

        assert "has ended already" in self.refused(merger(north, f.AForce()))["before"]

    def test_what_changed_since_it_was_shown(self, session):
        north, south, registrar = f.AForce(), f.AForce(), a_registrar()
        shown = services.plan(registrar, merger(north, south)).digest
        f.ATool(north)

        with pytest.raises(Conflict):
            services.change(registrar, merger(north, south), shown)
        db.session.expire_all()
        assert north.valid_to is None
        assert session.scalar(select(func.count(Reorganisation.id))) == 0

    def test_the_same_sent_twice(self, session):
        north, south, registrar = f.AForce(), f.AForce(), a_registrar()
        details = merger(north, south)
        shown = services.plan(registrar, details).digest
        services.change(registrar, details, shown)

        with pytest.raises(Invalid):
            services.change(registrar, details, shown)
        assert session.scalar(select(func.count(Reorganisation.id))) == 1

    def test_an_ended_force_registers_nothing_more(self, session):
        north, south = f.AForce(), f.AForce()
        stale = f.AnActor(Role.LEAD, north)
        made(a_registrar(), merger(north, south))

        with pytest.raises(WrongState):
            register_tool(stale, north.id, {"name": "Too late", "summary": "Begun while the forces merged"})


class TestThePlan:
    def test_lists_everything_that_moves_and_moves_nothing(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        f.APerson((north, Role.LEAD))
        owned = f.ATool(north)
        f.AnAdoption(tool, north)

        plan = services.plan(a_registrar(), merger(north, south))

        assert {subject: len(lines) for subject, lines in plan.by_kind.items()} == {
            "membership": 1,
            "tool": 1,
            "adoption": 1,
            "mailbox": 2,
        }
        assert owned.owner_id == north.id
        assert plan.undecided == 0

    def test_names_no_draft(self, session):
        north, south = f.AForce(), f.AForce()
        f.ATool(north, state=ToolState.DRAFT, name="Not for everybody yet")

        plan = services.plan(a_registrar(), merger(north, south))

        assert [line.found.label for line in plan.by_kind["tool"]] == ["A draft"]

    def test_names_what_both_hold(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        f.AnAdoption(tool, north)
        f.AnAdoption(tool, south)
        f.AnAdoption(f.ATool(), south)

        plan = services.plan(a_registrar(), merger(north, south))

        assert len(plan.both) == 2

    def test_kind_of_new_organisation_is_that_of_the_old(self, session):
        made(a_registrar(), merger(f.AForce(), f.AForce()))

        heir = called("Marches Police")
        assert (heir.kind, heir.territorial, heir.officers_fte) == (OrganisationKind.FORCE, True, None)
        assert session.scalar(select(Organisation.slug).where(Organisation.id == heir.id)) == "marches-police"
        assert session.scalar(select(Reorganisation.kind)) is ReorganisationKind.MERGE


class TestNotices:
    def test_people_whose_roles_moved_are_told_and_nobody_else(self, session):
        north, south = f.AForce(), f.AForce()
        lead, reader = f.APerson((north, Role.LEAD)), f.APerson((south, Role.READER))
        f.APerson((f.AForce(), Role.LEAD))
        f.AnAdoption(f.ATool(), north)

        made(a_registrar(), merger(north, south))
        deliver()

        told = dict(
            session.execute(select(Notice.address, Notice.body).where(Notice.kind == "organisation-changed")).all()
        )
        assert set(told) == {lead.email, reader.email}
        assert "adoptions to confirm" in told[lead.email]
        assert "adoptions to confirm" not in told[reader.email]
