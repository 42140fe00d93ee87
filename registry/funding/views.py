"""The addresses of funding, and of what ends soon."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from registry.core import clock
from registry.funding import services
from registry.funding.charts import cliff_bars
from registry.funding.forms import ReleaseFundingForm, TakeBackForm, funding_form
from registry.funding.queries import cliffs as ending
from registry.funding.queries import streams as reading
from registry.rendering.made import workbook
from registry.rules.policy import Permission
from registry.rules.words import Visibility
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public, requires
from registry.web.sheets import XLSX, as_csv, as_file

bp = Blueprint("funding", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/funding")
@public
def cliffs() -> ResponseReturnValue:
    """Money and contracts that end soon, with what depends on them."""
    filters, today = _filters(), clock.today()
    found = ending.cliffs(current_actor(), filters, request.args.get("page", type=int))
    wide, narrow = (cliff_bars(found.page.items, today, filters.until, width) for width in (700, 320))
    return render_template(
        "funding/cliffs.html", found=found, choices=ending.MONTHS, wide=wide, narrow=narrow, synthetic=filters.example
    )


@bp.get("/funding.csv")
@public
def cliffs_csv() -> ResponseReturnValue:
    """The same as a file."""
    return as_csv(ending.cliff_rows(current_actor(), _filters()), "money-that-ends")


@bp.get("/funding.xlsx")
@public
def cliffs_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    rows = ending.cliff_rows(current_actor(), _filters())
    return as_file(workbook(rows, "Money that ends", clock.today(), rendering_folder()), "money-that-ends.xlsx", XLSX)


@bp.get("/tools/<slug>/funding")
@public
def show(slug: str) -> ResponseReturnValue:
    """The money behind a tool that the reader may see."""
    page = reading.streams_page(current_actor(), slug)
    return render_template("funding/show.html", page=page, old=reading.old, synthetic=page.tool.synthetic)


@bp.route("/tools/<slug>/funding/new", methods=["GET", "POST"])
@requires(Permission.FUNDING_RECORD)
def record(slug: str) -> ResponseReturnValue:
    """Say what pays for one's own use, or for the tool that one answers for."""
    return _record(slug, None)


@bp.route("/tools/<slug>/funding/<int:stream_id>", methods=["GET", "POST"])
@requires(Permission.FUNDING_RECORD)
def change(slug: str, stream_id: int) -> ResponseReturnValue:
    """Correct it, or say that it still stands."""
    return _record(slug, stream_id)


@bp.route("/tools/<slug>/funding/<int:stream_id>/release", methods=["GET", "POST"])
@requires(Permission.FUNDING_RELEASE)
def release(slug: str, stream_id: int) -> ResponseReturnValue:
    """Say who may see it."""
    actor = current_actor()
    row = reading.stream_to(Permission.FUNDING_RELEASE, actor, slug, stream_id)
    form = ReleaseFundingForm(data={"visibility": row.visibility.value})
    role = form.role.data or ""
    if form.carry_out(lambda: services.release(actor, slug, stream_id, form.chosen(), role)):
        flash(_("It is noted who may see the funding."))
        return redirect(url_for(".show", slug=slug))
    return render_template("funding/release.html", form=form, row=row, synthetic=row.synthetic), form.status


@bp.route("/tools/<slug>/funding/<int:stream_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FUNDING_RECORD)
def withdraw(slug: str, stream_id: int) -> ResponseReturnValue:
    """Take it back, after being asked."""
    actor = current_actor()
    row = reading.stream_to(Permission.FUNDING_RECORD, actor, slug, stream_id)
    form = TakeBackForm()
    if form.carry_out(lambda: services.take_back(actor, slug, stream_id)):
        flash(_("The funding is taken back. Nobody is shown it any more."))
        return redirect(url_for(".show", slug=slug))
    return render_template("funding/withdraw.html", form=form, row=row, synthetic=row.synthetic)


def _record(slug: str, stream_id: int | None) -> ResponseReturnValue:
    actor = current_actor()
    choices = reading.choices(actor, slug, stream_id)
    form = funding_form(choices)
    row = form.carry_out(lambda: services.record(actor, slug, form.details(choices), stream_id))
    if row:
        hidden = row.visibility is not Visibility.PUBLIC
        flash(
            _("The funding is saved. Policing alone sees it until it is released.")
            if hidden
            else _("This funding was recorded already, and everyone sees it.")
        )
        return redirect(url_for(".show", slug=slug))
    page = render_template("funding/form.html", form=form, choices=choices, synthetic=choices.tool.synthetic)
    return page, form.status


def _filters() -> ending.Filters:
    member = current_user.member
    return ending.filters_from(request.args.to_dict(), example=bool(member and member.synthetic))
