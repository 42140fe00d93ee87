"""Looking at a file before it is kept: what it is, what it says, and whether it may be here at all.

It may take seconds, and holds no lock: it comes before the action that stores the file.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.attachments.services import kinds
from registry.core.errors import Invalid
from registry.rendering import running as rendering
from registry.rules.answers import tidy
from registry.rules.markings import marking, marking_in_name

TEXT_BYTES = 5 * 1024 * 1024
AT_ONCE = 10
TOGETHER = 40.0  # seconds that the files of one upload may take to read
PASSWORD, CORRUPT, TOO_LARGE, IN_PART, NO_TEXT = "password", "corrupt", "too-large", "in-part", "no-text"


@dataclass(frozen=True)
class Examined:
    """A file that may be kept, with what it says, or why that could not be read."""

    name: str
    media_type: str
    content: bytes
    text: str
    unsearchable: str | None


def examine_all(files: Iterable[tuple[str, bytes]], *, limit: int, turns: Path) -> list[Examined]:
    """Examine the files of one upload: all of them may be kept, or none is.

    Raises Invalid, with the name and the reason of each that may not.
    """
    chosen = [(plain_name(name), content) for name, content in files if name or content]
    if not chosen:
        raise _refused(["Choose a file."])
    if len(chosen) > AT_ONCE:
        raise _refused([f"Choose {AT_ONCE} files at most. You can add more afterwards."])
    names = [name.casefold() for name, _ in chosen]
    wrong = [
        f'Two of the files are called "{name}". Rename one.'
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    found, spent = [], rendering.Stopwatch(TOGETHER)
    for name, content in chosen:
        try:
            if problem := _unfit(name, content, limit):
                raise _refused([problem])
            found.append(_read(name, content, turns, spent))
        except Invalid as refusal:
            wrong.append(refusal.message)
    if wrong:
        raise _refused(wrong)
    return found


def examine(name: str, content: bytes, *, limit: int, turns: Path) -> Examined:
    """Examine one file. Raises Invalid, naming it and the reason, when it may not be kept."""
    return examine_all([(name, content)], limit=limit, turns=turns)[0]


def plain_name(name: str) -> str:
    """The last part of a file's name, of characters that are safe everywhere; its ending is kept."""
    last = re.split(r"[\\/]", tidy(name, lines=False))[-1]
    kept = re.sub(r"[^\w .()&,'+-]", "_", last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:20]}"


def _unfit(name: str, content: bytes, limit: int) -> str:
    """What can be seen without reading the file: cheap, and in this process."""
    if not name:
        return "One of the files has no name. Save it under one and choose it again."
    if problem := kinds.refusal_by_name(name):
        return problem
    if not content:
        return f'"{name}" is empty. Choose another.'
    if len(content) > limit:
        return f'"{name}" is larger than {_size(limit)}. Make it smaller, or give a link to it instead.'
    return kinds.refusal_by_content(name, content) or _marked(name, marking_in_name(name))


def _read(name: str, content: bytes, turns: Path, spent: rendering.Stopwatch) -> Examined:
    """Read what a file says, elsewhere if that is heavy. Raises Invalid for a marked one, or one that lies inside."""
    kind = kinds.kind_of(name)
    if kind in ("txt", "csv"):
        said: dict[str, Any] = {"text": kinds.decoded(content) or ""}
    elif kind == "png":
        said = {"why": NO_TEXT}
    elif kinds.is_locked(content):
        said = {"why": PASSWORD}
    else:
        said = _read_elsewhere(name, kind, content, turns, spent)
        if said.get("why") == CORRUPT and kind != "pdf" and not kinds.begins_as_office(content):
            said["lie"] = "a zipped file of another kind"
    if said.get("lie"):
        raise _refused([kinds.lie(name, said["lie"]) if said["lie"] != "macros" else _with_macros(name, kind)])
    text = tidy(str(said.get("text", "")))
    found = said.get("marking") or marking(text) or marking(str(said.get("about", "")))
    if found:
        raise _refused([_marked(name, found)])
    kept = cut(text)
    why = said.get("why") or (IN_PART if len(kept) < len(text) else NO_TEXT if not kept.strip() else None)
    return Examined(name, kinds.TYPES[kind], content, kept if kept.strip() else "", why)


def _read_elsewhere(name: str, kind: str, content: bytes, turns: Path, spent: rendering.Stopwatch) -> dict[str, Any]:
    """What a process of its own says of the file; what it had said when it was stopped counts as well."""
    try:
        output = spent.spend(lambda: rendering.run(f"text_of_{kind}", content, turns=turns))
        stopped = ""
    except rendering.Busy as busy:
        message = f'"{name}" could not be read now: others are being read. Wait a minute and upload it again.'
        raise _refused([message]) from busy
    except rendering.Failed as failure:
        output, stopped = failure.output, TOO_LARGE if failure.limit else CORRUPT
    return _heard(output, stopped)


def _heard(output: bytes, stopped: str) -> dict[str, Any]:
    """What the lines of a child say together; of one that was stopped, what it had said by then."""
    said: dict[str, Any] = {}
    pieces: list[str] = []
    for line in output.splitlines():
        try:
            said.update(json.loads(line))
        except ValueError:  # the line in which it was stopped
            break
        pieces.append(said.pop("add", ""))
    said["text"] = "".join(pieces)
    if stopped and "lie" not in said:
        said["why"] = IN_PART if said["text"].strip() else said.get("why", stopped)
    return said


def cut(text: str) -> str:
    """As much of a text as is kept."""
    return text.encode()[:TEXT_BYTES].decode("utf-8", "ignore") if len(text) * 4 > TEXT_BYTES else text


def _marked(name: str, found: str) -> str:
    if not found:
        return ""
    return (
        f'"{name}" is marked "{found}". The registry holds OFFICIAL only. Leave the file out, or upload a version '
        "without the sensitive part and its marking. If it should not have left your system, tell your security officer."
    )


def _with_macros(name: str, kind: str) -> str:
    return f'"{name}" holds macros, although its name says {kind}. Save it as {kind} without macros and upload that.'


def _size(limit: int) -> str:
    mebibytes = limit / (1024 * 1024)
    return f"{mebibytes:g} MB" if mebibytes >= 1 else f"{limit // 1024} KB"


def _refused(problems: list[str]) -> Invalid:
    message = "\n".join(problems)  # a line each, for a form that shows them apart
    return Invalid(message, {"file": message})
