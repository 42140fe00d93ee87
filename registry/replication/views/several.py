"""Recording where a force stands with several tools at once, from a file."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.organisations.models import Organisation
from registry.replication import services
from registry.replication.forms.several import COLUMNS, MOST, SeveralForm
from registry.replication.queries.position import own_or_asked
from registry.replication.services.steps import Place
from registry.replication.views.blueprint import bp
from registry.rules import gates, policy
from registry.rules.lifecycles import EXITS, PATH
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires
from registry.web.sheets import as_csv


@bp.route("/organisations/<slug>/adoptions/several", methods=["GET", "POST"])
@requires(Permission.ADOPTION_RECORD)
def several(slug: str) -> ResponseReturnValue:
    """Show what would come of each row of a file; sent again with `record`, do it and say what was done."""
    organisation = _own(slug)
    form = SeveralForm()
    recorded = "record" in request.form
    act = services.record_several if recorded else services.rehearse
    found = form.carry_out(lambda: act(current_actor(), organisation, form.lines))
    page = render_template(
        "replication/several.html",
        form=form,
        organisation=organisation,
        found=found,
        recorded=recorded,
        most=MOST,
        proof={stage: gates.asked_for(stage) for stage in (*PATH, *EXITS)},
        synthetic=organisation.synthetic,
    )
    return page, form.status


@bp.get("/organisations/<slug>/adoptions/several.csv")
@requires(Permission.ADOPTION_RECORD)
def several_csv(slug: str) -> ResponseReturnValue:
    """An empty file with the heading that such a list needs."""
    _own(slug)
    return as_csv([COLUMNS], "adoptions")


def _own(slug: str) -> Organisation:
    """The organisation, for those who may record there."""
    actor = current_actor()
    organisation = own_or_asked(actor, slug)
    policy.require(actor, Permission.ADOPTION_RECORD, Place(0, organisation.id))
    return organisation
