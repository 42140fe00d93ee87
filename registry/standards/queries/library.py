"""The standards library. It is public: everyone may know what tools are held against."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.standards.models import Standard, StandardVersion


def standards(number: int | None = 1, size: int = SIZE) -> Page[Standard]:
    """A page of standards in the order of the library: two statements."""
    return page_of_rows(select(Standard).order_by(Standard.position, Standard.id), number, size)


def standard(code: str) -> Standard:
    """The standard with this code, its versions and their requirements: three statements.

    Raises NotFound for an unknown one.
    """
    whole = selectinload(Standard.versions).selectinload(StandardVersion.requirements)
    found = db.session.scalar(select(Standard).where(Standard.code == code).options(whole))
    if found is None:
        raise NotFound("There is no such standard. Check the code against the list of standards.")
    return found
