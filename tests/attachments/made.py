"""Files made for tests: plain ones, and those that would harm whoever reads them carelessly."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from openpyxl import Workbook

WIDE = b'<w:p><w:r><w:t xml:space="preserve">a</w:t></w:r></w:p>'


def docx(*paragraphs: str, header: str = "", title: str = "", cell: str = "") -> bytes:
    """A Word document."""
    document, kept = Document(), io.BytesIO()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(kept)
    return kept.getvalue()


def xlsx(*rows: Sequence[Any], title: str = "", header: str = "") -> bytes:
    """A workbook of one sheet."""
    book, kept = Workbook(), io.BytesIO()
    book.properties.title = title
    sheet = book.worksheets[0]
    sheet.oddHeader.center.text = header or None
    for row in rows:
        sheet.append(list(row))
    book.save(kept)
    return kept.getvalue()


def pdf(*pages: str, title: str = "", count: int | None = None, extra: Sequence[bytes] = ()) -> bytes:
    """A PDF of pages with a line of text each; `count` is what it says of their number."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages) if count is None else count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    for number, said in enumerate(pages):
        drawn = zlib.compress(f"BT /F1 12 Tf 72 720 Td ({said}) Tj ET".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return of_objects([*objects, *extra])


def of_objects(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue and the fourth says what it is."""
    kept, places = io.BytesIO(), []
    kept.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(kept.tell())
        kept.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = kept.tell()
    kept.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    kept.writelines(b"%010d 00000 n \n" % place for place in places)
    kept.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return kept.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    """A black picture."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * (width + 1) * height)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def zipped(**parts: bytes | str) -> bytes:
    """A zip of these parts."""
    return _zipped(parts)


def changed(content: bytes, name: str, change: Callable[[bytes], bytes], **more: bytes) -> bytes:
    """A zipped document with one part changed, and further parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return _zipped({**parts, name: change(parts.get(name, b"")), **more})


def _zipped(parts: dict[str, Any]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return kept.getvalue()


def exploding_docx(mebibytes: int) -> bytes:
    """A small Word document whose text is paragraphs without end."""
    many = WIDE * (mebibytes * 1024 * 1024 // len(WIDE))
    return changed(docx("a"), "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + many))


def entities_docx() -> bytes:
    """A Word document whose text is an entity made of entities made of entities."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 8))
    declared = f'<!DOCTYPE d [<!ENTITY e0 "{"x" * 1000}">{levels}]>'.encode()
    return changed(
        docx("here"),
        "word/document.xml",
        lambda xml: xml.replace(b"?>", b"?>" + declared, 1).replace(b"here", b"here &e7;"),
    )


def entity_of_a_file_docx(path: str) -> bytes:
    """A Word document that would say what stands in a file of the machine that reads it."""
    declared = f'<!DOCTYPE d [<!ENTITY f SYSTEM "file://{path}">]>'.encode()
    return changed(
        docx("here"),
        "word/document.xml",
        lambda xml: xml.replace(b"?>", b"?>" + declared, 1).replace(b"here", b"here &f;"),
    )


def tall_xlsx() -> bytes:
    """A workbook of one cell that says it has as many rows and columns as there can be."""
    return changed(
        xlsx(["one"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<dimension ref="A1"', b'<dimension ref="A1:XFD1048576"'),
    )


def linked_xlsx(address: str) -> bytes:
    """A workbook that refers to another one at an address."""
    kept = changed(
        xlsx(["one"]),
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
        ),
        **{
            "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            b'2006/main"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            b'r:id="rId1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/'
            b'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
            b'2006/relationships/externalLinkPath" Target="'
            + address.encode()
            + b'" TargetMode="External"/></Relationships>',
        },
    )
    return changed(
        kept,
        "xl/workbook.xml",
        lambda xml: xml.replace(
            b"</workbook>",
            b'<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships" r:id="rId99"/></externalReferences></workbook>',
        ),
    )


def nested_zip(levels: int) -> bytes:
    """A Word document with a zip in it, with a zip in it, and so on, and zeroes in the last."""
    inner = _zipped({"zeroes.bin": b"\0" * 60_000_000})
    for level in range(levels):
        inner = _zipped({f"{level}-{copy}.zip": inner for copy in range(4)})
    return changed(docx("outside"), "word/embeddings/inner.zip", lambda _: inner)


def cyclic_pdf() -> bytes:
    """A PDF whose pages lead back to themselves."""
    return of_objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
            b"<< /Title (round) >>",
        ]
    )


def looping_pdf() -> bytes:
    """A PDF whose objects lie in a stream that says it lies in itself."""
    inside = b"5 0 2 18 << /Type /Catalog /Pages 2 0 R >>"
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Extends 3 0 R >>\nstream\n%s\nendstream" % (
        len(inside),
        inside,
    )
    return of_objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids 2 0 R /Count 2 0 R >>",
            stream,
            b"<< /Title 4 0 R >>",
        ]
    )
