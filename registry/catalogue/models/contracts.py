"""Contracts behind a tool, and what the suppliers that they name say of the record."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models.record import Tool
from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import ReplyKind, Visibility


class Contract(Model):
    """What an organisation bought from a supplier, how, and until when. Never updated: a later row replaces it."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name="dates_in_order"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # whose contract it is
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    route: Mapped[Code | None]  # of procurement, a term of the vocabulary procurement-route
    framework: Mapped[Name | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    reference: Mapped[Name | None]
    notice_url: Mapped[Address | None]  # of the published award
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    released_by_role: Mapped[Name | None]
    stated_on: Mapped[date]  # the day the facts were last true
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"), unique=True)
    withdrawn_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    supplier: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[supplier_id])
    parties: Mapped[list["ContractParty"]] = relationship(lazy="raise")

    @property
    def sharing(self) -> list[Organisation]:
        """The other organisations that it concerns, by name."""
        return sorted((party.organisation for party in self.parties), key=lambda one: one.name)


class ContractParty(Model):
    """Another organisation that may use a contract."""

    __tablename__ = "contract_party"
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SupplierReply(Model):
    """A named supplier corrects a fact, which the owner takes over or not, or has a reply shown beside the record."""

    __tablename__ = "supplier_reply"
    __table_args__ = (CheckConstraint("accepted IS NULL OR answered_at IS NOT NULL", name="answered_when"),)
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # the supplier
    kind: Mapped[ReplyKind] = mapped_column(enumerated(ReplyKind))
    question: Mapped[Code | None]  # the answer that a correction is about
    words: Mapped[Prose]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted: Mapped[bool | None]
    answer: Mapped[Prose | None]
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise")
