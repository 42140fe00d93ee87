"""Passwords: hashed with argon2id, refused when short or obvious."""

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.core.errors import Invalid

SHORTEST, LONGEST = 12, 200
OBVIOUS = (
    "password", "passw0rd", "qwerty", "qwertyuiop", "asdfghjkl", "letmein", "welcome", "administrator", "admin",
    "changeme", "iloveyou", "monkey", "dragon", "football", "liverpool", "arsenal", "chelsea", "sunshine", "princess",
    "police", "policing", "constable", "sergeant", "inspector", "registry", "innovation", "england", "britain",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "spring", "summer", "autumn", "winter", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "secret", "trustno", "correcthorsebatterystaple", "abcdefghijkl", "abc",
)  # fmt: skip
SEQUENCES = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # 19 MiB: many may sign in at once
NOBODY = (  # of a secret that nobody kept: who has no password takes as long to refuse
    "$argon2id$v=19$m=19456,t=2,p=1$Rl111kNHM2jdiHDFLOasjA$x/5r5CivIjg2lJe5N/Tf7mTUSLvzQ+col7JlhkYWxAg"
)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; without a stored one the same work is done, so that time tells nothing."""
    try:
        return _hasher.verify(stored if stored and stored.startswith("$argon2") else NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False


def acceptable(password: str, *about_them: str, field: str = "password") -> str:
    """The password itself.

    Raises Invalid when it is too short, too long, among the obvious, or made of the person's name or address.
    """
    if len(password) < SHORTEST:
        raise Invalid("Choose another password.", {field: f"Use {SHORTEST} characters or more. Three words will do."})
    if len(password) > LONGEST:
        raise Invalid("Choose another password.", {field: f"Use {LONGEST} characters or fewer."})
    if _obvious(password, about_them):
        raise Invalid(
            "Choose another password.",
            {field: "This password is easy to guess. Use three words that have nothing to do with each other."},
        )
    return password


def _obvious(password: str, about_them: tuple[str, ...]) -> bool:
    plain = password.lower()
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    words = re.sub(r"[^a-z]+", "", core.translate(str.maketrans("013457@$", "oieastas")))
    theirs = {part for text in about_them for part in re.split(r"[^a-z]+", text.lower()) if len(part) > 2}
    rest = words
    for word in sorted({*OBVIOUS, *theirs}, key=len, reverse=True):
        rest = rest.replace(word, "")
    letters_are_obvious = bool(words) and not rest
    return len(set(plain)) < 5 or letters_are_obvious or any(_run(plain, line) for line in SEQUENCES)


def _run(plain: str, line: str) -> bool:
    """Whether most of it is one stretch of a line that fingers know."""
    size = max(6, len(plain) - 4)
    return any(plain[start : start + size] in line for start in range(len(plain) - size + 1))
