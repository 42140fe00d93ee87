"""A person's saved searches."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.discovery.forms.saved import SavedSearchForm, SureForm
from registry.discovery.queries import saved as queries
from registry.discovery.queries.alerts import lately
from registry.discovery.queries.webhooks import webhook_of, webhooks_of
from registry.discovery.services import saved as services
from registry.discovery.views.blueprint import bp
from registry.search.forms import arguments, asked
from registry.web.requests import current_actor, members, public


@bp.get("/saved-searches")
@members
def saved_searches() -> ResponseReturnValue:
    """The searches that the reader saved, with how much each finds now."""
    actor = current_actor()
    page = queries.saved_searches(actor, request.args.get("page", type=int))
    news = lately(actor, [item.search.id for item in page.items])
    hooks = webhooks_of([item.search.id for item in page.items])
    return render_template(
        "discovery/saved.html", page=page, news=news, hooks=hooks, arguments=arguments, most=queries.MOST
    )


@bp.route("/saved-searches/new", methods=["GET", "POST"])
@members
def save_search() -> ResponseReturnValue:
    """Give a search a name; what it asks stands in the address."""
    actor, search = current_actor(), queries.fit_to_save(asked(request.args))
    form = SavedSearchForm(data={"name": search.text[: services.LONGEST]})
    if form.carry_out(lambda: services.save_search(actor, search, form.details())):
        flash(_("The search is saved."))
        return redirect(url_for(".saved_searches"))
    words = queries.filter_words(search)
    return render_template("discovery/saved_new.html", form=form, asked=search, words=words), form.status


@bp.route("/saved-searches/<int:search_id>", methods=["GET", "POST"])
@members
def saved_search(search_id: int) -> ResponseReturnValue:
    """One saved search: its name, its mail, its link, its feed and its webhook."""
    actor = current_actor()
    found = queries.saved_search(actor, search_id)
    form = SavedSearchForm(data={"name": found.name, "frequency": found.frequency.value})
    if form.carry_out(lambda: services.change_search(actor, search_id, form.details())):
        flash(_("The saved search is changed."))
        return redirect(url_for(".saved_search", search_id=search_id))
    item = queries.listed(actor, queries.saved_search(actor, search_id))
    news = lately(actor, [search_id]).get(search_id, [])
    hook = webhook_of(actor, search_id)
    link = current_app.config["SETTINGS"].base_url
    page = render_template(
        "discovery/saved_search.html", form=form, item=item, hook=hook, news=news, base=link, arguments=arguments
    )
    return page, form.status


@bp.route("/saved-searches/<int:search_id>/delete", methods=["GET", "POST"])
@members
def delete_search(search_id: int) -> ResponseReturnValue:
    """Delete a saved search, after asking."""
    actor = current_actor()
    found, form = queries.saved_search(actor, search_id), SureForm()
    if form.carry_out(lambda: services.delete_search(actor, search_id)):
        flash(_("The saved search is deleted. Its feed, its link and its webhook no longer work."))
        return redirect(url_for(".saved_searches"))
    return render_template("discovery/saved_delete.html", form=form, search=found), form.status


@bp.post("/saved-searches/<int:search_id>/share")
@members
def share_search(search_id: int) -> ResponseReturnValue:
    """Make a link that shows what is asked, or take it back."""
    shared = request.form.get("to") == "on"
    services.share_search(current_actor(), search_id, shared)
    flash(_("The link works from now on.") if shared else _("The link no longer works."))
    return redirect(url_for(".saved_search", search_id=search_id, _anchor="sharing"))


@bp.get("/shared-searches/<code>")
@public
def shared_search(code: str) -> ResponseReturnValue:
    """What somebody shared: the search, to be made as whoever reads it."""
    found = queries.shared_search(code)
    asks = queries.asked_of(found)
    words = queries.filter_words(asks)
    return render_template("discovery/shared.html", search=found, asked=asks, words=words, arguments=arguments(asks))
