"""How often a result was repeated: playbooks that others follow, sites that merge, and the level on a past day."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from registry.attachments.models import Attachment
from registry.core import clock
from registry.core.errors import Invalid, NotAllowed
from registry.evidence import queries, services
from registry.evidence.models import Claim, Evidence, Grade
from registry.evidence.services import rehoming
from registry.organisations.services.rehoming import Act
from registry.rules.grading import replication_level
from registry.rules.words import FilePurpose, Role, Visibility
from tests import factories as f
from tests.evidence.test_evidence import claim, details


def a_file(tool, **fields) -> Attachment:
    values = {
        "parent": f"tool:{tool.id}",
        "name": "playbook.pdf",
        "media_type": "application/pdf",
        "size": 10,
        "sha256": "0" * 64,
        "uploaded_by_id": 1,
        "uploaded_at": tool.published_at,
        "purpose": FilePurpose.PLAYBOOK.value,
        "visibility": Visibility.PUBLIC,
    }
    file = Attachment(**{**values, **fields})
    f.save(file)
    return file


def replicated(number: int = 2):
    """A tool whose owner and others found better with a comparison group, each as its lead says."""
    owner = f.AForce()
    tool = f.ATool(owner)
    leads = []
    for site in (owner, *(f.AForce() for _ in range(number - 1))):
        lead = f.AnActor(Role.LEAD, site)
        item = services.add_evidence(lead, tool.slug, details(site, design="comparison-group"), claim())
        leads.append((lead, item, site))
    return tool, leads


def level(tool) -> int:
    return replication_level(queries.findings(queries.evidence_of(tool.id)))


class TestPlaybook:
    def test_that_another_site_follows_lifts_the_level_to_five(self, session):
        tool, [_owner, (lead, item, _site)] = replicated()
        assert level(tool) == 4

        services.follow_playbook(lead, tool.slug, item.id, a_file(tool).id)

        assert level(tool) == 5

    def test_that_is_withdrawn_counts_no_longer(self, session):
        tool, [_owner, (lead, item, _site)] = replicated()
        file = a_file(tool)
        services.follow_playbook(lead, tool.slug, item.id, file.id)

        file.withdrawn_at = clock.now()
        session.commit()

        assert level(tool) == 4

    def test_is_said_by_the_lead_of_the_site_alone(self, session):
        tool, [(owner, own, _own_site), (_lead, item, site)] = replicated()
        file = a_file(tool)

        for actor in (owner, f.AnActor(Role.CONTRIBUTOR, site), f.AnActor(Role.LEAD)):
            with pytest.raises(NotAllowed):
                services.follow_playbook(actor, tool.slug, item.id, file.id)
        with pytest.raises(Invalid, match="another site"):
            services.follow_playbook(owner, tool.slug, own.id, file.id)

    @pytest.mark.parametrize("fields", [{"purpose": "user-guide"}, {"parent": "tool:0"}])
    def test_is_a_playbook_of_this_record(self, session, fields):
        tool, [_owner, (lead, item, _site)] = replicated()

        with pytest.raises(Invalid):
            services.follow_playbook(lead, tool.slug, item.id, a_file(tool, **fields).id)

    def test_is_offered_on_the_page_of_the_study(self, web, session):
        tool, [_owner, (lead, item, _site)] = replicated()
        file = a_file(tool)
        path = f"/tools/{tool.slug}/evidence/{item.id}"
        web.sign_in(lead.id)

        assert "playbook.pdf" in web.get(path).text
        page = web.post(f"{path}/playbook", {"playbook": str(file.id)}, follow_redirects=True)
        wrong = web.post(f"{path}/playbook", {"playbook": "<script>"})

        assert "The site followed the owner" in page.text
        assert wrong.status_code == 422


class TestMergers:
    def act(self) -> Act:
        return Act(None, clock.today(), clock.now(), "A merger")

    def test_sites_that_merge_count_as_one_and_stand_apart_again_when_it_is_undone(self, session):
        tool, sites = replicated()
        heir = f.AForce()
        [kind] = rehoming.KINDS
        found = kind.found([site.id for _lead, _item, site in sites], clock.today())

        moved = kind.move(self.act(), [(one, heir.id) for one in found])
        session.flush()
        assert (len(found), level(tool)) == (2, 3)
        kind.back(self.act(), moved)
        session.flush()

        assert level(tool) == 4
        assert {item.site_id for item in session.scalars(select(Evidence))} == {site.id for _lead, _item, site in sites}


class TestPastDays:
    def test_the_level_of_a_past_day_follows_from_what_was_stored_then(self, session):
        tool, leads = replicated(3)
        now = clock.now()
        for days, (_lead, item, _site) in zip((30, 20, 10), leads, strict=True):
            then = now - timedelta(days=days)
            session.execute(
                update(Grade)
                .where(
                    Grade.tool_id == tool.id, Grade.claim_id.in_(select(Claim.id).where(Claim.evidence_id == item.id))
                )
                .values(recorded_at=then, happened_on=then.date())
            )
        session.commit()

        levels = [
            replication_level(queries.findings_at(tool.id, now - timedelta(days=days))) for days in (40, 25, 15, 5)
        ]

        assert levels == [1, 3, 4, 4]

    def test_what_was_withdrawn_since_counted_then_and_counts_no_more(self, session):
        tool, [_owner, (lead, item, _site)] = replicated()
        before = clock.now()

        services.withdraw_evidence(lead, tool.slug, item.id)

        assert replication_level(queries.findings_at(tool.id, before)) == 4
        assert replication_level(queries.findings_at(tool.id, clock.now())) == level(tool) == 3

    def test_what_holds_now_is_what_the_page_sums_up(self, session, count_statements):
        tool, [_owner, (lead, item, _site)] = replicated()
        services.follow_playbook(lead, tool.slug, item.id, a_file(tool).id)

        with count_statements() as seen:
            found = queries.findings_at(tool.id, clock.now())

        assert sorted(found, key=str) == sorted(queries.findings(queries.evidence_of(tool.id)), key=str)
        assert len(seen) <= 4
