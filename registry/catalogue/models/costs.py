"""Confirmations that what a record says of costs is still true. Rows are only ever added."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Key, Model, Moment


class CostConfirmation(Model):
    """The owner said on a day that the costs in a version still stand; the newest day is projected onto the tool."""

    __tablename__ = "cost_confirmation"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    confirmed_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
