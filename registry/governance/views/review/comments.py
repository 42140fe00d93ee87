"""Commenting on answers; resolving comments, and reopening them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.review import CommentForm, ReopenForm, ReplyForm
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.governance.views.blueprint import bp
from registry.rules.lifecycles import EDITABLE
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/review/comment", methods=["GET", "POST"])
@requires(Permission.TOOL_REQUEST_CHANGES)
def review_comment(slug: str) -> ResponseReturnValue:
    """Say something of one answer, or of the whole record."""
    actor = current_actor()
    tool = queries.reviewed_tool(actor, slug, Permission.TOOL_REQUEST_CHANGES)
    form = CommentForm(question=request.args.get("question", ""))
    asked = queries.question_label(tool, form.question.data)
    if form.carry_out(lambda: services.comment(actor, slug, form.comment.data, form.question.data)):
        flash(_("Your comment stands beside the answer.") if asked else _("Your comment stands above the record."))
        return redirect(url_for(".review", slug=slug, _anchor=f"answer-{form.question.data}" if asked else None))
    return render_template(
        "governance/review_comment.html", form=form, tool=tool, asked=asked, synthetic=tool.synthetic
    ), form.status


@bp.route("/tools/<slug>/comments/<int:comment_id>/resolve", methods=["GET", "POST"])
@requires(Permission.COMMENT_RESOLVE)
def comment_resolve(slug: str, comment_id: int) -> ResponseReturnValue:
    """Say that a comment is dealt with, with a reply if one helps."""
    actor = current_actor()
    page = queries.commented(actor, slug, comment_id, Permission.COMMENT_RESOLVE)
    form = ReplyForm()
    if form.carry_out(lambda: services.resolve(actor, slug, comment_id, form.reply.data or "")):
        flash(_("The comment is resolved. The reviewer sees your reply."))
        return redirect(_back(slug, page))
    return render_template(
        "governance/comment_resolve.html",
        form=form,
        page=page,
        tool=page.tool,
        back=_back(slug, page),
        synthetic=page.tool.synthetic,
    ), form.status


@bp.route("/tools/<slug>/comments/<int:comment_id>/reopen", methods=["GET", "POST"])
@requires(Permission.COMMENT_REOPEN)
def comment_reopen(slug: str, comment_id: int) -> ResponseReturnValue:
    """Say why a resolved comment is not dealt with yet."""
    actor = current_actor()
    page = queries.commented(actor, slug, comment_id, Permission.COMMENT_REOPEN)
    form = ReopenForm()
    if form.carry_out(lambda: services.reopen(actor, slug, comment_id, form.reason.data)):
        flash(_("The comment is open again."))
        return redirect(url_for(".review", slug=slug))
    return render_template(
        "governance/comment_reopen.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


def _back(slug: str, page: queries.Commented) -> str:
    """Where the writer came from: the answer in its section while it can be changed, else the list of sections."""
    if page.section and page.tool.state in EDITABLE:
        return url_for("catalogue.edit_section", slug=slug, section=page.section, _anchor=page.thread.step.question)
    return url_for("catalogue.edit", slug=slug)
