"""Setting a paper as a tagged PDF in the warm process: blocks of plain text in as JSON, a PDF/UA-1 file out.

What people wrote is data and never markup: it reaches the typesetter as JSON, and the layout below is all that it is told.
The same question gives the same bytes.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from registry.rendering.jobs.plain import cleaned, shown

TRUSTED = True
MOST = 40  # different letters that no font can show
UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
LAYOUT = """
#let paper = json(bytes(sys.inputs.paper))
#let day = paper.on.split("-").map(int)
#set document(title: paper.title, author: paper.for, date: datetime(year: day.at(0), month: day.at(1), day: day.at(2)))
#set text(lang: "en", region: "gb", size: 10.5pt)
#set page(paper: "a4", margin: 2.2cm, numbering: "1 / 1")
#set heading(numbering: none)
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.8em, it)
#set table(stroke: 0.5pt + luma(150), inset: 6pt)
#heading(level: 1, paper.title)
#text(size: 12pt, paper.for)
#for block in paper.blocks {
  if block.kind == "head" { heading(level: block.level, block.text) }
  else if block.kind == "text" { par(block.text) }
  else if block.kind == "answer" { par(strong(block.question)); par(block.text) }
  else if block.kind == "list" { list(..block.items) }
  else if block.kind == "table" {
    par(strong(block.text))
    table(
      columns: block.head.len(),
      table.header(..block.head.map(cell => strong(cell))),
      ..block.rows.flatten(),
    )
  }
}
"""


def load() -> None:
    """Load what is slow to load."""
    import typst  # noqa: F401


def work(content: bytes) -> Iterator[bytes]:
    """The whole file. A letter that no font at hand can show stands there by its number."""
    import typst

    asked = json.loads(content)
    also = ""
    while True:
        try:
            yield _set(cleaned(asked, partial(shown, also=also)))
            return
        except typst.TypstError as refusal:
            letter = UNKNOWN.search(str(refusal))
            if letter is None or len(also) >= MOST:
                raise
            also += _letter(letter.group(1))


def _set(asked: dict[str, Any]) -> bytes:
    import typst

    day = datetime.fromisoformat(asked["on"]).replace(tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        layout = Path(folder) / "paper.typ"  # all that it can read
        layout.write_text(LAYOUT)
        return typst.compile(
            layout,
            root=Path(folder),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(asked, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(day.timestamp()),
        )


def _letter(named: str) -> str:
    """The letter that the typesetter names, written out or by its number."""
    number = re.fullmatch(r"\\u\{([0-9a-f]+)\}", named)
    return chr(int(number.group(1), 16)) if number else named[0]
