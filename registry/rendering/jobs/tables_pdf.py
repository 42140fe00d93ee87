"""A document of tables as a PDF that screen readers can read (PDF/UA-1). All that people wrote is data, never markup.

Asked with {"title", "day", "intro", "columns", "parts": [{"title", "rows"}], "at_once"}; the first cell of a row names it.
"""

import json
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TRUSTED = True
# What the fonts in the library can show; a document for screen readers may hold nothing else
SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x45F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x20A0, 0x20BF),
    (0x2190, 0x2193),
)
NOT_SHOWN = "[?]"
SAID = "Letters that this document cannot show stand as [?]. The spreadsheet holds them."
TEMPLATE = """
#let asked = json(bytes(sys.inputs.asked))
#set document(title: asked.title, author: "Policing Innovation Registry", date: datetime(
  year: asked.year, month: asked.month, day: asked.dayofmonth))
#set page(paper: "a4", flipped: true, margin: 1.5cm, numbering: "1 / 1")
#set text(lang: "en", region: "gb", size: 9pt, font: ("Libertinus Serif", "New Computer Modern"), hyphenate: true)
#show heading: set block(above: 1.2em, below: 0.6em)
= #asked.title
#for line in asked.intro [#par(line)]
#if asked.tables.len() == 0 [There is nothing on it.]
#for group in asked.tables [
  == #group.title
  #for part in group.parts [
    === #part.title
    #table(
      columns: (1fr,) + (2fr,) * group.columns.len(),
      stroke: 0.5pt + luma(120),
      inset: 4pt,
      table.header([*What is compared*], ..group.columns.map(name => strong(name))),
      ..part.rows.map(row => (strong(row.at(0)), ..row.slice(1).map(cell => [#cell]))).flatten()
    )
  ]
]
"""


def load() -> None:
    """Load what is slow to load."""
    import typst  # noqa: F401


def work(content: bytes) -> Iterator[bytes]:
    """The bytes of the PDF; the same question makes the same bytes."""
    import typst

    asked = json.loads(content)
    plain = json.loads(content, object_hook=_plain)
    asked = plain if plain == asked else {**plain, "intro": [*plain["intro"], SAID]}
    day = datetime.fromisoformat(asked["day"]).replace(tzinfo=UTC)
    said = {
        "title": asked["title"],
        "intro": asked["intro"],
        "year": day.year,
        "month": day.month,
        "dayofmonth": day.day,
        "tables": list(_tables(asked)),
    }
    with tempfile.TemporaryDirectory() as empty:
        source = Path(empty) / "main.typ"
        source.write_text(TEMPLATE)
        yield typst.compile(
            source,
            root=Path(empty),
            sys_inputs={"asked": json.dumps(said, ensure_ascii=False)},
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(day.timestamp()),
        )


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {name: _shown(value) for name, value in found.items()}


def _shown(value: Any) -> Any:
    """Text with what the fonts lack marked; lines stay lines."""
    if isinstance(value, list):
        return [_shown(one) for one in value]
    if not isinstance(value, str):
        return value
    return "".join(letter if letter == "\n" or _known(letter) else NOT_SHOWN for letter in value)


def _known(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cn") and any(
        first <= ord(letter) <= last for first, last in SHOWN
    )


def _tables(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The columns in groups that fit on a page, each with all rows."""
    columns, size = asked["columns"], asked["at_once"]
    for start in range(0, len(columns), size):
        chosen = slice(start + 1, start + 1 + size)
        yield {
            "title": ", ".join(columns[start : start + size]),
            "columns": columns[start : start + size],
            "parts": [
                {"title": part["title"], "rows": [[row[0], *row[chosen]] for row in part["rows"]]}
                for part in asked["parts"]
            ],
        }
