"""The library: packs and filters, what each version asks for, and what nobody may learn from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.pages.queries.standards import standard_page
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Compliance, Role, Standing, Visibility
from registry.standards import services
from registry.standards.models import Assessment, Pack, PackMember, StandardVersion
from registry.standards.queries import library
from registry.standards.queries.library import Wanted
from registry.standards.services import VersionDetails
from tests import factories as f


def details(**fields) -> VersionDetails:
    values = {
        "label": "2",
        "published_on": "2026",
        "source": "https://standards.example/2",
        "note": "Screens of staff are covered too.",
        "requirements": "signed: Somebody signed it.\nstaff-tools: The screens of staff were audited.",
    }
    return VersionDetails(**{**values, **fields})


def in_pack(code: str, *standards) -> Pack:
    pack = Pack(code=code, title=code.capitalize(), description="What belongs together.", position=1)
    f.save(pack)
    f.save(*(PackMember(pack_id=pack.id, standard_id=standard.id) for standard in standards))
    return pack


def assessed(tool, standard, adoption=None, **fields) -> Assessment:
    """An assessment as a command would have left it."""
    version = db.session.scalars(select(StandardVersion).filter_by(standard_id=standard.id)).first()
    values = {
        "compliance": Compliance.MET,
        "proof": "Signed",
        "assessor_role": "DPO",
        "happened_on": clock.today(),
        "standing": Standing.CONFIRMED,
        "recorded_at": clock.now(),
    }
    row = Assessment(
        tool_id=tool.id, version_id=version.id, adoption_id=adoption.id if adoption else None, **{**values, **fields}
    )
    f.save(row)
    return row


class TestListing:
    def test_narrows_to_a_pack(self, session):
        inside, _outside = f.AStandard(), f.AStandard()
        in_pack("security", inside)

        assert [row.id for row in library.standards(wanted=Wanted(pack="security")).items] == [inside.id]

    def test_finds_words_in_any_order_and_takes_signs_for_signs(self, session):
        found = f.AStandard(title="Fair use of 100% of data")
        f.AStandard(title="Something else")

        assert [row.id for row in library.standards(wanted=Wanted(words="DATA fair")).items] == [found.id]
        assert [row.id for row in library.standards(wanted=Wanted(words="100%")).items] == [found.id]
        assert library.standards(wanted=Wanted(words="_")).total == 0

    def test_tells_apart_what_is_judged_on_each_adoption(self, session):
        f.AStandard()
        local = f.AStandard(judged_on="adoption")

        assert [row.id for row in library.standards(wanted=Wanted(judged_on="adoption")).items] == [local.id]

    def test_takes_four_statements_however_many_there_are(self, session, count_statements):
        in_pack("security", *(f.AStandard() for _ in range(5)))
        db.session.expire_all()

        with count_statements() as seen:
            page = library.standards()
            assert all(row.versions and row.packs for row in page.items)

        assert len(seen) == 4

    def test_the_page_shows_filters_packs_and_what_is_unverified(self, web, session):
        in_pack("security", f.AStandard(title="Seen", verified=True), f.AStandard(title="From memory"))

        page = web.get("/standards?pack=security&kind=standard&judged=tool&q=memory").text

        assert ("From memory" in page, ">Seen<" in page, "Unverified" in page) == (True, False, True)

    def test_a_filter_that_nothing_fits_says_what_to_do(self, web, session):
        assert "No standard fits" in web.get("/standards?pack=no-such-pack").text


class TestOneStandard:
    def test_says_when_it_applies_in_words(self, web, session):
        standard = f.AStandard("ai", "public-facing")

        page = web.get(f"/standards/{standard.code}").text

        assert "It uses AI" in page
        assert "The public use it directly" in page

    def test_an_unknown_one_is_not_found(self, web, session):
        assert web.get("/standards/nonsense").status_code == 404

    def test_lists_and_counts_only_tools_that_the_reader_may_read(self, web, session):
        standard, owner = f.AStandard(), f.AForce()
        assessed(f.ATool(name="Open tool"), standard)
        assessed(f.ATool(owner, name="Named tool", visibility=Visibility.NAMED), standard)

        seen = standard_page(ANONYMOUS, standard.code, 1)
        own = standard_page(f.AnActor(Role.READER, owner), standard.code, 1)

        assert [(count.state, count.tools) for count in seen.counts] == [("met", 1)]
        assert [(count.state, count.tools) for count in own.counts] == [("met", 2)]
        assert "Named tool" not in web.get(f"/standards/{standard.code}").text

    def test_counts_only_adoptions_that_the_reader_may_know_of(self, session):
        standard, tool, force = f.AStandard(judged_on="adoption"), f.ATool(), f.AForce()
        assessed(tool, standard, f.AnAdoption(tool, force, visibility=Visibility.NAMED))

        assert standard_page(ANONYMOUS, standard.code, 1).counts == []
        [count] = standard_page(f.AnActor(Role.READER, force), standard.code, 1).counts
        assert (count.tools, count.adoptions) == (0, 1)

    def test_what_ran_out_counts_as_expired(self, session):
        standard = f.AStandard()
        before = clock.today() - timedelta(days=9)
        assessed(f.ATool(), standard, happened_on=before, expires_on=before)

        assert [count.state for count in standard_page(ANONYMOUS, standard.code, 1).counts] == ["expired"]

    def test_takes_at_most_ten_statements(self, session, count_statements):
        standard = f.AStandard()
        for _ in range(4):
            assessed(f.ATool(), standard)
        db.session.expire_all()

        with count_statements() as seen:
            standard_page(ANONYMOUS, standard.code, 1)

        assert len(seen) <= 10


class TestVersions:
    def test_a_draft_is_seen_by_nobody_else(self, web, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        services.draft_version(registrar, standard.code, details(label="Next one", note="Not yet said"))

        page = web.get(f"/standards/{standard.code}").text

        assert ("Next one" in page, "Not yet said" in page) == (False, False)

    def test_an_activated_one_is_current_and_marks_what_was_assessed(self, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        assessed(f.ATool(), standard)
        draft = services.draft_version(registrar, standard.code, details())
        services.activate_version(registrar, standard.code, draft.revision)
        db.session.expire_all()

        page = standard_page(ANONYMOUS, standard.code, 1)

        assert page.current is not None
        assert (page.current.label, page.rechecks, [count.state for count in page.counts]) == ("2", 1, ["met"])

    def test_knows_which_requirements_stayed_as_they_were(self, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        draft = services.draft_version(registrar, standard.code, details())
        services.activate_version(registrar, standard.code, draft.revision)
        db.session.expire_all()
        first, second = library.standard(standard.code).versions

        assert library.unchanged(second, first) == {"signed"}

    def test_a_draft_can_be_changed_and_dropped(self, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        first = services.draft_version(registrar, standard.code, details())
        second = services.draft_version(
            registrar, standard.code, details(requirements="other: Another one.", revision=first.revision)
        )
        services.discard_version(registrar, standard.code, second.revision)

        assert [version.label for version in library.standard(standard.code).versions] == ["1"]

    def test_over_a_newer_draft_is_refused(self, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        services.draft_version(registrar, standard.code, details())

        with pytest.raises(Conflict):
            services.draft_version(registrar, standard.code, details())

    def test_activating_twice_does_it_once(self, session):
        standard, registrar = f.AStandard(), f.AnActor(Role.REGISTRAR)
        draft = services.draft_version(registrar, standard.code, details())
        services.activate_version(registrar, standard.code, draft.revision)

        with pytest.raises(NotFound):
            services.activate_version(registrar, standard.code, draft.revision)

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"label": ""}, "label"),
            ({"label": "1"}, "label"),  # there already
            ({"published_on": "last year"}, "published_on"),
            ({"source": ""}, "source"),
            ({"requirements": ""}, "requirements"),
            ({"requirements": "no code here"}, "requirements"),
            ({"requirements": "a: One.\na: Two."}, "requirements"),
            ({"exempted_by": "anybody"}, "exempted_by"),
        ],
    )
    def test_refuses_what_is_incomplete(self, session, fields, named):
        standard = f.AStandard()

        with pytest.raises(Invalid) as refusal:
            services.draft_version(f.AnActor(Role.REGISTRAR), standard.code, details(**fields))

        assert set(refusal.value.fields) == {named}

    @pytest.mark.parametrize("role", [Role.LEAD, Role.ASSURER, Role.REVIEWER])
    def test_is_for_the_registrar_alone(self, session, role):
        with pytest.raises(NotAllowed):
            services.draft_version(f.AnActor(role), f.AStandard().code, details())

    def test_is_on_the_trail_without_its_words(self, session):
        standard = f.AStandard()
        services.draft_version(f.AnActor(Role.REGISTRAR), standard.code, details())

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "standard-version-drafted"))
        assert "Screens" not in str(event.data)

    def test_the_pages_write_read_over_and_activate(self, web, session):
        standard = f.AStandard()
        registrar = web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)
        path = f"/standards/{standard.code}/version"
        assert "signed: Somebody signed it." in registrar.get(path).text

        bad = registrar.post(path, {"revision": "0", "label": "Mine", "requirements": "no code"})
        sent = registrar.post(
            path,
            {
                "revision": "0",
                "label": "2",
                "source": "A title",
                "requirements": "signed: Somebody signed it.\nstaff: New.",
                "exempted_by": "registrar",
            },
        )

        assert (bad.status_code, "Mine" in bad.text, sent.status_code) == (422, True, 302)
        read_over = registrar.get(f"{path}/activate").text
        assert "Unchanged: answers are kept" in read_over
        assert registrar.post(f"{path}/activate", {"revision": "1"}).status_code == 302
        assert "new or changed in this version" in registrar.get(f"/standards/{standard.code}").text
