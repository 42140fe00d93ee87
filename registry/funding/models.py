"""Streams of money behind a tool or an adoption. Never updated: a later row replaces it, and one taken back is kept."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool
from registry.core.db import Key, Model, Moment, Name, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import Visibility


class Purpose(StrEnum):
    """What a stream pays for."""

    TOOL = "tool"
    ADOPTION = "adoption"


class FundingStream(Model):
    """Money that an organisation has for a tool that it answers for, or for its own adoption."""

    __tablename__ = "funding_stream"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name="dates_in_order"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # whose money it is
    purpose: Mapped[Purpose] = mapped_column(enumerated(Purpose))
    name: Mapped[Name]
    funder: Mapped[Name | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)  # in whole units of the currency
    currency: Mapped[str] = mapped_column(String(3), default="GBP")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    released_by_role: Mapped[Name | None]
    stated_on: Mapped[date] = mapped_column(index=True)  # the day the facts were last true
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("funding_stream.id"), unique=True)
    withdrawn_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
