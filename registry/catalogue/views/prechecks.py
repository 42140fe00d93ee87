"""Pre-checks: what they find in a record, and the rules themselves, which the registrar keeps."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.catalogue.forms.prechecks import OFF, ON, PrecheckForm, SwitchForm, precheck_form
from registry.catalogue.models import Precheck
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission, allows
from registry.web.requests import current_actor, requires


@bp.get("/tools/<slug>/checks")
@requires(Permission.TOOL_DRAFT_READ)
def checks(slug: str) -> ResponseReturnValue:
    """What the rules find in a record now, each with how to mend it."""
    actor = current_actor()
    tool, findings = queries.checks(actor, slug)
    return render_template(
        "catalogue/checks.html",
        tool=tool,
        findings=findings,
        missing=queries.lacking(tool),
        may=queries.possible(actor, tool),
        synthetic=tool.synthetic,
    )


@bp.get("/prechecks")
@requires(Permission.PRECHECK_READ)
def prechecks() -> ResponseReturnValue:
    """The rules: those in use for members of policing, all of them for the registrar."""
    actor = current_actor()
    rules = queries.prechecks(actor)
    keeps = allows(actor, Permission.PRECHECK_EDIT)
    return render_template("catalogue/prechecks.html", rules=rules, keeps=keeps, fields=queries.rule_fields())


@bp.route("/prechecks/new", methods=["GET", "POST"])
@requires(Permission.PRECHECK_EDIT)
def add_precheck() -> ResponseReturnValue:
    """A new rule: typed, shown with what it would find, confirmed."""
    actor = current_actor()
    queries.require_keeper(actor)
    form = precheck_form(queries.rule_questions())
    saved = form.carry_out(lambda: services.add_precheck(actor, form.details())) if form.saves else None
    if saved:
        flash(_("The rule is saved."))
        return redirect(url_for(".prechecks"))
    return _asked(form, None)


@bp.route("/prechecks/<precheck>", methods=["GET", "POST"])
@requires(Permission.PRECHECK_EDIT)
def edit_precheck(precheck: str) -> ResponseReturnValue:
    """A rule to change, and how it came to be as it is."""
    actor = current_actor()
    rule = queries.precheck(actor, precheck)
    form = precheck_form(queries.rule_questions(), rule)
    if form.saves and _saved(form, precheck):
        flash(_("The rule is saved."))
        return redirect(url_for(".prechecks"))
    return _asked(form, queries.precheck(actor, precheck))


@bp.route("/prechecks/<precheck>/switch", methods=["GET", "POST"])
@requires(Permission.PRECHECK_EDIT)
def switch_precheck(precheck: str) -> ResponseReturnValue:
    """Switch a rule on, after seeing what it would find, or off."""
    actor = current_actor()
    rule = queries.precheck(actor, precheck)
    form = SwitchForm(data={"revision": rule.revision, "to": OFF if rule.active else ON})
    if form.carry_out(lambda: services.switch_precheck(actor, precheck, form.on(), form.read_at())):
        flash(_("The rule is on.") if form.on() else _("The rule is off."))
        return redirect(url_for(".prechecks"))
    preview = None if rule.active else queries.preview_of(actor, rule)
    return render_template("catalogue/precheck_switch.html", form=form, rule=rule, preview=preview), form.status


def _saved(form: PrecheckForm, code: str) -> Precheck | None:
    actor = current_actor()
    return form.carry_out(lambda: services.edit_precheck(actor, code, form.details(), form.read_at()))


def _asked(form: PrecheckForm, rule: Precheck | None) -> ResponseReturnValue:
    """The form, or, once it was sent with a rule that is to be on, what the rule would find."""
    actor = current_actor()
    if not (form.given_back or form.saves):
        besides = rule.code if rule else ""
        preview = form.carry_out(lambda: queries.preview(actor, form.details(), besides))
        if preview:
            return render_template("catalogue/precheck_preview.html", form=form, preview=preview, rule=rule)
    changes = queries.precheck_changes(rule) if rule else []
    if rule and form.conflict:
        form.revision.data = str(rule.revision)
    page = render_template(
        "catalogue/precheck_edit.html", form=form, rule=rule, changes=changes, fields=queries.rule_fields()
    )
    return page, form.status
