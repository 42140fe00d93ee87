"""What may be stored, and that it stays what it was."""

import io
import zipfile
import zlib

import pytest

from registry.attachments import queries, services
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from tests import factories as f

LIMIT = 1024 * 1024


@pytest.fixture
def store(session, tmp_path):
    person = f.APerson()

    @command
    def stored(name: str, content: bytes, limit: int = LIMIT):
        return services.store(tmp_path, "evidence:1", name, content, limit=limit, actor_id=person.id)

    return stored


def archive(text: str, name: str = "word/document.xml") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, text)
    return kept.getvalue()


def pdf(text: str) -> bytes:
    packed = zlib.compress(f"BT [({text[:4]})-20({text[4:]})] TJ ET".encode())
    return b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + packed + b"\nendstream\nendobj"


class TestStoring:
    def test_keeps_the_same_bytes_once(self, store, tmp_path):
        store("a.txt", b"the same")
        store("b.txt", b"the same")

        kept = [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()]
        assert len(kept) == 1
        assert [file.name for file in queries.files_of(["evidence:1"])["evidence:1"]] == ["a.txt", "b.txt"]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"plain"),
            ("a.csv", b"a,b\n1,2\n"),
            ("a.pdf", pdf("All is well")),
            ("a.docx", archive("<w:t>All is well</w:t>")),
            ("a.xlsx", archive("<t>All is well</t>", "xl/sharedStrings.xml")),
            ("a.png", b"\x89PNG\r\n\x1a\nrest"),
            ("a.JPEG", b"\xff\xd8\xffrest"),
        ],
    )
    def test_takes_the_types_that_it_says(self, store, name, content):
        assert store(name, content).size == len(content)

    @pytest.mark.parametrize(
        ("name", "content", "problem"),
        [
            ("a.exe", b"MZ", "one of these types"),
            ("a", b"text", "one of these types"),
            ("a.svg", b"<svg/>", "one of these types"),
            ("a.txt", b"", "empty"),
            ("a.txt", b"x" * (LIMIT + 1), "larger than"),
            ("a.pdf", b"<html>", "not what its name says"),
            ("a.docx", b"PK\x03\x04broken", "cannot be opened"),
            ("a.csv", b"a\0b", "not what its name says"),
        ],
    )
    def test_refuses_others_naming_why(self, store, name, content, problem):
        with pytest.raises(Invalid, match=problem):
            store(name, content)

        assert queries.files_of(["evidence:1"]) == {}

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"Marked OFFICIAL-SENSITIVE"),
            ("a.csv", b"OFFICIAL - SENSITIVE,1"),
            ("a.txt", b"TOP SECRET"),
            ("a.docx", archive("<w:t>OFFICIAL</w:t><w:t>-SENSITIVE</w:t>")),
            ("a.docx", archive("SECRET", "word/header1.xml")),
            ("a.pdf", pdf("OFFICIAL-SENSITIVE")),
        ],
    )
    def test_refuses_what_is_marked_above_official(self, store, name, content):
        with pytest.raises(Invalid, match="is marked"):
            store(name, content)

    def test_takes_what_only_speaks_of_secrets(self, store):
        assert store("a.txt", b"An official secret: sensitive words in small letters. OFFICIAL").id

    def test_refuses_an_archive_that_unpacks_to_too_much(self, store):
        with pytest.raises(Invalid, match="unpacks to more"):
            store("a.docx", archive("x" * (services.UNPACKED + 1)))

    @pytest.mark.parametrize(
        ("name", "kept"),
        [("..\\..\\evil.txt", "evil.txt"), ("/etc/a b.txt", "a b.txt"), ('a"\r\nX: y.txt', "a_ X_ y.txt")],
    )
    def test_keeps_a_plain_name(self, store, name, kept):
        assert store(name, b"x").name == kept


class TestReading:
    def test_gives_back_what_was_stored(self, store, tmp_path):
        file = store("a.txt", b"as it was")

        assert services.read(tmp_path, file) == b"as it was"

    def test_gives_nothing_else(self, store, tmp_path):
        file = store("a.txt", b"as it was")
        services.path_of(tmp_path, file.sha256).write_bytes(b"altered")

        with pytest.raises(NotFound):
            services.read(tmp_path, file)

    def test_a_file_is_found_beneath_its_own_parent_alone(self, store):
        file = store("a.txt", b"x")

        with pytest.raises(NotFound):
            queries.file("evidence:2", file.id)
        assert db.session.get(type(file), file.id) is queries.file("evidence:1", file.id)
