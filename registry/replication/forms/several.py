"""The form that takes a file of steps, and the reading of that file."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovTextArea
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from registry.replication.forms.fields import When, when
from registry.replication.queries.position import barriers
from registry.replication.services import Assertion, Line
from registry.rules.answers import tidy
from registry.rules.cells import unmarked
from registry.rules.gates import PROOF, Proof
from registry.rules.lifecycles import EXITS, PATH
from registry.rules.words import Direction, Visibility, label
from registry.web.forms import GovForm

MOST = 100  # rows: all are tried in one action, during which nobody else can write on SQLite
LARGEST = 200_000  # characters
PROOFS: dict[str, Proof] = {item.code: item for items in PROOF.values() for item in items}
NEEDED = ("tool", "stage", "date")
COLUMNS = (
    *NEEDED,
    "visibility",
    *PROOFS,
    "barriers",
    "reason",
    "paused_from",
    "replaced_by",
    "already_happened",
)
YES = frozenset({"yes", "true", "1", "y", "x"})
STAGES = {name: stage for stage in (*PATH, *EXITS) for name in (stage.value, label(stage).lower())}
DIRECTIONS = {name: one.value for one in Direction for name in (one.value, label(one).lower())}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # the marks with which such a file begins
TOO_MANY = lazy_gettext("It has more values than there are columns; put text with commas in quotes")
_DAY = re.compile(r"^(?:(?:(\d{1,2})[/. ])?(\d{1,2})[/. ])?(\d{4})$")
_WORDS = re.compile(r"^(?:(\d{1,2})[ -])?([a-z]{3,9})\.?[ -](\d{4})$")
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")


class SeveralForm(GovForm):
    """A file, or rows pasted from a spreadsheet."""

    file = FileField(lazy_gettext("A CSV file"), widget=GovFileInput())
    rows = TextAreaField(
        lazy_gettext("Or paste rows from a spreadsheet, with their heading"),
        widget=GovTextArea(),
        render_kw={"params": {"rows": 8, "spellcheck": False}},
    )

    def validate_rows(self, field: TextAreaField) -> None:
        """Read the file, if there is one, in place of what was pasted; refuse what cannot be a list of steps."""
        if self.file.data:
            field.data = _decoded(self.file.data.read(LARGEST * 4 + 1))
        if not field.data:
            raise ValidationError(_("Choose a file, or paste the rows"))
        if len(field.data) > LARGEST:
            raise ValidationError(_("This is too long: send at most %(most)s rows at once", most=MOST))
        problem = _problem(read(field.data))
        if problem:
            raise ValidationError(problem)

    @property
    def lines(self) -> list[Line]:
        """What the rows say."""
        known = {name.lower(): row.code for row in barriers() for name in (row.code, row.label)}
        rows = read(self.rows.data)
        wide = len(rows[0])
        return [
            Line(number, row.get("tool", ""), None, {"": str(TOO_MANY)})
            if any(rows[number - 1][wide:])
            else _line(number, row, known)
            for number, row in _numbered(rows)
        ]


def read(text: str) -> list[list[str]]:
    """The rows of a text with commas, semicolons or tabs between its columns, the heading first."""
    heading = text.lstrip("\ufeff").split("\n", 1)[0]
    between = max(",;\t", key=heading.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff").replace("\0", "")), delimiter=between)
    try:
        return [[unmarked(value.strip()) for value in row] for row in rows]
    except csv.Error:
        return []


def _decoded(sent: bytes) -> str:
    if sent.startswith(UTF_16):
        return sent.decode("utf-16", errors="replace")
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        return sent.decode("cp1252", errors="replace")  # as spreadsheets on Windows write it


def _heading(row: list[str]) -> list[str]:
    return [name.lower().replace(" ", "_") for name in row]


def _problem(rows: list[list[str]]) -> str:
    heading = _heading(rows[0]) if rows else []
    missing = [name for name in NEEDED if name not in heading]
    unknown = [name for name in heading if name and name not in COLUMNS]
    count = len(list(_numbered(rows)))
    if missing:
        return str(_("The first row must name the columns; it lacks: %(names)s", names=", ".join(missing)))
    if unknown:
        return str(_("There are no columns of this name: %(names)s", names=", ".join(unknown[:5])))
    if len(set(heading)) < len(heading):
        return str(_("A column stands there twice"))
    if not count:
        return str(_("There is no row below the heading"))
    return str(_("%(count)s rows are too many: send at most %(most)s at once", count=count, most=MOST)) * (count > MOST)


def _numbered(rows: list[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty with its number, its values by column."""
    heading = _heading(rows[0]) if rows else []
    for number, row in enumerate(rows[1:], 2):
        if any(row):
            values = {name: tidy(value) for name, value in zip(heading, row, strict=False) if value}
            yield number, values


def _line(number: int, row: dict[str, str], known: dict[str, str]) -> Line:
    wrong: dict[str, str] = {}
    tool, day = row.get("tool", ""), _when(row.get("date", ""))
    stage = _one_of(STAGES, row, "stage", wrong)
    if not tool:
        wrong["tool"] = str(_("Give the name of the tool"))
    if not day:
        wrong["date"] = str(
            _("Give a real date, for example 27/3/2026, 27 March 2026, 2026-03-27, 3/2026, March 2026 or 2026")
        )
    if "stage" not in row:
        wrong["stage"] = str(_("Give the stage"))
    visibility = _one_of({one.value: one for one in Visibility}, row, "visibility", wrong)
    paused_from = _one_of(STAGES, row, "paused_from", wrong)
    named = _barriers(row, known, wrong)
    proof: dict[str, Any] = {code: row[code] for code in PROOFS if code in row}
    if "result" in proof:
        proof["result"] = _one_of(DIRECTIONS, row, "result", wrong)
    if wrong or day is None:
        return Line(number, tool, None, wrong)
    said = Assertion(
        happened_on=day.day,
        precision=day.precision,
        stage=stage,
        proof=proof,
        reason=row.get("reason"),
        barriers=named,
        paused_from=paused_from,
        replaced_by=row.get("replaced_by"),
        already_happened=row.get("already_happened", "").lower() in YES,
        visibility=visibility,
    )
    return Line(number, tool, said)


def _one_of(known: dict[str, Any], row: dict[str, str], column: str, wrong: dict[str, str]) -> Any:
    text = row.get(column, "").lower()
    if text and text not in known:
        names = ", ".join(dict.fromkeys(str(value) for value in known.values()))
        wrong[column] = str(_("Give one of: %(names)s", names=names))
    return known.get(text)


def _barriers(row: dict[str, str], known: dict[str, str], wrong: dict[str, str]) -> tuple[str, ...]:
    parts = [name.strip().lower() for name in row.get("barriers", "").split(";")]
    pieces = [piece.strip() for part in parts for piece in ([part] if part in known else part.split(","))]
    named = [piece for piece in pieces if piece]
    unknown = [name for name in named if name not in known]
    if unknown:
        wrong["barriers"] = str(_("There is no such barrier: %(names)s", names="; ".join(unknown)))
    return tuple(dict.fromkeys(known[name] for name in named if name in known))


def _when(text: str) -> When | None:
    british, iso, words = _DAY.match(text), _ISO.match(text), _WORDS.match(text.lower())
    day, month, year = british.groups() if british else reversed(iso.groups()) if iso else ("", "", "")
    if words:
        named = [str(number) for number, name in enumerate(MONTHS, 1) if name.startswith(words[2])]
        day, month, year = words[1], "".join(named), words[3] if named else ""
    try:
        return when(day or "", month or "", year or "")
    except ValueError:
        return None
