"""Reading measures. They are public: everyone may know how a figure is defined."""

from collections.abc import Sequence

from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.measures.models import Measure


def measure(code: str) -> Measure:
    """The measure with this code.

    Raises NotFound for an unknown one.
    """
    found = db.session.scalar(select(Measure).where(Measure.code == code))
    if found is None:
        raise NotFound("There is no such measure. Check the code against the list of measures.")
    return found


def measures(number: int | None = 1, size: int = SIZE) -> Page[Measure]:
    """A page of measures by name."""
    return page_of_rows(select(Measure).order_by(Measure.name, Measure.id), number, size)


def all_measures() -> Sequence[Measure]:
    """Every measure by name: for choices in a form."""
    return db.session.scalars(select(Measure).order_by(Measure.name, Measure.id)).all()
