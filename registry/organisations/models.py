"""Organisations: their number changes, so each has dates from and to which it is valid."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Key, Model, Moment, Name, Slug, enumerated
from registry.rules.words import OrganisationKind

REGISTRY = "registry"  # the slug of "The registry, from published sources"


class Organisation(Model):
    """A force, regional or national body, supplier or academic institution."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="validity"),
        CheckConstraint("officers_fte IS NULL OR officers_date IS NOT NULL", name="officers_dated"),
        CheckConstraint("population IS NULL OR population_date IS NOT NULL", name="population_dated"),
    )
    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enumerated(OrganisationKind))
    region: Mapped[Code | None] = mapped_column(index=True)
    territorial: Mapped[bool] = mapped_column(default=False)  # a territorial force of England and Wales
    ons_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    officers_fte: Mapped[int | None]
    officers_date: Mapped[date | None]
    officers_source: Mapped[Address | None]
    population: Mapped[int | None]
    population_date: Mapped[date | None]
    population_source: Mapped[Address | None]
    tile_col: Mapped[int | None]
    tile_row: Mapped[int | None]
    tile_code: Mapped[str | None] = mapped_column(String(4))
    valid_from: Mapped[date | None]
    valid_from_basis: Mapped[Address | None]
    valid_to: Mapped[date | None]
    companies_house_number: Mapped[str | None] = mapped_column(String(8), unique=True)  # of a supplier
    mailbox: Mapped[str | None] = mapped_column(String(254))  # the team mailbox that enquiries go to
    link_needs_sign_in: Mapped[Moment | None]  # since when what is due is confirmed by link only once signed in
    synthetic: Mapped[bool] = mapped_column(default=False)


class Succession(Model):
    """One organisation took over from another on a day. One that was entered wrongly is undone, not deleted."""

    __tablename__ = "succession"
    __table_args__ = (
        Index(
            "uq_succession_standing",
            "predecessor_id",
            "successor_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("predecessor_id <> successor_id", name="not_itself"),
    )
    id: Mapped[Key]
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    happened_on: Mapped[date]
    recorded_at: Mapped[Moment | None]  # none: known from the start
    undone_at: Mapped[Moment | None]


class FormerName(Model):
    """What an organisation was called until a day: reports about the time before it use this name."""

    __tablename__ = "former_name"
    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[Name]
    until: Mapped[date]  # the first day of the name that followed
    recorded_at: Mapped[Moment]
    undone_at: Mapped[Moment | None]


class EmailDomain(Model):
    """A policing e-mail domain, with all beneath it; of one organisation where that is known."""

    __tablename__ = "email_domain"
    id: Mapped[Key]
    domain: Mapped[str] = mapped_column(String(200), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
