"""A catalogue of measures, so that two claims about one thing can be set side by side."""

from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Key, Model, Name, Prose, Slug


class Measure(Model):
    """A productivity measure with its published definition."""

    __tablename__ = "measure"
    id: Mapped[Key]
    code: Mapped[Slug]
    name: Mapped[Name]
    definition: Mapped[Prose]
    unit: Mapped[Code]
    numerator: Mapped[Address | None]
    denominator: Mapped[Address | None]
    better_when: Mapped[Code]  # higher, lower or neutral
    aggregation: Mapped[Address | None]
    source: Mapped[Address | None]
    source_date: Mapped[Code | None]
    verified: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
