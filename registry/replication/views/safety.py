"""Safety notices: issuing, reading, acknowledging, lifting."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.queries.tools import tool as readable_tool
from registry.replication import services
from registry.replication.forms import IssueForm, LiftForm
from registry.replication.queries import safety as queries
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires


@bp.get("/tools/<slug>/safety-notices")
@public
def safety_notices(slug: str) -> ResponseReturnValue:
    """The notices on a tool, those that hold first."""
    found = queries.notices_on(current_actor(), slug)
    return render_template("replication/safety_notices.html", found=found, synthetic=found.tool.synthetic)


@bp.route("/tools/<slug>/safety-notices/issue", methods=["GET", "POST"])
@requires(Permission.SAFETY_NOTICE_ISSUE)
def issue_notice(slug: str) -> ResponseReturnValue:
    """Warn every adopter."""
    actor, tool = current_actor(), readable_tool(current_actor(), slug)
    policy.require(actor, Permission.SAFETY_NOTICE_ISSUE, tool)
    form = IssueForm()
    notice = form.carry_out(lambda: services.issue_notice(actor, slug, form.words.data or "", form.chosen))
    if notice is None:
        return render_template(
            "replication/safety_issue.html", form=form, tool=tool, synthetic=tool.synthetic
        ), form.status
    flash(_("The notice is issued. Every force that uses it is told."))
    return redirect(url_for("replication.safety_notice", notice_id=notice.id))


@bp.get("/safety-notices/<int:notice_id>")
@public
def safety_notice(notice_id: int) -> ResponseReturnValue:
    """One notice, who has acknowledged it for those who follow that up, and the button for those who may."""
    page = queries.notice_page(current_actor(), notice_id)
    return render_template("replication/safety_notice.html", page=page, synthetic=page.notice.tool.synthetic)


@bp.post("/safety-notices/<int:notice_id>/acknowledge/<organisation>")
@requires(Permission.SAFETY_NOTICE_ACKNOWLEDGE)
def acknowledge_notice(notice_id: int, organisation: str) -> ResponseReturnValue:
    """Say for one's own force that it has taken note."""
    services.acknowledge_notice(current_actor(), notice_id, organisation)
    flash(_("It is recorded that your force has taken note."))
    return redirect(url_for("replication.safety_notice", notice_id=notice_id))


@bp.route("/safety-notices/<int:notice_id>/lift", methods=["GET", "POST"])
@requires(Permission.SAFETY_NOTICE_LIFT)
def lift_notice(notice_id: int) -> ResponseReturnValue:
    """Say that it holds no longer, and why."""
    notice = queries.known_notice(current_actor(), notice_id)
    policy.require(current_actor(), Permission.SAFETY_NOTICE_LIFT, notice.tool)
    form = LiftForm()
    if form.carry_out(lambda: services.lift_notice(current_actor(), notice_id, form.because.data or "")) is None:
        page = render_template(
            "replication/safety_lift.html", form=form, notice=notice, synthetic=notice.tool.synthetic
        )
        return page, form.status
    flash(_("The notice is lifted. Its words and your reason stay."))
    return redirect(url_for("replication.safety_notice", notice_id=notice_id))
