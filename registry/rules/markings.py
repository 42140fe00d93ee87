"""Markings that may not come into the register.

This is a net, not a proof that nothing sensitive is there. OFFICIAL-SENSITIVE in capitals counts wherever it stands.
SECRET is also a word, so it counts as a marking is written: by itself in a line or a cell, with nothing beside it but
what belongs to markings.
"""

import re

_GAP = r"[ \t\u00a0]?"
_BETWEEN = r"[\s\u00a0:/|\\()\[\]_\-\u2010-\u2015\u2212]{0,5}"


def _spaced(word: str) -> str:
    """The word, also where every letter of it stands apart."""
    return _GAP.join(word)


_SENSITIVE = re.compile(rf"(?<![A-Za-z]){_spaced('OFFICIAL')}{_BETWEEN}{_spaced('SENSITIVE')}(?![A-Za-z])")
_TOLD = re.compile(  # after a word that says that a marking follows, capitals or not
    rf"\b(?:classification|marking|classified(?:\s+as)?|sensitivity)\b[\s:=\-\u2013]{{0,5}}"
    rf"(?:uk\s+)?(official{_BETWEEN}sensitive|top\s+secret|secret)\b(?!\s+(?:service|act)s?\b)",
    re.IGNORECASE,
)
_SECRET = re.compile(rf"(?<![A-Za-z]){_spaced('SECRET')}(?![A-Za-z])")
_CELL = re.compile(r"[\n\r\f\v\t|,;\u2028\u2029]")
_NEAR = 120  # characters: a line longer than this to either side is no marking
_WORDS = re.compile(r"[^\W_]+")
_BESIDE = frozenset(
    _WORDS.findall(
        "UK US NATO HMG HM GOVERNMENT POLICE EYES ONLY TOP STRAP STRAP1 STRAP2 STRAP3 CLASSIFICATION CLASSIFIED PROTECTIVE "
        "SECURITY MARKING MARKED HANDLING INSTRUCTION INSTRUCTIONS COMMERCIAL PERSONAL LOCSEN LOCATOR SENSITIVE LEGAL "
        "RECIPIENTS OPERATIONAL INTELLIGENCE INTERNAL WHEN COMPLETE COMPLETED DRAFT COPY NO VERSION FINAL PAGE OF UNTIL "
        "NOT PROTECTIVELY THIS DOCUMENT FILE IS AUKUS FIVE OFFICIAL NOFORN REL TO"
    )
)


def marking(text: str) -> str:
    """The first marking above OFFICIAL found in a text, as it stands there; nothing when there is none."""
    found = [match for pattern in (_SENSITIVE, _TOLD) if (match := pattern.search(text))]
    if found:
        first = min(found, key=lambda match: match.start())
        return _one_line(first.group(first.lastindex or 0))
    return next((said for match in _SECRET.finditer(text) if (said := _alone(text, match))), "")


def marking_in_name(name: str) -> str:
    """The same for the name of a file, where words are joined in many ways, and small letters count as well."""
    plain = " ".join(_WORDS.findall(name.rpartition(".")[0] or name))
    found = re.search(r"\bofficial ?sensitive\b|\btop ?secret\b", plain, re.IGNORECASE)
    if found:
        return found.group()
    found = re.search(r"^(?:UK )?SECRET\b(?! SERVICE)|(?<!TRADE )\bSECRET$", plain)
    return found.group() if found else ""


def _alone(text: str, match: re.Match[str]) -> str:
    """The marking, if its line or cell holds nothing that does not belong to one."""
    before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
    before, after = _CELL.split(before)[-1], _CELL.split(after)[0]
    if len(before) == _NEAR or len(after) == _NEAR:
        return ""
    beside = _WORDS.findall(f"{before} {after}")
    if any(word.upper() not in _BESIDE and not word.isdigit() for word in beside):
        return ""
    top = re.search(r"TOP\s*$", before)
    return _one_line(f"{top.group() if top else ''}{match.group()}")


def _one_line(said: str) -> str:
    return " ".join(said.split())
