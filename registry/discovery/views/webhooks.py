"""The webhook of a saved search: where it leads, whether it works, and what was sent."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import Settings
from registry.core import clock
from registry.discovery.forms.saved import SureForm
from registry.discovery.forms.webhooks import WebhookForm
from registry.discovery.models import Webhook
from registry.discovery.queries import webhooks as queries
from registry.discovery.queries.saved import saved_search
from registry.discovery.services import webhooks as services
from registry.discovery.views.blueprint import bp
from registry.web.requests import current_actor, members
from registry.web.webhooks import secret_of

FRESH = timedelta(minutes=10)  # a form sent twice shows its secret twice


@bp.route("/saved-searches/<int:search_id>/webhook", methods=["GET", "POST"])
@members
def webhook(search_id: int) -> ResponseReturnValue:
    """Where the news of a saved search is sent, and the log of it. For a while after it was made, saving shows the secret."""
    actor = current_actor()
    search, found = saved_search(actor, search_id), queries.webhook_of(actor, search_id)
    form = WebhookForm(data={"address": found.address if found else ""})
    networks = _settings().webhook_networks
    kept = form.carry_out(lambda: services.set_webhook(actor, search_id, form.address.data or "", networks))
    if kept and clock.now() - kept.made_at < FRESH and not queries.log_of(kept, 1).total:
        return _with_secret(search_id, kept)
    if kept:
        off = kept.stopped_at is not None
        flash(
            _("The address is saved. The webhook is stopped.")
            if off
            else _("The address is saved. What waits is sent there.")
        )
        return _back(search_id)
    log = queries.log_of(found, request.args.get("page", type=int)) if found else None
    page = render_template("discovery/webhook.html", form=form, search=search, hook=found, log=log, now=clock.now())
    return page, form.status


@bp.route("/saved-searches/<int:search_id>/webhook/secret", methods=["GET", "POST"])
@members
def renew_secret(search_id: int) -> ResponseReturnValue:
    """Make another secret, after asking, and show it once."""
    actor = current_actor()
    queries.own_webhook(actor, search_id)
    form = SureForm()
    renewed = form.carry_out(lambda: services.renew_secret(actor, search_id))
    if renewed:
        return _with_secret(search_id, renewed)
    search = saved_search(actor, search_id)
    return render_template("discovery/webhook_renew.html", form=form, search=search), form.status


@bp.route("/saved-searches/<int:search_id>/webhook/delete", methods=["GET", "POST"])
@members
def delete_webhook(search_id: int) -> ResponseReturnValue:
    """Delete it with its log, after asking."""
    actor = current_actor()
    queries.own_webhook(actor, search_id)
    form = SureForm()
    if form.carry_out(lambda: services.delete_webhook(actor, search_id)):
        flash(_("The webhook is deleted."))
        return redirect(url_for(".saved_search", search_id=search_id, _anchor="webhook"))
    search = saved_search(actor, search_id)
    return render_template("discovery/webhook_delete.html", form=form, search=search), form.status


@bp.post("/saved-searches/<int:search_id>/webhook/switch")
@members
def switch_webhook(search_id: int) -> ResponseReturnValue:
    """Stop it, or start it again."""
    on = request.form.get("to") == "on"
    services.switch_webhook(current_actor(), search_id, on)
    flash(
        _("The webhook is on. What waited is sent, and what came up meanwhile is told.") if on else _("It is stopped.")
    )
    return _back(search_id)


@bp.post("/saved-searches/<int:search_id>/webhook/trial")
@members
def send_trial(search_id: int) -> ResponseReturnValue:
    """Send a trial message."""
    services.send_trial(current_actor(), search_id)
    flash(_("A trial message is on its way. Reload this page in a moment: the log says what came of it."))
    return _back(search_id)


@bp.post("/saved-searches/<int:search_id>/webhook/log/<int:delivery_id>/again")
@members
def send_again(search_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send a message of the log once more."""
    services.send_again(current_actor(), search_id, delivery_id)
    flash(_("The message is on its way again. Reload this page in a moment: the log says what came of it."))
    return _back(search_id)


def _with_secret(search_id: int, hook: Webhook) -> ResponseReturnValue:
    search = saved_search(current_actor(), search_id)
    secret = secret_of(hook.salt, _settings().secret_key)
    return render_template("discovery/webhook_secret.html", search=search, secret=secret)


def _back(search_id: int) -> ResponseReturnValue:
    return redirect(url_for(".webhook", search_id=search_id))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
