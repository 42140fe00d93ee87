"""Feeds of searches in Atom, and the link that stops mail about them."""

import re

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.discovery.queries import feeds
from registry.discovery.queries.feeds import Feed
from registry.discovery.queries.saved import digest_of, fit_to_save, saved_search
from registry.discovery.services import saved as services
from registry.discovery.services import unsubscribing
from registry.discovery.views.blueprint import bp
from registry.search.forms import arguments, asked
from registry.web.forms import csrf
from registry.web.headers import let_keep
from registry.web.requests import current_actor, members, public

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold
ATOM = "application/atom+xml; charset=utf-8"


@bp.get("/search/feed")
@public
def public_feed() -> ResponseReturnValue:
    """The newest tools of a search as a visitor finds them, also for those who are signed in."""
    search = fit_to_save(asked(request.args))
    address = url_for(".public_feed", **arguments(search))
    return let_keep(_atom(feeds.public_feed(search), f"search-{digest_of(search)[:32]}", address))


@bp.get("/saved-searches/<int:search_id>/feed")
@public
def private_feed(search_id: int) -> ResponseReturnValue:
    """The newest tools of a saved search as its owner may see them now, for whoever holds its token."""
    key = request.args.get("key", "")
    address = url_for(".private_feed", search_id=search_id, key=key)
    answer = _atom(feeds.private_feed(search_id, key), f"saved-search-{search_id}", address)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.post("/saved-searches/<int:search_id>/feed/open")
@members
def open_feed(search_id: int) -> ResponseReturnValue:
    """Make the address of a feed, and show it once."""
    actor = current_actor()
    token = services.open_feed(actor, search_id)
    link = current_app.config["SETTINGS"].base_url + url_for(".private_feed", search_id=search_id, key=token)
    return render_template("discovery/feed_opened.html", search=saved_search(actor, search_id), link=link)


@bp.post("/saved-searches/<int:search_id>/feed/close")
@members
def close_feed(search_id: int) -> ResponseReturnValue:
    """End a feed."""
    services.close_feed(current_actor(), search_id)
    flash(_("The feed is closed. Its address no longer works."))
    return redirect(url_for(".saved_search", search_id=search_id, _anchor="feed"))


@bp.route("/unsubscribe", methods=["GET", "POST"])
@csrf.exempt
@public
def unsubscribe() -> ResponseReturnValue:
    """Where the link in a mail leads: GET asks, POST stops it, also when a mail program sends it (RFC 8058)."""
    key, secret = request.args.get("key", ""), current_app.config["SETTINGS"].secret_key
    _person, frequency = unsubscribing.read_key(key, secret)
    done = request.method == "POST"
    if done:
        unsubscribing.unsubscribe(key, secret)
    return render_template("discovery/unsubscribe.html", frequency=frequency, done=done)


def _atom(feed: Feed, code: str, address: str) -> Response:
    base = current_app.config["SETTINGS"].base_url
    body = render_template(
        "discovery/feed.xml", feed=feed, code=code, base=base, address=base + address, search=arguments(feed.asked)
    )
    return Response(NOT_XML.sub("", body), content_type=ATOM)
