"""A person's shortlist: their own, in their order, and as documents with the rows of the comparison."""

import io
import json

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.discovery.models import ShortlistItem
from registry.discovery.queries.shortlist import MOST, document, shortlist
from registry.discovery.services import shortlist as services
from registry.rendering.jobs import tables_pdf, tables_xlsx
from registry.rules.words import Role, Visibility
from tests import factories as f


@pytest.fixture
def person():
    return f.APerson((f.AForce(), Role.READER))


@pytest.fixture
def reader(person):
    return f.actor_of(person)


def names(actor) -> list[str]:
    return [item.name for item in shortlist(actor).items]


class TestChanging:
    def test_a_tool_is_on_it_once_and_for_its_owner_alone(self, reader):
        tool = f.ATool(name="Alpha")

        assert [services.add_to_shortlist(reader, tool.slug) for _time in range(2)] == [True, False]
        assert names(reader) == ["Alpha"]
        assert names(f.AnActor(Role.REGISTRAR)) == []

    def test_what_may_not_be_seen_cannot_be_put_on_it(self):
        tool = f.ATool(visibility=Visibility.POLICING)
        supplier = f.actor_of(f.APerson((f.ASupplier(), Role.READER)))

        with pytest.raises(NotFound):
            services.add_to_shortlist(supplier, tool.slug)

    def test_there_is_a_most(self, person, reader):
        for _number in range(MOST):
            f.AShortlistItem(person, f.ATool())

        with pytest.raises(Invalid):
            services.add_to_shortlist(reader, f.ATool().slug)

    def test_it_is_put_in_order_and_noted_on(self, reader):
        tools = [f.ATool(name=name) for name in ("Alpha", "Beta", "Gamma")]
        for tool in tools:
            services.add_to_shortlist(reader, tool.slug)

        services.move_on_shortlist(reader, tools[2].id, up=True)
        services.move_on_shortlist(reader, tools[0].id, up=True)
        services.note_on_shortlist(reader, tools[1].id, "  Ask Kent 警察 ")

        assert names(reader) == ["Alpha", "Gamma", "Beta"]
        assert shortlist(reader).items[2].note == "Ask Kent 警察"

    def test_another_persons_is_not_touched(self, person, reader):
        tool = f.ATool()
        services.add_to_shortlist(reader, tool.slug)
        other = f.AnActor(Role.READER)

        with pytest.raises(NotFound):
            services.note_on_shortlist(other, tool.id, "x")
        services.remove_from_shortlist(other, tool.id)

        assert len(db.session.scalars(select(ShortlistItem)).all()) == 1

    def test_what_was_hidden_since_is_left_out_counted_and_can_be_taken_off(self, reader, web, person):
        tool = f.ATool(name="Quagmire")
        services.add_to_shortlist(reader, tool.slug)
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        db.session.commit()

        page = web.sign_in(person.id).get("/shortlist").text
        assert "1 tool is left out" in page
        assert "Quagmire" not in page + document(reader).decode()

        web.post("/shortlist/clear-hidden")
        assert db.session.scalars(select(ShortlistItem)).all() == []


