"""The files of a tool: who adds them, who is shown which of them and when, and what a download says."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, Store, keep
from registry.catalogue.models import Access, Release
from registry.catalogue.queries.files import file, files_page, released_files
from registry.catalogue.services.files import FileDetails, add_files, withdraw_file
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.rules.lifecycles import ToolState
from registry.rules.policy import ANONYMOUS
from registry.rules.words import OrganisationKind, Role, Visibility
from registry.search.queries.documents import documents
from registry.search.services import catch_up, rebuild
from tests import factories as f
from tests.attachments import made

REPORT = FileDetails("evaluation-report", "public")


@pytest.fixture
def keeping(app, tmp_path) -> Keeping:
    return Keeping(app.config["SETTINGS"].attachments_url, 1024 * 1024, tmp_path)


@pytest.fixture
def owner(session):
    return f.AForce()


@pytest.fixture
def tool(owner):
    return f.ATool(owner, visibility=Visibility.PUBLIC)


@pytest.fixture
def put(app, session):
    """Put a file beneath a tool as if it had been there when the live version was released."""

    @command
    def kept(tool, visibility=Visibility.PUBLIC, name="report.txt", text="what it says", later=False):
        store = Store(app.config["SETTINGS"].attachments_url)
        examined = Examined(name, "text/plain", text.encode(), text, None)
        found = keep(store, f"tool:{tool.id}", examined, actor_id=1, visibility=visibility, purpose="other")
        if tool.published_at and not later:
            found.uploaded_at = tool.published_at - timedelta(minutes=1)
        return found

    return kept


def names(page) -> list[str]:
    return [one.file.name for one in page.files]


class TestAdding:
    def test_is_for_writers_and_assurers_of_the_owner(self, owner, tool, keeping):
        for role in (Role.CONTRIBUTOR, Role.LEAD, Role.ASSURER):
            files = [(f"{role}.txt", b"one")]
            assert add_files(f.AnActor(role, owner), tool.slug, REPORT, files, keeping=keeping)

    @pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER])
    def test_is_refused_to_others(self, owner, tool, keeping, role):
        with pytest.raises(NotAllowed):
            add_files(f.AnActor(role, owner), tool.slug, REPORT, [("a.txt", b"x")], keeping=keeping)

    def test_of_a_draft_is_not_known_to_others(self, owner, keeping):
        draft = f.ATool(owner, state=ToolState.DRAFT)

        with pytest.raises(NotFound):
            add_files(f.AnActor(Role.LEAD), draft.slug, REPORT, [("a.txt", b"x")], keeping=keeping)

    def test_all_that_is_wrong_is_told_at_once_and_nothing_is_stored(self, owner, tool, keeping):
        files = [("good.txt", b"x"), ("bad.exe", b"MZ")]

        with pytest.raises(Invalid) as refusal:
            add_files(f.AnActor(Role.LEAD, owner), tool.slug, FileDetails("", ""), files, keeping=keeping)

        assert set(refusal.value.fields) == {"file", "purpose", "visibility"}
        assert db.session.scalar(select(func.count(Attachment.id))) == 0

    def test_the_same_again_is_told_and_stored_once(self, owner, tool, keeping):
        lead = f.AnActor(Role.LEAD, owner)
        add_files(lead, tool.slug, REPORT, [("a.txt", b"x")], keeping=keeping)

        with pytest.raises(Invalid, match="already there"):
            add_files(lead, tool.slug, REPORT, [("b.txt", b"y"), ("a.txt", b"x")], keeping=keeping)

        assert db.session.scalars(select(Attachment.name)).all() == ["a.txt"]

    def test_the_same_file_of_somebody_else_is_taken_without_a_word(self, owner, tool, keeping):
        other = f.AForce()
        theirs = f.ATool(other, state=ToolState.DRAFT)
        add_files(f.AnActor(Role.LEAD, owner), tool.slug, REPORT, [("a.txt", b"x")], keeping=keeping)

        [added] = add_files(f.AnActor(Role.LEAD, other), theirs.slug, REPORT, [("a.txt", b"x")], keeping=keeping)

        assert added.parent == f"tool:{theirs.id}"

    def test_the_trail_holds_no_name(self, owner, tool, keeping):
        add_files(f.AnActor(Role.LEAD, owner), tool.slug, REPORT, [("telling.txt", b"x")], keeping=keeping)

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "file-added"))
        assert (event.tool_id, "telling" in str(event.data)) == (tool.id, False)

    def test_waits_while_the_record_is_withdrawn_from_view(self, owner, keeping):
        tool = f.ATool(owner, suspended_at=clock.now(), suspension_reason="For the test")

        with pytest.raises(Withdrawn):
            add_files(f.AnActor(Role.LEAD, owner), tool.slug, REPORT, [("a.txt", b"x")], keeping=keeping)


class TestWithdrawing:
    def test_takes_it_from_every_list_at_once(self, owner, tool, put):
        lead, kept = f.AnActor(Role.LEAD, owner), put(tool)

        withdraw_file(lead, tool.slug, kept.id)

        assert names(files_page(lead, tool.slug)) == []
        with pytest.raises(NotFound):
            file(lead, tool.slug, kept.id)

    def test_is_refused_to_others(self, owner, tool, put):
        kept = put(tool)

        with pytest.raises(NotAllowed):
            withdraw_file(f.AnActor(Role.READER, owner), tool.slug, kept.id)

    def test_of_a_record_that_is_withdrawn_from_view_waits(self, owner, put):
        tool = f.ATool(owner, suspended_at=clock.now(), suspension_reason="For the test")
        kept = put(tool)

        with pytest.raises(WrongState):
            withdraw_file(f.AnActor(Role.LEAD, owner), tool.slug, kept.id)


class TestWhoIsShownWhat:
    @pytest.mark.parametrize(
        ("reader", "shown"),
        [
            ("visitor", {"public"}),
            ("supplier", {"public"}),
            ("policing", {"public", "policing"}),
            ("given", {"public", "policing", "named"}),
            ("owner", {"public", "policing", "named"}),
        ],
    )
    def test_by_visibility(self, owner, tool, put, reader, shown):
        kept = {tier.value: put(tool, tier, f"{tier.value}.txt") for tier in Visibility}
        force, supplier = f.AForce(), f.AForce(kind=OrganisationKind.SUPPLIER)
        f.save(Access(tool_id=tool.id, organisation_id=force.id, reason="named"))
        f.save(Access(tool_id=tool.id, organisation_id=supplier.id, reason="supplier"))
        actor = {
            "visitor": lambda: ANONYMOUS,
            "supplier": lambda: f.AnActor(Role.LEAD, supplier),
            "policing": lambda: f.AnActor(Role.READER),
            "given": lambda: f.AnActor(Role.READER, force),
            "owner": lambda: f.AnActor(Role.READER, owner),
        }[reader]()

        seen = names(files_page(actor, tool.slug))

        assert seen == [found.name for found in released_files(actor, tool)]
        assert {name.removesuffix(".txt") for name in seen} == shown
        for tier, found in kept.items():
            if tier not in shown:
                with pytest.raises(NotFound):
                    file(actor, tool.slug, found.id)

    def test_a_file_that_came_after_the_release_waits_for_the_next_version(self, owner, tool, put):
        kept = put(tool, later=True)

        assert names(files_page(ANONYMOUS, tool.slug)) == []
        with pytest.raises(NotFound):
            file(ANONYMOUS, tool.slug, kept.id)
        assert names(files_page(f.AnActor(Role.READER, owner), tool.slug)) == ["report.txt"]

    def test_a_file_that_came_between_release_and_publication_waits_as_well(self, owner, tool, put):
        moment = tool.published_at
        release = Release(
            tool_id=tool.id,
            visibility=Visibility.PUBLIC,
            revision=1,
            released_by_role="Assurer",
            released_on=clock.today(),
            reference="1",
            recorded_at=moment - timedelta(hours=1),
        )
        f.save(release)
        db.session.execute(tool.__table__.metadata.tables["version"].update().values(release_id=release.id))
        db.session.commit()
        put(tool)

        assert names(files_page(ANONYMOUS, tool.slug)) == []

    def test_of_a_draft_only_to_those_who_write_or_review_it(self, owner, put):
        draft = f.ATool(owner, state=ToolState.IN_REVIEW)
        put(draft)

        assert names(files_page(f.AnActor(Role.REVIEWER), draft.slug)) == ["report.txt"]
        with pytest.raises(NotFound):
            files_page(f.AnActor(Role.LEAD), draft.slug)

    def test_of_a_record_withdrawn_from_view_to_nobody(self, owner, put):
        tool = f.ATool(owner, suspended_at=clock.now(), suspension_reason="For the test")
        kept = put(tool)

        for actor in (f.AnActor(Role.READER), f.AnActor(Role.LEAD, owner)):
            with pytest.raises(Withdrawn):
                files_page(actor, tool.slug)
            with pytest.raises(Withdrawn):
                file(actor, tool.slug, kept.id)

    def test_beneath_its_own_tool_alone(self, owner, tool, put):
        kept, other = put(tool), f.ATool(owner)

        with pytest.raises(NotFound):
            file(ANONYMOUS, other.slug, kept.id)

    def test_takes_at_most_four_statements_however_many_there_are(self, owner, tool, put, count_statements):
        for number in range(20):
            put(tool, name=f"{number}.txt")
        reader = f.AnActor(Role.READER)
        db.session.expire_all()

        with count_statements() as seen:
            files_page(reader, tool.slug)

        assert len(seen) <= 4


class TestPages:
    def test_a_file_is_sent_to_be_kept_and_never_shown(self, web, tool, put):
        kept = put(tool, name="Adroddiad M\u00f4n.txt")

        answer = web.get(f"/tools/{tool.slug}/files/{kept.id}")

        assert (answer.status_code, answer.data) == (200, b"what it says")
        headers = answer.headers
        assert headers["Content-Disposition"].startswith("attachment; filename=")
        assert "filename*=UTF-8''Adroddiad%20M%C3%B4n.txt" in headers["Content-Disposition"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["Cache-Control"] == "private, no-store"

    def test_only_its_head_or_a_part_of_it_is_sent_when_asked_for(self, web, tool, put):
        kept = put(tool)
        address = f"/tools/{tool.slug}/files/{kept.id}"

        part = web.get(address, headers={"Range": "bytes=5-6"})
        head = web.client.head(address)

        assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"it", "bytes 5-6/12")
        assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "12")

    def test_there_is_no_address_by_digest_or_without_a_tool(self, web, tool, put):
        kept = put(tool)

        for address in (f"/files/{kept.id}", f"/files/{kept.sha256}", f"/tools/{tool.slug}/files/{kept.sha256}"):
            assert web.get(address).status_code == 404

    def test_a_redacted_file_leaves_a_mark(self, web, tool, put):
        kept = put(tool, name="telling.txt")
        kept.redacted_at, kept.name = clock.now(), "Redacted file"
        db.session.commit()

        assert "Redacted file" in web.get(f"/tools/{tool.slug}").text
        assert web.get(f"/tools/{tool.slug}/files/{kept.id}").status_code == 410

    def test_the_page_of_a_tool_shows_its_readers_what_they_may_read(self, web, tool, put):
        put(tool, name="for-all.txt")
        put(tool, Visibility.POLICING, "for-policing.txt")

        page = web.get(f"/tools/{tool.slug}").text

        assert ("for-all.txt" in page, "for-policing.txt" in page) == (True, False)

    def test_files_go_in_together_and_are_listed(self, web, owner, tool):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        files = [(io.BytesIO(b"a,b"), "figures.csv"), (io.BytesIO(made.png()), "chart.png")]

        answer = web.post(f"/tools/{tool.slug}/files/add", {"purpose": "dpia", "visibility": "policing", "file": files})

        page = web.get(answer.location).text
        assert "2 files are stored." in page
        assert "figures.csv" in page
        assert "It holds no text that can be read" in page
        assert "From the next version" in page

    def test_a_file_that_lies_is_refused_at_its_field_and_in_the_summary(self, web, owner, tool):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        sent = {"purpose": "other", "visibility": "public", "file": (io.BytesIO(b"<html>"), "report.pdf")}

        answer = web.post(f"/tools/{tool.slug}/files/add", sent)

        assert answer.status_code == 422
        assert "Error: Add files" in answer.text
        assert answer.text.count("is not a PDF, although its name says so: it is a web page") == 2
        assert 'href="#file"' in answer.text

    def test_what_is_wrong_with_each_of_several_files_stands_in_both_places(self, web, owner, tool):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        files = [(io.BytesIO(b"MZ"), "a.exe"), (io.BytesIO(b"SECRET"), "<b>.txt")]

        answer = web.post(f"/tools/{tool.slug}/files/add", {"purpose": "other", "visibility": "public", "file": files})

        assert answer.text.count("is not of a type that the registry keeps") == 2
        assert answer.text.count("is marked &#34;SECRET&#34;") == 2

    def test_nothing_chosen_is_told_with_all_else_that_is_missing(self, web, owner, tool):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        answer = web.post(f"/tools/{tool.slug}/files/add", {"file": (io.BytesIO(b""), ""), "visibility": ""})

        for message in ("Choose a file.", "Choose what sort of file it is.", "Choose who may read it."):
            assert message in answer.text

    def test_withdrawing_asks_first(self, web, owner, tool, put):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        kept = put(tool)
        address = f"/tools/{tool.slug}/files/{kept.id}/withdraw"

        assert "report.txt" in web.get(address).text
        answer = web.post(address)

        assert "report.txt is withdrawn." in web.get(answer.location).text


class TestFinding:
    def test_what_a_file_says_is_found_by_those_who_may_read_it(self, web, owner, tool, put, tmp_path):
        put(tool, text="the xylograph of all")
        put(tool, Visibility.POLICING, "b.txt", "the quagmire of policing")
        rebuild()
        found = "Matched in"

        assert "files (1)" in web.get("/search?q=xylograph").text
        assert found not in web.get("/search?q=quagmire").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert found in web.get("/search?q=quagmire").text

    def test_a_file_explains_its_part_where_the_record_explains_another(self, web, owner, put):
        put(f.ATool(owner, content={"summary": "Helps with redaction"}), text="the xylograph, and redaction too")
        rebuild()

        page = web.get("/search?q=redaction+xylograph").text

        for told in ("summary (1)", "files (2)", "“redaction”, as you typed it", "“xylograph”, as you typed it"):
            assert told in page
        assert "From the files:" in page

    def test_only_files_that_hold_a_word_are_read(self, web, owner, put, count_statements):
        tools = [f.ATool(owner, name="Marmalade maker") for _ in range(4)]
        for tool in tools:
            put(tool, text="the xylograph of all")
        rebuild()

        with count_statements() as without:
            web.get("/search?q=marmalade")
        with count_statements() as within:
            web.get("/search?q=xylograph")

        assert (reads(without), reads(within)) == (0, 2)

    def test_what_came_after_the_release_is_not_found(self, tool, put):
        put(tool, text="xylograph", later=True)

        assert not any("files" in text for document in documents([tool.id]) for text in document.texts)

    def test_what_was_withdrawn_is_gone_at_once(self, web, owner, tool, put):
        kept = put(tool, text="the xylograph of all")
        rebuild()

        withdraw_file(f.AnActor(Role.LEAD, owner), tool.slug, kept.id)

        assert "Matched in" not in web.get("/search?q=xylograph").text
        catch_up()
        assert "Matched in" not in web.get("/search?q=xylograph").text


def reads(statements: list[str]) -> int:
    """How many of them read what files say."""
    return sum("attachment_text" in statement for statement in statements)
