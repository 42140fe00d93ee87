"""Words as the index knows them: folded, cut out of text, and stemmed beside their exact form."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

LONGEST = 60  # a longer run of letters is cut: it is no word
STEM = "~"  # marks a stemmed form, so that both forms live in one field

_UNFOLDED = re.compile(r"[^\x00-@\[-\x7f]+")  # capitals, and all that is not ASCII
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_APOSTROPHE = re.compile(r"['\u2019]")
_stemmer = EnglishStemmer()

_STOP = (
    "a an and are as at be by for from has have how in is it its of on or that the their them they this to was what "
    "when where which who why will with you your do does can any"
)
STOP_WORDS = frozenset(_STOP.split())


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[:1].lower()
    return plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """Lower case without accents; as long as the text itself, so that places in one are places in the other."""
    if text.isascii():
        return text.lower()
    return _UNFOLDED.sub(lambda found: "".join(map(_folded, found.group())), text)


def plain(word: str) -> str:
    """A word found in folded text as it is indexed: no possessive, no apostrophes."""
    if "'" in word or "\u2019" in word:
        word = _APOSTROPHE.sub("", _POSSESSIVE.sub("", word))
    return word[:LONGEST]


def words(text: str) -> list[str]:
    """The words of a text in order."""
    return [plain(found) for found in _WORD.findall(fold(text))]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text with where each begins and ends."""
    for found in _WORD.finditer(fold(text)):
        yield plain(found.group()), found.start(), found.end()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The part that forms of one word share; figures stay as they are."""
    if len(word) < 3 or not word.isalpha():
        return word
    stemmed: str = _stemmer.stem(word)
    return stemmed
