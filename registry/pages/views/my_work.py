"""What waits for the person who is signed in."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.pages.queries.my_work import links
from registry.pages.queries.my_work import my_work as sections_of
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, members


@bp.get("/my-work")
@members
def my_work() -> ResponseReturnValue:
    """A section for each of their roles."""
    actor = current_actor()
    sections = sections_of(actor)
    example = "some" if current_user.member.synthetic else ""  # real records may wait for an invented person
    return render_template("pages/my_work.html", sections=sections, links=links(actor), synthetic=example)
