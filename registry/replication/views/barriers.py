"""Barriers: what stands in the way at one's own force, how often each is named, and who got past which, and how."""

import re
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from registry.replication import services
from registry.replication.charts import barriers as charts
from registry.replication.forms import OpenBarrierForm, OwnerForm, ResolveForm, day_of
from registry.replication.models import BarrierMet
from registry.replication.queries.barriers import met as queries
from registry.replication.queries.barriers.report import Report, report, report_lines
from registry.replication.queries.barriers.rows import Filters
from registry.replication.queries.position import barriers as coded
from registry.replication.queries.position import position
from registry.replication.services.steps import Place
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires
from registry.web.sheets import as_csv

YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@bp.get("/barriers")
@public
def barriers() -> ResponseReturnValue:
    """How often each is named, of what the reader may read."""
    filters = _filters()
    found = report(current_actor(), filters)
    typed = request.args.get("year", "").strip()[:20]
    return render_template(
        "replication/barriers.html",
        report=found,
        drawn=_drawn(found),
        year=typed,
        unreadable=bool(typed) and filters.year is None,
        synthetic=filters.example,
    )


@bp.get("/barriers.csv")
@public
def barriers_csv() -> ResponseReturnValue:
    """The rows behind the counts."""
    return as_csv(report_lines(current_actor(), _filters()), "barriers")


@bp.get("/barriers/<code>")
@public
def barrier(code: str) -> ResponseReturnValue:
    """Who got past one barrier, and how."""
    filters = _filters()
    found = queries.past_barrier(current_actor(), code, filters.example, _asked())
    return render_template("replication/barrier.html", found=found, synthetic=filters.example)


@bp.get("/tools/<slug>/barriers")
@public
def tool_barriers(slug: str) -> ResponseReturnValue:
    """Who got past which barrier with one tool, and how."""
    found = queries.past_with_tool(current_actor(), slug, _asked())
    return render_template("replication/barrier.html", found=found, synthetic=bool(found.tool and found.tool.synthetic))


@bp.route("/tools/<slug>/adoption/barriers/open", methods=["GET", "POST"])
@requires(Permission.BARRIER_OPEN)
def open_barrier(slug: str) -> ResponseReturnValue:
    """Name what stands in the way."""
    actor = current_actor()
    place = position(actor, slug, request.args.get("organisation"))
    policy.require(actor, Permission.BARRIER_OPEN, Place(place.tool.id, place.organisation.id))
    form = OpenBarrierForm().choose(coded(), queries.owners(place.organisation.synthetic))
    act = lambda: services.open_barrier(actor, place.tool.id, place.organisation.id, form.details())  # noqa: E731
    if form.carry_out(act) is None:
        return render_template(
            "replication/barrier_open.html", form=form, place=place, synthetic=place.example
        ), form.status
    flash(_("It is recorded what stands in the way."))
    return redirect(url_for("replication.record", slug=slug, organisation=place.organisation.slug))


@bp.route("/barriers/met/<int:met_id>/assign", methods=["GET", "POST"])
@requires(Permission.BARRIER_ASSIGN)
def assign_barrier(met_id: int) -> ResponseReturnValue:
    """Say who sees to it."""
    met = _met(met_id, Permission.BARRIER_ASSIGN)
    form = OwnerForm(owner=met.owner.slug if met.owner else "", owner_role=met.owner_role).offer(
        queries.owners(met.organisation.synthetic)
    )
    given = (met_id, form.owner.data or "", form.owner_role.data or "")
    if form.carry_out(lambda: services.assign_barrier(current_actor(), *given)) is None:
        return render_template(
            "replication/barrier_assign.html", form=form, met=met, synthetic=met.synthetic
        ), form.status
    return _back(met, _("It is recorded who sees to it."))


@bp.route("/barriers/met/<int:met_id>/resolve", methods=["GET", "POST"])
@requires(Permission.BARRIER_RESOLVE)
def resolve_barrier(met_id: int) -> ResponseReturnValue:
    """Say how it was got past."""
    met = _met(met_id, Permission.BARRIER_RESOLVE)
    form = ResolveForm()
    given = (met_id, day_of(form.resolved_on), form.how.data or "")
    if form.carry_out(lambda: services.resolve_barrier(current_actor(), *given)) is None:
        return render_template(
            "replication/barrier_resolve.html", form=form, met=met, synthetic=met.synthetic
        ), form.status
    return _back(met, _("It is recorded how you got past it."))


def _drawn(found: Report) -> dict[str, Any]:
    """Each picture twice: wide, and for a narrow screen."""
    parts: dict[str, Sequence[charts.Counted]] = {
        "barrier": found.barriers,
        "category": found.by_category,
        "region": found.by_region,
    }
    return {
        **{name: (charts.bars(rows, 700), charts.bars(rows, 320)) for name, rows in parts.items()},
        "years": (charts.over_time(found, 700, 3), charts.over_time(found, 320, 1)),
    }


def _met(met_id: int, permission: Permission) -> BarrierMet:
    found = queries.met(current_actor(), met_id)
    policy.require(current_actor(), permission, found)
    return found


def _back(met: BarrierMet, text: str) -> ResponseReturnValue:
    flash(text)
    return redirect(url_for("replication.record", slug=met.tool.slug, organisation=met.organisation.slug))


def _asked() -> queries.Asked:
    return queries.Asked(request.args.get("page", type=int), request.args.get("before", type=int))


def _filters() -> Filters:
    member, given = current_user.member, request.args
    year = given.get("year", "").strip()
    return Filters(
        barrier="",
        category=given.get("category", "")[:60],
        region=given.get("region", "")[:60],
        year=int(year) if YEAR.fullmatch(year) else None,
        example=bool(member and member.synthetic),
    )
