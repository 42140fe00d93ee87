"""Reading measures. They are public: everyone may know how a figure is defined."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.measures.models import Measure, MeasureVersion
from registry.rules.policy import Actor, Permission, require

SIDES = {"higher": "More is better", "lower": "Less is better", "neutral": "Neither way is better by itself"}
AGGREGATIONS = {
    "ratio-of-sums": "Sums above the line over sums below it",
    "weighted-mean": "Mean, weighted by what it is counted over",
    "sum": "Sum",
    "none": "They do not join",
}
LONGEST = 100  # of what is searched for


def measure(code: str, *, locked: bool = False) -> Measure:
    """The measure with this code; `locked` for a command that changes it.

    Raises NotFound for an unknown one.
    """
    statement = select(Measure).where(Measure.code == code)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound("There is no such measure. Check the code against the list of measures.")
    return found


def editable_measure(actor: Actor, code: str) -> Measure:
    """A measure for whoever may define it anew. Raises NotAllowed and NotFound."""
    require(actor, Permission.MEASURE_EDIT)
    return measure(code)


def measures(number: int | None = 1, size: int = SIZE, text: str = "") -> Page[Measure]:
    """A page of measures by name, those that hold every word of a text where there is one."""
    statement = select(Measure).order_by(Measure.name, Measure.id)
    for word in text[:LONGEST].split():
        columns = (Measure.name, Measure.code, Measure.definition, Measure.numerator, Measure.denominator)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return page_of_rows(statement, number, size)


def all_measures() -> Sequence[Measure]:
    """Every measure by name: for choices in a form."""
    return db.session.scalars(select(Measure).order_by(Measure.name, Measure.id)).all()


def versions(measure_id: int) -> Sequence[MeasureVersion]:
    """How a measure was defined, newest first: one statement."""
    statement = select(MeasureVersion).where(MeasureVersion.measure_id == measure_id)
    return db.session.scalars(statement.order_by(MeasureVersion.number.desc())).all()
