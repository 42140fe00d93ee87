"""The standards library. It is public: everyone may know what tools are held against. A draft is the registrar's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.rules.applies import conditions
from registry.standards.models import Pack, PackMember, Standard, StandardVersion

JUDGED_ON = ("tool", "adoption")


@dataclass(frozen=True)
class Wanted:
    """Which standards the list is to show."""

    pack: str = ""
    kind: str = ""
    judged_on: str = ""
    words: str = ""


def standards(number: int | None = 1, size: int = SIZE, wanted: Wanted | None = None) -> Page[Standard]:
    """A page of standards with their versions and packs, in the order of the library: four statements."""
    found = select(Standard).options(selectinload(Standard.versions), selectinload(Standard.packs))
    found = found.where(*_narrowed(wanted or Wanted()))
    return page_of_rows(found.order_by(Standard.position, Standard.id), number, size)


def standard(code: str) -> Standard:
    """The standard with this code, its packs, its activated versions and their requirements: four statements.

    Raises NotFound for an unknown one.
    """
    whole = selectinload(Standard.versions).selectinload(StandardVersion.requirements)
    found = db.session.scalar(
        select(Standard).where(Standard.code == code).options(whole, selectinload(Standard.packs))
    )
    if found is None:
        raise NotFound("There is no such standard. Check the code against the list of standards.")
    return found


def packs() -> list[tuple[Pack, int]]:
    """The packs in their order, each with how many standards it holds: one statement."""
    counted = (
        select(Pack, func.count(PackMember.standard_id))
        .outerjoin(PackMember, PackMember.pack_id == Pack.id)
        .group_by(Pack.id)
        .order_by(Pack.position, Pack.id)
    )
    return [(pack, number) for pack, number in db.session.execute(counted)]


def kinds() -> Sequence[str]:
    """The kinds of standards that there are: one statement."""
    return db.session.scalars(select(Standard.kind).distinct().order_by(Standard.kind)).all()


def applicability(standard: Standard) -> list[str]:
    """The rules by which it applies, in words; any of them suffices."""
    known = conditions()
    return [known[code]["label"] for code in standard.applies_when if code in known]


def unchanged(version: StandardVersion, former: StandardVersion | None) -> frozenset[str]:
    """The requirements that an earlier version asked for in the same words: their answers still hold."""
    before = {asked.code: asked.text for asked in former.requirements} if former else {}
    return frozenset(asked.code for asked in version.requirements if before.get(asked.code) == asked.text)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    narrowed: list[ColumnElement[bool]] = []
    if wanted.pack:
        in_pack = select(PackMember.standard_id).join(Pack, Pack.id == PackMember.pack_id)
        narrowed.append(Standard.id.in_(in_pack.where(Pack.code == wanted.pack)))
    if wanted.kind:
        narrowed.append(Standard.kind == wanted.kind)
    if wanted.judged_on in JUDGED_ON:
        narrowed.append(Standard.judged_on == wanted.judged_on)
    for word in wanted.words.split()[:8]:
        like = f"%{word.lower().replace('~', '~~').replace('%', '~%').replace('_', '~_')}%"
        narrowed.append(
            or_(
                func.lower(Standard.title).like(like, escape="~"),
                func.lower(Standard.issuer).like(like, escape="~"),
                Standard.code.like(like, escape="~"),
            )
        )
    return [and_(*narrowed)] if narrowed else []
