"""Writing a record: the list of its sections, and each section as a form."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.catalogue.forms import PlainForm, section_form, typed_form
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.rules.questions import Section
from registry.web.filters import time_of_day
from registry.web.requests import current_actor, requires

LATER = "later"  # the button that leads to the list of sections instead of the next one


@bp.get("/tools/<slug>/edit")
@requires(Permission.TOOL_DRAFT_READ)
def edit(slug: str) -> ResponseReturnValue:
    """The sections of a record, how far each has come, what is missing, and what its reviewers said."""
    actor = current_actor()
    tool = queries.draft(actor, slug)
    history = queries.steps(tool)
    comments = queries.open_comments(history)
    return render_template(
        "catalogue/edit.html",
        tool=tool,
        synthetic=tool.synthetic,
        may=queries.possible(actor, tool),
        tasks=queries.task_list(tool, comments) if tool.working_copy else None,
        unsaved=queries.unsaved(actor, tool),
        missing=queries.lacking(tool),
        comments=queries.threads(history),
        words=queries.words(history),
        questions=queries.places(tool),
        course=queries.course(tool, history),
        form=PlainForm(),
    )


@bp.route("/tools/<slug>/edit/<section>", methods=["GET", "POST"])
@requires(Permission.TOOL_EDIT)
def edit_section(slug: str, section: str) -> ResponseReturnValue:
    """One section as a form; saved as a draft, complete or not, and then the next one."""
    actor = current_actor()
    page = queries.section_page(actor, slug, section)
    form = section_form(page)
    answers = form.answers()
    if form.carry_out(lambda: services.save_section(actor, slug, section, answers, form.read_at(), form.ticked())):
        flash(_("%(section)s is saved.", section=page.section.title))
        for hint in form.warnings().values():
            flash(hint, "important")
        return redirect(_onwards(slug, None if LATER in request.form else page.following))
    form.over(page.copy.revision)
    return render_template(
        "catalogue/edit_section.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


@bp.post("/tools/<slug>/edit/<section>/typed")
@requires(Permission.TOOL_EDIT)
def autosave(slug: str, section: str) -> ResponseReturnValue:
    """Keep what is being typed into a section, good or not; answered to the page's script."""
    actor = current_actor()
    form = typed_form(queries.section_asked(actor, slug, section))
    kept = form.carry_out(lambda: services.keep_typed(actor, slug, section, form.answers(), form.read_at()))
    if kept is None:
        return jsonify(message=" ".join(text for texts in form.errors.values() for text in texts)), 422
    return jsonify(kept_at=kept.isoformat(), message=_("Typed text kept at %(time)s", time=time_of_day(kept)))


@bp.post("/tools/<slug>/edit/<section>/discard")
@requires(Permission.TOOL_EDIT)
def discard_typed(slug: str, section: str) -> ResponseReturnValue:
    """Forget what was typed into a section and not saved."""
    PlainForm().carry_out(lambda: services.discard_typed(current_actor(), slug, section))
    flash(_("What you had typed and not saved is discarded."))
    return redirect(url_for(".edit_section", slug=slug, section=section))


@bp.post("/tools/<slug>/draft")
@requires(Permission.TOOL_EDIT)
def start_draft(slug: str) -> ResponseReturnValue:
    """Begin a new draft, beside the live version where there is one."""
    PlainForm().carry_out(lambda: services.start_draft(current_actor(), slug))
    flash(_("A new draft is open. What is published stays as it is until the draft is published."))
    return redirect(url_for(".edit", slug=slug))


@bp.route("/tools/<slug>/withdraw", methods=["GET", "POST"])
@requires(Permission.TOOL_WITHDRAW)
def withdraw(slug: str) -> ResponseReturnValue:
    """Give up a draft, after being asked."""
    actor = current_actor()
    tool = queries.tool_to(Permission.TOOL_WITHDRAW, actor, slug)
    form = PlainForm()
    if form.carry_out(lambda: services.withdraw(actor, slug)):
        flash(_("The draft is withdrawn."))
        return redirect(url_for(".edit", slug=slug))
    unsaved = queries.unsaved(actor, tool)
    return render_template("catalogue/withdraw.html", form=form, tool=tool, unsaved=unsaved, synthetic=tool.synthetic)


def _onwards(slug: str, following: Section | None) -> str:
    if following is None:
        return url_for(".edit", slug=slug)
    return url_for(".edit_section", slug=slug, section=following.code)
