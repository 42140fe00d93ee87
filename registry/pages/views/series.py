"""Before and after at one site: the series of a study, its form and its file."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.evidence.queries import changeable_item
from registry.evidence.queries.series import one_series
from registry.evidence.services import series as services
from registry.measures.queries import all_measures
from registry.pages.forms.series import SeriesForm
from registry.pages.queries import series as queries
from registry.pages.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.elsewhere import rendering_folder
from registry.web.forms import GovForm
from registry.web.requests import current_actor, public, requires
from registry.web.sheets import as_csv

BASE = "/tools/<slug>/evidence/<int:evidence_id>/series"


@bp.get(BASE)
@public
def series(slug: str, evidence_id: int) -> ResponseReturnValue:
    """What each measure did before and after the tool went live."""
    page = queries.series_page(current_actor(), slug, evidence_id, rendering_folder())
    form = GovForm()
    return render_template("pages/series.html", page=page, tool=page.tool, form=form, synthetic=page.item.synthetic)


@bp.route(f"{BASE}/new", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD)
def add_series(slug: str, evidence_id: int) -> ResponseReturnValue:
    """A measure over time, tried out first if wished."""
    actor = current_actor()
    tool, item = changeable_item(actor, slug, evidence_id)
    form, measures = SeriesForm(), all_measures()
    form.offer_measures(measures)
    tried = services.try_series(form.details(), measures) if form.is_submitted() else None
    checking = tried is not None and "check" in request.form and form.validate_on_submit()
    if tried is not None and (checking or not tried.fits):
        form.report(tried)
    elif form.carry_out(lambda: services.add_series(actor, slug, evidence_id, form.details())):
        flash(_("The series is stored."))
        return redirect(url_for(".series", slug=slug, evidence_id=evidence_id))
    page = {"form": form, "tool": tool, "item": item, "tried": tried, "synthetic": item.synthetic}
    return render_template("pages/series_new.html", **page, named=queries.named), form.status


@bp.post(f"{BASE}/<int:series_id>/withdraw")
@requires(Permission.EVIDENCE_ADD)
def withdraw_series(slug: str, evidence_id: int, series_id: int) -> ResponseReturnValue:
    """Take a series back."""
    GovForm().carry_out(lambda: services.take_back_series(current_actor(), slug, evidence_id, series_id))
    flash(_("The series is taken back. It no longer shows."))
    return redirect(url_for(".series", slug=slug, evidence_id=evidence_id))


@bp.get(f"{BASE}/<int:series_id>.csv")
@public
def series_csv(slug: str, evidence_id: int, series_id: int) -> ResponseReturnValue:
    """The values as a file."""
    _item, row = one_series(current_actor(), slug, evidence_id, series_id)
    return as_csv(queries.series_lines(row), f"series-{series_id}")