class TestDocuments:
    @pytest.fixture
    def asked(self, reader):
        f.Terms()
        for name in ("=cmd|' /C calc'!A0", "Alpha #strong[x] $y$", "警察 🚓 Ẅ", "Delta", "Epsilon"):
            services.add_to_shortlist(reader, f.ATool(name=name).slug)
        services.note_on_shortlist(reader, shortlist(reader).items[0].tool_id, "+44 and @home")
        return document(reader)

    def rows(self, asked) -> list[list[str]]:
        return [row for part in json.loads(asked)["parts"] for row in part["rows"]]

    def test_hold_the_rows_of_the_comparison_with_what_is_missing_said(self, asked):
        rows = self.rows(asked)

        assert {len(row) for row in rows} == {6}
        assert rows[0][:3] == ["Note", "+44 and @home", "No note"]
        assert "Not stated" in {cell for row in rows for cell in row}

    def test_the_workbook_holds_the_same_rows_as_text_and_runs_nothing(self, asked):
        (body,) = tables_xlsx.work(asked)
        book = openpyxl.load_workbook(io.BytesIO(body))
        cells = [[cell for cell in row if cell.value is not None] for row in book.active.iter_rows()]

        told = [[cell.value for cell in row] for row in cells if len(row) == 6]
        labels = [row[0] for row in self.rows(asked)]
        assert [row[0] for row in told[1:]] == labels
        assert {cell.data_type for row in cells for cell in row} == {"s"}
        assert told[0][1].startswith("'=cmd")
        assert told[1][1] == "'+44 and @home"

    def test_the_pdf_is_tagged_says_its_language_and_takes_text_as_text(self, asked):
        (body,) = tables_pdf.work(asked)
        pdf = PdfReader(io.BytesIO(body))
        catalog = pdf.trailer["/Root"]

        assert bool(catalog["/MarkInfo"]["/Marked"])
        assert catalog["/Lang"] == "en-GB"
        assert pdf.metadata.title == "Shortlist of tools"
        text = "".join(page.extract_text() for page in pdf.pages)
        assert "#strong[x] $y$" in text
        assert "Epsilon" in text
        assert "cannot show stand as [?]" in " ".join(text.split())

    def test_the_pdf_can_show_every_letter_that_it_says_it_can(self, asked):
        letters = " ".join(chr(number) for first, last in tables_pdf.SHOWN for number in range(first, last + 1))
        whole = json.loads(asked)
        whole["intro"] = [letters]

        assert next(tables_pdf.work(json.dumps(whole).encode())).startswith(b"%PDF")

    @pytest.mark.parametrize("job", [tables_pdf, tables_xlsx])
    def test_the_same_list_on_the_same_day_is_the_same_file(self, asked, job):
        assert next(job.work(asked)) == next(job.work(asked))

    def test_an_empty_list_is_a_document_too(self):
        asked = document(f.AnActor(Role.READER))

        assert next(tables_pdf.work(asked)).startswith(b"%PDF")
        assert next(tables_xlsx.work(asked)).startswith(b"PK")

    @pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
    def test_are_downloaded_through_the_warm_process(self, web, person, reader, form, start):
        services.add_to_shortlist(reader, f.ATool().slug)

        answer = web.sign_in(person.id).get(f"/shortlist.{form}")

        assert answer.status_code == 200
        assert answer.data.startswith(start)
        assert f'filename="shortlist-{clock.today():%Y-%m-%d}.{form}"' in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-store"


class TestPages:
    def test_from_the_page_of_a_tool_to_the_list_and_off_it(self, web, person):
        tool = f.ATool(name="Alpha")
        web.sign_in(person.id)
        assert "Add to shortlist" in web.get(f"/tools/{tool.slug}").text

        web.post(f"/tools/{tool.slug}/shortlist")
        assert "Alpha" in web.get("/shortlist").text
        page = web.get(f"/tools/{tool.slug}").text
        assert f'<a href="/shortlist#tool-{tool.id}">On your shortlist</a>' in page
        assert "Add to shortlist" not in page

        web.post(f"/shortlist/{tool.id}/remove")
        assert "Nothing is on your shortlist" in web.get("/shortlist").text

    def test_beside_others_it_is_offered_only_for_what_is_not_on_it(self, web, person):
        there, other = f.ATool(name="Alpha"), f.ATool(name="Beta")
        f.AShortlistItem(person, there)
        path = f"/compare?tool={there.slug}&tool={other.slug}"
        assert "shortlist" not in web.get(path).text.lower()

        page = web.sign_in(person.id).get(path).text

        assert page.count("On your shortlist") == page.count("Add to shortlist") == 1
        assert f'action="/tools/{other.slug}/shortlist"' in page

    def test_of_others_it_says_nothing(self, web):
        tool = f.ATool()
        f.AShortlistItem(f.APerson((f.AForce(), Role.READER)), tool)

        page = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get(f"/tools/{tool.slug}").text

        assert "On your shortlist" not in page

    def test_a_note_that_is_too_long_comes_back(self, web, person, reader):
        tool = f.ATool()
        services.add_to_shortlist(reader, tool.slug)

        answer = web.sign_in(person.id).post(f"/shortlist/{tool.id}/note", {"note": "x" * 1001})

        assert answer.status_code == 422
        assert "Use up to 1,000 characters" in answer.text
