"""Needs: problems posted without a tool."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.discovery.forms.needs import LinkForm, NeedForm
from registry.discovery.forms.saved import SureForm
from registry.discovery.queries import gaps as unmet
from registry.discovery.queries import needs as queries
from registry.discovery.services import needs as services
from registry.discovery.views.blueprint import bp
from registry.rules.policy import Permission, require
from registry.web.requests import current_actor, public, requires


@bp.get("/needs")
@public
def needs() -> ResponseReturnValue:
    """Problems that forces have and know no tool for, as far as the reader may know of them."""
    actor, asked = current_actor(), {name: request.args.get(name, "")[:120] for name in ("problem", "region", "state")}
    number = request.args.get("page", type=int)
    page = queries.needs(actor, number, problem=asked["problem"], region=asked["region"], state=asked["state"])
    examples = any(item.need.synthetic for item in page.items)
    return render_template(
        "discovery/needs.html",
        page=page,
        asked=asked,
        problems=queries.problem_labels(),
        posts=bool(queries.may_post_for(actor)),
        synthetic="some" if examples else False,
    )


@bp.route("/needs/new", methods=["GET", "POST"])
@requires(Permission.NEED_POST)
def post_need() -> ResponseReturnValue:
    """Post a problem; a search that found nothing leads here with its words."""
    actor = current_actor()
    places = queries.may_post_for(actor)
    require(actor, Permission.NEED_POST, places[0] if places else None)
    begun = {"title": request.args.get("title", "")[:120], "problems": request.args.getlist("problem")[:5]}
    form = NeedForm(data=begun).offer(places, queries.problem_labels())
    posted = form.carry_out(lambda: services.post_need(actor, form.details()))
    if posted is None:
        return render_template("discovery/need_new.html", form=form), form.status
    flash(_("The need is posted. What may answer it is listed below."))
    return redirect(url_for(".need", need_id=posted.id))


@bp.get("/needs/<int:need_id>")
@public
def need(need_id: int) -> ResponseReturnValue:
    """One need, who has it too, and the tools that may answer it."""
    actor = current_actor()
    found = queries.need(actor, need_id)
    places = [one for one in queries.may_post_for(actor) if one.id != found.organisation.id]
    return render_template("discovery/need.html", found=found, places=places, synthetic=found.need.synthetic)


@bp.post("/needs/<int:need_id>/support")
@requires(Permission.NEED_SUPPORT)
def support_need(need_id: int) -> ResponseReturnValue:
    """We have this too, or no longer."""
    has = request.form.get("to") != "off"
    place = request.form.get("organisation", type=int) or 0
    services.support_need(current_actor(), need_id, place, has)
    flash(_("It is noted that you have this too.") if has else _("It is noted that you no longer have this."))
    return redirect(url_for(".need", need_id=need_id))


@bp.route("/needs/<int:need_id>/link", methods=["GET", "POST"])
@requires(Permission.NEED_LINK)
def link_need(need_id: int) -> ResponseReturnValue:
    """Name a tool that may answer it."""
    return _with_tool(need_id, Permission.NEED_LINK, "link", _("The tool is named."))


@bp.route("/needs/<int:need_id>/meet", methods=["GET", "POST"])
@requires(Permission.NEED_MEET)
def meet_need(need_id: int) -> ResponseReturnValue:
    """Settle it as met."""
    return _with_tool(need_id, Permission.NEED_MEET, "meet", _("The need is met."))


@bp.route("/needs/<int:need_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.NEED_WITHDRAW)
def withdraw_need(need_id: int) -> ResponseReturnValue:
    """Take it off the lists, after asking."""
    actor, form = current_actor(), SureForm()
    found = queries.need(actor, need_id)
    require(actor, Permission.NEED_WITHDRAW, found.need)
    if form.carry_out(lambda: services.withdraw_need(actor, need_id)):
        flash(_("The need is withdrawn."))
        return redirect(url_for(".needs"))
    return render_template("discovery/need_withdraw.html", form=form, found=found), form.status


@bp.get("/needs/unmet")
@requires(Permission.NEED_GAPS)
def unmet_needs() -> ResponseReturnValue:
    """Open needs that nothing on the register answers, by problem and region."""
    found = unmet.gaps(current_actor())
    examples = any(gap.synthetic for gap in found.needs)
    return render_template("discovery/unmet.html", found=found, synthetic="some" if examples else False)


def _with_tool(need_id: int, permission: Permission, verb: str, done: str) -> ResponseReturnValue:
    actor = current_actor()
    found = queries.need(actor, need_id)
    require(actor, permission, found.need)
    form = LinkForm()
    act = services.meet_need if verb == "meet" else services.link_need
    if form.carry_out(partial(lambda: act(actor, need_id, form.tool.data or ""))):
        flash(done)
        return redirect(url_for(".need", need_id=need_id))
    return render_template(
        "discovery/need_tool.html", form=form, found=queries.need(actor, need_id), verb=verb
    ), form.status
