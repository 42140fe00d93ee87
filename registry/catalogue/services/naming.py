"""Addresses for records: short, plain and never used twice."""

import re
import unicodedata

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core.db import db

LENGTH = 80
FALLBACK = "tool"
RESERVED = frozenset({"new", "edit"})


def free_slug(name: str) -> str:
    """An address made from a name, with a number behind it where the plain one is taken: one statement."""
    base = slug_of(name)
    taken = set(db.session.scalars(select(Tool.slug).where(Tool.slug.startswith(base, autoescape=True))))
    if base not in taken and base not in RESERVED:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def slug_of(name: str) -> str:
    """Letters without their accents, digits and hyphens; a plain word for a name with nothing of the kind."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LENGTH].strip("-") or FALLBACK
