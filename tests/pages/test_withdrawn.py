"""Withdrawn from view: right after the commit, before any worker has run, no address shows the record."""

import shutil
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from sqlalchemy import update

from registry.attachments.models import Attachment
from registry.catalogue import services as catalogue
from registry.catalogue.models import Tool, Version, WorkingCopy
from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.delivery import deliver
from registry.core.events import seal
from registry.evidence.models import Evidence
from registry.governance.queries.actors import actor
from registry.notifications.models import Notice
from registry.notifications.services.sending import send_due
from registry.replication.models import Adoption
from registry.rules.words import Visibility
from registry.search.index import reader, store
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.services import rebuild
from tests import factories as f
from tests.architecture import stage
from tests.architecture.test_routes import address

NAME = "Xyloquent"  # stands in the record's name and in nothing else
LISTS = (
    f"/search?q={NAME}",
    "/search?q=&problem=xylo",
    f"/search?q={NAME.lower()[:-1]}d",  # a slip of the pen that would suggest it
    "/search?q=&sort=newest",
    "/api/v1/tools?page_size=100",
    "/api/v1/adoptions?page_size=100",
    "/api/v1/adoptions?tool=live",
    "/organisations/ours",
    "/organisations/theirs",
    "/boards/board",
    "/matrix?show=example",
    "/changes?since=2020-01-01",
)
# Where those who may restore it, or work on it, still meet it
OF_THOSE_WHO_MAY_RESTORE = frozenset(
    {"catalogue.restore", "catalogue.suspend", "catalogue.redact", "catalogue.redactions", "catalogue.redaction"}
)


@pytest.fixture
def scene(session, app):
    """A public record with two versions, evidence, files, adoptions and a decision; the index holds it."""
    at = stage.forces()
    board = stage.board_of(at)
    cast = stage.people(at, board)
    known = stage.set_up(at, board, cast)
    ids = {name: person and SimpleNamespace(id=person.id, email=person.email) for name, person in cast.items()}
    tool = db.session.query(Tool).filter_by(slug="live").one()
    _open_up(tool)
    with transaction():
        found = db.session.get_one(Tool, tool.id, populate_existing=True)
        live = db.session.get_one(Version, found.version_id, populate_existing=True)
        catalogue.publish_version(
            found, {**live.content, "summary": f"{NAME} again"}, actor_id=None, schema_number=live.schema_number
        )
    home = store.home()
    shutil.rmtree(home, ignore_errors=True)
    reader.forget()
    rebuild()
    yield ids, known
    shutil.rmtree(home, ignore_errors=True)
    reader.forget()


def _open_up(tool: Tool) -> None:
    """Release everything to everybody, under a name that can be looked for."""
    with transaction():
        for model in (Version, WorkingCopy):
            row = db.session.query(model).filter_by(tool_id=tool.id).one()
            content = {**row.content, "name": f"{NAME} assistant", "visibility": "public"}
            values: dict[str, Any] = {"content": content}
            if model is Version:
                values |= {"digest": seal("00", content), "salt": "00", "visibility": Visibility.PUBLIC}
            db.session.execute(update(model.__table__).where(model.__table__.c.tool_id == tool.id).values(**values))
        changed = {"name": f"{NAME} assistant", "summary": NAME, "visibility": Visibility.PUBLIC}
        db.session.execute(update(Tool.__table__).where(Tool.__table__.c.id == tool.id).values(**changed))
        db.session.execute(update(Adoption.__table__).values(visibility=Visibility.PUBLIC))
        db.session.execute(update(Attachment.__table__).values(visibility=Visibility.PUBLIC))
        db.session.execute(update(Evidence.__table__).where(Evidence.__table__.c.tool_id == tool.id).values(title=NAME))
    db.session.expunge_all()


def suspend(cast: dict[str, Any]) -> None:
    catalogue.suspend(actor(cast["lead"].id), "live", "For the test")
    db.session.expunge_all()


