"""What a file is and says before it is kept: types by content, text, markings, and files that would do harm."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from registry.attachments.services import examine, examine_all
from registry.attachments.services.examining import AT_ONCE, TEXT_BYTES
from registry.core.errors import Invalid
from tests.attachments import made

LIMIT = 10 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.fixture
def look(tmp_path):
    def examined(name: str, content: bytes, limit: int = LIMIT):
        return examine(name, content, limit=limit, turns=tmp_path)

    return examined


@pytest.fixture
def refused(look):
    def why(name: str, content: bytes, limit: int = LIMIT) -> str:
        with pytest.raises(Invalid) as refusal:
            look(name, content, limit)
        return refusal.value.fields["file"]

    return why


class TestText:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.txt", b"plain words", "plain words"),
            ("a.txt", "\ufeffYnys M\u00f4n".encode(), "Ynys M\u00f4n"),
            ("a.txt", "Ynys M\u00f4n".encode("utf-16"), "Ynys M\u00f4n"),
            ("a.csv", "caf\u00e9,\u00a31".encode("cp1252"), "caf\u00e9,\u00a31"),
            ("a.pdf", made.pdf("first page", "second page"), "first page\nsecond page"),
            ("a.docx", made.docx("Body", header="Top of page", cell="In a table"), "Body\nIn a table\nTop of page"),
            ("a.xlsx", made.xlsx(["name", 1], [None, 2.5]), "Sheet\nname\t1\n2.5"),
        ],
    )
    def test_is_read(self, look, name, content, said):
        found = look(name, content)

        assert (found.text, found.unsearchable) == (said, None)

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.png", made.png(), "no-text"),
            ("a.pdf", made.pdf(""), "no-text"),
            ("a.docx", made.docx(""), "no-text"),
            ("a.pdf", b"%PDF-1.7\nnothing that follows", "corrupt"),
            ("a.docx", made.docx("cut off")[:20_000], "corrupt"),
            ("a.xlsx", made.changed(made.xlsx(["a"]), "xl/workbook.xml", lambda xml: xml[:100]), "corrupt"),
            ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ],
    )
    def test_that_cannot_be_read_is_said_so_and_the_file_is_taken(self, look, name, content, why):
        found = look(name, content)

        assert (found.text, found.unsearchable, found.content) == ("", why, content)

    def test_of_a_locked_pdf_is_not_read(self, look):
        writer = PdfWriter(PdfReader(io.BytesIO(made.pdf("locked away"))))
        writer.encrypt("a password", algorithm="RC4-128")
        kept = io.BytesIO()
        writer.write(kept)

        found = look("a.pdf", kept.getvalue())

        assert (found.text, found.unsearchable) == ("", "password")

    def test_beyond_what_is_kept_is_cut_and_said_so(self, look):
        found = look("a.txt", b"word " * (TEXT_BYTES // 4))

        assert (len(found.text.encode()) <= TEXT_BYTES, found.unsearchable) == (True, "in-part")


class TestHarm:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.docx", made.exploding_docx(120), {"too-large"}),
            ("a.docx", made.exploding_docx(210), {"too-large"}),
            ("a.docx", made.entities_docx(), {"corrupt", "no-text", None}),
            ("a.docx", made.nested_zip(3), {None, "too-large"}),
            ("a.pdf", made.cyclic_pdf(), {"corrupt", "no-text"}),
            ("a.pdf", made.looping_pdf(), {"corrupt", "no-text"}),
            ("a.pdf", made.pdf("one", count=100_000), {None, "in-part", "corrupt"}),
            ("a.xlsx", made.tall_xlsx(), {None}),
            ("a.xlsx", made.linked_xlsx("http://127.0.0.1:9/other.xlsx"), {None}),
        ],
        ids=["docx", "docx over 200 MB", "entities", "nested", "cyclic", "looping", "many pages", "tall", "linked"],
    )
    def test_ends_within_limits_and_the_file_is_taken_with_a_note(self, look, name, content, why):
        found = look(name, content)

        assert found.unsearchable in why
        assert len(found.text) < 1000

    def test_the_exploding_document_is_small(self):
        assert len(made.exploding_docx(120)) < 450_000

    def test_no_other_file_of_the_machine_is_told(self, look, tmp_path):
        (tmp_path / "secrets").write_text("root and branch")

        assert "root and branch" not in look("a.docx", made.entity_of_a_file_docx(str(tmp_path / "secrets"))).text

    def test_a_marking_is_found_even_where_the_document_is_too_large_to_read(self, refused):
        content = made.changed(
            made.exploding_docx(120),
            "word/document.xml",
            lambda xml: xml.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>OFFICIAL-SENSITIVE</w:t></w:r></w:p>"),
        )

        assert 'is marked "OFFICIAL-SENSITIVE"' in refused("a.docx", content)


class TestTypes:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.exe", b"MZ", "not of a type that the registry keeps"),
            ("a.jpg", b"\xff\xd8\xff", "not of a type that the registry keeps"),
            ("a", b"text", "not of a type that the registry keeps"),
            ("a.svg", b"<svg/>", "not of a type that the registry keeps"),
            ("a.docm", b"PK\x03\x04", "may hold macros"),
            ("a.xlsm", b"PK\x03\x04", "may hold macros"),
            ("a.doc", OLE, "from before 2007"),
            ("a.txt", b"", "is empty"),
            ("a.pdf", b"<html><script>alert(1)</script>", "is not a PDF, although its name says so: it is a web page"),
            ("a.pdf", made.docx("x"), "it is a Word, Excel or other zipped file"),
            ("a.pdf", b"\n%PDF-1.7", "is not a PDF"),
            (
                "a.docx",
                made.pdf("x") + made.docx("x"),
                "is not a Word document, although its name says so: it is a PDF",
            ),
            ("a.docx", made.xlsx(["a"]), "is not a Word document, although its name says so: it is an Excel workbook"),
            ("a.xlsx", made.docx("x"), "it is a Word document"),
            ("a.docx", made.zipped(**{"evil.exe": b"MZ"}), "it is another zipped file"),
            ("a.docx", b"PK\x03\x04broken", "is not a Word document"),
            ("a.docx", OLE, "of before 2007"),
            ("a.docx", b"plain text", "it is text"),
            ("a.png", b"\x89PNG\r\n\x1a\nrest", "is not a PNG picture"),
            ("a.png", made.png(0, 0), "is not a PNG picture"),
            ("a.txt", b"a\0b", "is not a text file"),
            ("a.csv", made.png(), "it is a PNG picture"),
            ("a.txt", b"%PDF-1.7 in disguise", "it is a PDF"),
            ("a.txt", b" <!DOCTYPE html><p>", "it is a web page"),
            ("a.txt", b"\x1b[31m", "is not a text file"),
        ],
    )
    def test_a_file_that_is_not_what_its_name_says_is_refused_by_name_and_reason(self, refused, name, content, why):
        message = refused(name, content)

        assert message.startswith(f'"{name}"')
        assert why in message

    def test_macros_are_refused_whatever_the_name(self, refused):
        assert "holds macros" in refused("a.docx", made.changed(made.docx("x"), "word/vbaProject.bin", lambda _: b"x"))

    def test_a_larger_file_than_may_be_is_told_the_limit(self, refused):
        assert "larger than 2 MB" in refused("a.txt", b"x" * (2 * 1024 * 1024 + 1), 2 * 1024 * 1024)

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("..\\..\\evil.txt", "evil.txt"),
            ("/etc/a b.txt", "a b.txt"),
            ('a"\r\nX: y.txt', "a_ X_ y.txt"),
            ("Gwerthusiad \u2013 Ynys M\u00f4n.TXT", "Gwerthusiad _ Ynys M\u00f4n.TXT"),
            ("x" * 300 + ".txt", "x" * 150 + ".txt"),
            ("a\u202etxt.txt", "atxt.txt"),
        ],
    )
    def test_a_name_is_kept_plain(self, look, name, kept):
        assert look(name, b"x").name == kept


class TestMarkings:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"Marked OFFICIAL-SENSITIVE"),
            ("a.csv", b"OFFICIAL - SENSITIVE,1"),
            ("a.txt", b"TOP SECRET\nThe rest"),
            ("a.txt", "OFFICIAL-SENSITIVE".encode("utf-16")),
            ("a.docx", made.docx("harmless", header="SECRET")),
            ("a.docx", made.docx("harmless", title="OFFICIAL: SENSITIVE")),
            ("a.docx", made.docx("harmless", cell="OFFICIAL \u2013 SENSITIVE")),
            (
                "a.docx",
                made.changed(made.docx("x"), "docProps/custom.xml", lambda _: b"<p><v>OFFICIAL-SENSITIVE</v></p>"),
            ),
            ("a.xlsx", made.xlsx(["a", "OFFICIAL-SENSITIVE"])),
            ("a.xlsx", made.xlsx(["a"], title="OFFICIAL-SENSITIVE")),
            ("a.xlsx", made.xlsx(["a"], header="SECRET")),
            ("a.pdf", made.pdf("harmless", "OFFICIAL-SENSITIVE")),
            ("a.pdf", made.pdf("harmless", title="OFFICIAL-SENSITIVE")),
            ("Report (OFFICIAL-SENSITIVE).txt", b"harmless"),
        ],
    )
    def test_a_file_marked_above_official_is_refused_and_told_what_to_do(self, refused, name, content):
        message = refused(name, content)

        assert "is marked" in message
        assert "Leave the file out" in message

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"OFFICIAL\nThe Official Secrets Act, and a secret: sensitive words in small letters."),
            ("a.docx", made.docx("OFFICIAL", "It is no secret.", "OFFICIAL SECRETS ACT 1989")),
            ("Secretariat.txt", b"minutes"),
        ],
    )
    def test_a_file_that_only_speaks_of_secrets_is_taken(self, look, name, content):
        assert look(name, content).text


class TestSeveral:
    def test_all_that_is_wrong_is_told_at_once(self, tmp_path):
        with pytest.raises(Invalid) as refusal:
            examine_all([("a.exe", b"MZ"), ("b.txt", b""), ("c.txt", b"fine")], limit=LIMIT, turns=tmp_path)

        message = refusal.value.fields["file"]
        assert ('"a.exe"' in message, '"b.txt"' in message, '"c.txt"' in message) == (True, True, False)

    def test_more_than_may_come_at_once_are_refused(self, tmp_path):
        files = [(f"{number}.txt", b"x") for number in range(AT_ONCE + 1)]

        with pytest.raises(Invalid, match="10 files at most"):
            examine_all(files, limit=LIMIT, turns=tmp_path)

    def test_none_is_told(self, tmp_path):
        with pytest.raises(Invalid, match="Choose a file"):
            examine_all([("", b"")], limit=LIMIT, turns=tmp_path)

    def test_two_of_one_name_are_refused(self, tmp_path):
        with pytest.raises(Invalid, match="Two of the files"):
            examine_all([("a.txt", b"1"), ("A.txt", b"2")], limit=LIMIT, turns=tmp_path)

    def test_a_file_without_a_name_is_refused(self, tmp_path):
        with pytest.raises(Invalid, match="no name"):
            examine_all([("...", b"1")], limit=LIMIT, turns=tmp_path)
