"""Writing a record: the list of its sections, and each section as a form."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.catalogue.forms import PlainForm, section_form
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


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
        sections=queries.sections_of(tool, comments) if tool.working_copy else [],
        missing=queries.lacking(tool),
        comments=comments,
        questions=queries.places(tool),
        history=history,
        form=PlainForm(),
    )


@bp.route("/tools/<slug>/edit/<section>", methods=["GET", "POST"])
@requires(Permission.TOOL_EDIT)
def edit_section(slug: str, section: str) -> ResponseReturnValue:
    """One section as a form; saved as a draft, complete or not."""
    actor = current_actor()
    page = queries.section_page(actor, slug, section)
    form = section_form(page.section, page.options, page.copy)
    if form.carry_out(lambda: services.save_section(actor, slug, section, form.answers(), form.read_at())):
        flash(_("%(section)s is saved.", section=page.section.title))
        for hint in form.warnings().values():
            flash(hint, "important")
        return redirect(url_for(".edit", slug=slug))
    form.over(page.copy.revision)
    return render_template(
        "catalogue/edit_section.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


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
    return render_template("catalogue/withdraw.html", form=form, tool=tool, synthetic=tool.synthetic)