def asked(app, known) -> list[tuple[str, str]]:
    """Every address that can be read, with its endpoint."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    found = [(rule.endpoint, address(rule, {**known, "old": 1, "new": 2})) for rule in rules]
    return [*found, *(("", path) for path in LISTS)]


def words_of(content: bytes) -> str:
    """What an answer says; of a workbook, what its parts say."""
    if not is_zipfile(BytesIO(content)):
        return content.decode(errors="replace")
    parts = ZipFile(BytesIO(content))
    return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def showing(app, web, cast, known, name: str) -> set[tuple[str, str]]:
    """The addresses that show the record to this person."""
    person = cast[name]
    if person is not None:
        web.sign_in(person.id)
    found = set()
    for endpoint, path in asked(app, known):
        answer = web.get(path)
        said = words_of(answer.get_data())
        for echo in (f'value="{NAME}', f"“{NAME}”", f"q={NAME}", f"title={NAME}"):
            said = said.replace(echo, "")
        if NAME in said:
            found.add((endpoint, path))
        db.session.expunge_all()
    return found


class TestBefore:
    def test_a_visitor_finds_it_in_many_places(self, app, web, scene):
        cast, known = scene

        shown = {endpoint or path for endpoint, path in showing(app, web, cast, known, "visitor")}

        assert {
            "pages.tool", "pages.version", "pages.versions", "pages.version_diff", "pages.spread", "api.tool",
            "api.tools", "api.adoptions", "api.decisions", "evidence.show", "governance.case", "/organisations/theirs",
            "/api/v1/tools?page_size=100", f"/search?q={NAME}", "/boards/board",
        } <= shown  # fmt: skip


class TestSuspended:
    @pytest.mark.parametrize("name", ["visitor", "supplier", "their reviewer", "member"])
    def test_is_shown_nowhere(self, app, web, scene, name):
        cast, known = scene
        suspend(cast)

        assert {endpoint or path for endpoint, path in showing(app, web, cast, known, name)} <= LETTERS

    @pytest.mark.parametrize("name", ["reader", "lead", "registrar", "their lead", "secretary"])
    def test_is_shown_on_no_list_and_under_no_public_address(self, app, web, scene, name):
        cast, known = scene
        suspend(cast)

        shown = {endpoint or path for endpoint, path in showing(app, web, cast, known, name)}

        assert shown - ALLOWED[name] - LETTERS == set()

    @pytest.mark.parametrize(
        "path", ["", "/versions", "/versions/1", "/versions/1/to/2", "/spread", "/evidence/{evidence_id}"]
    )
    def test_its_addresses_say_withdrawn_from_view(self, web, scene, path):
        cast, known = scene
        suspend(cast)

        answer = web.get(f"/tools/live{path.format(**known)}")

        assert answer.status_code == 410
        assert "Withdrawn from view" in answer.text

    def test_the_api_says_so_with_a_type_of_its_own(self, web, scene):
        cast, _known = scene
        suspend(cast)

        answer = web.get("/api/v1/tools/live")

        assert (answer.status_code, answer.json["type"]) == (
            410,
            "urn:policing-innovation-registry:withdrawn-from-view",
        )

    def test_an_answer_that_a_cache_holds_does_not_hold_any_more(self, web, scene):
        cast, _known = scene
        before = web.get("/api/v1/tools/live")
        assert before.headers["Cache-Control"] == "public, no-cache"
        suspend(cast)

        after = web.get("/api/v1/tools/live", headers={"If-None-Match": before.headers["ETag"]})

        assert (after.status_code, after.headers["Cache-Control"]) == (410, "private, no-store")

    def test_counts_and_filters_leave_it_out_before_the_worker_ran(self, web, scene):
        cast, _known = scene
        reader_of = actor(cast["their lead"].id)
        before = find(reader_of, Asked())
        suspend(cast)

        after = find(reader_of, Asked())

        assert (after.registered, after.total) == (before.registered - 1, before.total - 1)

    def test_mail_that_was_written_before_does_not_name_it(self, scene):
        cast, _known = scene
        tool = db.session.query(Tool).filter_by(slug="live").one()
        for person in (cast["their lead"], cast["lead"]):
            f.save(
                Notice(
                    key=f"news:{person.id}",
                    kind="case-decided",
                    person_id=person.id,
                    tool_id=tool.id,
                    address=person.email,
                    subject=f"Decided: {NAME}",
                    body="",
                    link="/tools/live",
                    actor="",
                    reason="",
                    created_at=clock.now(),
                    next_attempt_at=clock.now(),
                )
            )
        suspend(cast)
        sent: list[Any] = []

        send_due(sent.append)

        assert [letter.address for letter in sent] == [cast["lead"].email]

    def test_restored_it_is_back_everywhere(self, app, web, scene):
        cast, known = scene
        before = showing(app, web, cast, known, "visitor")
        suspend(cast)
        catalogue.restore(actor(cast["lead"].id), "live")
        db.session.expunge_all()
        deliver()
        rebuild()
        reader.forget()

        assert showing(app, web, cast, known, "visitor") == before


LETTERS = frozenset({"replication.enquiry"})  # what two organisations wrote to each other stays theirs
WORK = frozenset(
    {
        "catalogue.edit",
        "catalogue.edit_section",
        "catalogue.files",
        "catalogue.checks",
        "catalogue.people",
        "catalogue.invite_collaborator",
        "catalogue.transfer",
        "catalogue.retire",
        "governance.review",
    }
)
ALLOWED: dict[str, frozenset[str]] = {
    "reader": WORK,
    "lead": WORK | OF_THOSE_WHO_MAY_RESTORE,
    "registrar": OF_THOSE_WHO_MAY_RESTORE | {"governance.review_interests"},
    "their lead": frozenset({"catalogue.answer_transfer", "pages.my_work"}),  # a record that is offered to them
    "secretary": frozenset(),
}
