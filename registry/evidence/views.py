"""The addresses of the evidence slice."""

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.attachments import queries as files
from registry.attachments import services as storage
from registry.attachments.views import keeping
from registry.evidence import queries, services
from registry.evidence.forms import (
    ClaimForm,
    CorrectClaimForm,
    CorrectEvidenceForm,
    EvidenceForm,
    FileForm,
    PlainForm,
    PlaybookForm,
    outcomes,
    studies,
)
from registry.evidence.queries import history
from registry.measures.queries import all_measures
from registry.rules.policy import Permission
from registry.web.files import sent
from registry.web.requests import current_actor, public, requires

bp = Blueprint("evidence", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.route("/tools/<slug>/evidence", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD)
def add(slug: str) -> ResponseReturnValue:
    """Add a study with its first outcome: by the owner's people, or by the lead of a force that tried it."""
    actor = current_actor()
    tool = queries.readable_tool(actor, slug)
    sites = queries.sites(actor, tool)
    form = EvidenceForm()
    form.offer_measures(all_measures())
    form.offer_sites(sites, elsewhere=queries.may_describe(actor, tool))
    item = form.carry_out(lambda: services.add_evidence(actor, slug, form.details(), form.claim()))
    if item:
        flash(_("The evidence is recorded, with a provisional grade. Add further outcomes or files here."))
        return redirect(url_for(".show", slug=slug, evidence_id=item.id))
    page = render_template("evidence/add.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, 422 if form.errors else 200


@bp.get("/tools/<slug>/evidence/<int:evidence_id>")
@public
def show(slug: str, evidence_id: int) -> ResponseReturnValue:
    """A study with every outcome and its files; the address of a corrected one leads to the one in its place."""
    _tool, item = queries.evidence_item(current_actor(), slug, evidence_id)
    if item.id != evidence_id:
        return redirect(url_for(".show", slug=slug, evidence_id=item.id))
    return study(slug, evidence_id, FileForm(formdata=None))


@bp.route("/tools/<slug>/evidence/<int:evidence_id>/outcome", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD)
def add_claim(slug: str, evidence_id: int) -> ResponseReturnValue:
    """One more outcome of a study."""
    actor = current_actor()
    tool, item = queries.changeable_item(actor, slug, evidence_id)
    form = ClaimForm()
    form.offer_measures(all_measures())
    if form.carry_out(lambda: services.add_claim(actor, slug, evidence_id, form.claim())):
        flash(_("The outcome is recorded."))
        return redirect(url_for(".show", slug=slug, evidence_id=evidence_id))
    page = render_template("evidence/add_claim.html", form=form, tool=tool, item=item, synthetic=tool.synthetic)
    return page, 422 if form.errors else 200


@bp.route("/tools/<slug>/evidence/<int:evidence_id>/correct", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD)
def correct(slug: str, evidence_id: int) -> ResponseReturnValue:
    """Correct what is said of a study."""
    actor = current_actor()
    tool, item = queries.changeable_item(actor, slug, evidence_id)
    form = CorrectEvidenceForm(data=studies.as_typed(item))
    form.answer(item.design_answers or {})
    form.offer_site_of(item, queries.sites(actor, tool), elsewhere=queries.may_describe(actor, tool))
    act = (actor, slug, evidence_id)
    corrected = form.carry_out(lambda: services.correct_evidence(*act, form.details(), form.reason.data or ""))
    if corrected:
        flash(_("The study is corrected. What it said before is kept."))
        return redirect(url_for(".show", slug=slug, evidence_id=corrected.id))
    page = render_template("evidence/correct.html", form=form, tool=tool, item=item, synthetic=item.synthetic)
    return page, form.status


@bp.route("/tools/<slug>/evidence/<int:evidence_id>/outcome/<int:claim_id>", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD)
def correct_claim(slug: str, evidence_id: int, claim_id: int) -> ResponseReturnValue:
    """Correct one outcome."""
    actor = current_actor()
    tool, item = queries.changeable_item(actor, slug, evidence_id)
    claim = queries.claim_of(item, claim_id)
    form = CorrectClaimForm(data=outcomes.as_typed(claim))
    form.offer_measures(all_measures())
    act = (actor, slug, evidence_id, claim_id)
    if form.carry_out(lambda: services.correct_claim(*act, form.claim(), form.reason.data or "")):
        flash(_("The outcome is corrected. What it said before is kept."))
        return redirect(url_for(".show", slug=slug, evidence_id=item.id))
    page = render_template(
        "evidence/correct_claim.html", form=form, tool=tool, item=item, claim=claim, synthetic=item.synthetic
    )
    return page, form.status


@bp.post("/tools/<slug>/evidence/<int:evidence_id>/outcome/<int:claim_id>/withdraw")
@requires(Permission.EVIDENCE_ADD)
def withdraw_claim(slug: str, evidence_id: int, claim_id: int) -> ResponseReturnValue:
    """Take an outcome back."""
    form = PlainForm()
    if form.carry_out(lambda: services.withdraw_claim(current_actor(), slug, evidence_id, claim_id)):
        flash(_("The outcome is withdrawn. It no longer shows or counts."))
    else:
        flash(" ".join(form.form_errors), "error")
    return redirect(url_for(".show", slug=slug, evidence_id=evidence_id))


@bp.post("/tools/<slug>/evidence/<int:evidence_id>/files")
@requires(Permission.EVIDENCE_ADD)
def attach(slug: str, evidence_id: int) -> ResponseReturnValue:
    """Put a file beneath a study."""
    form = FileForm()
    act = (current_actor(), slug, evidence_id, form.name(), form.content())
    if form.carry_out(lambda: services.attach_file(*act, keeping=keeping())):
        flash(_("The file is stored."))
        return redirect(url_for(".show", slug=slug, evidence_id=evidence_id))
    return study(slug, evidence_id, form), 422


@bp.post("/tools/<slug>/evidence/<int:evidence_id>/withdraw")
@requires(Permission.EVIDENCE_ADD)
def withdraw(slug: str, evidence_id: int) -> ResponseReturnValue:
    """Take a study back."""
    PlainForm().carry_out(lambda: services.withdraw_evidence(current_actor(), slug, evidence_id))
    flash(_("The evidence is withdrawn. It no longer shows or counts."))
    return redirect(url_for(".add", slug=slug))


@bp.get("/tools/<slug>/evidence/<int:evidence_id>/files/<int:file_id>")
@public
def download(slug: str, evidence_id: int, file_id: int) -> ResponseReturnValue:
    """A file, to those who may read its study; never shown in the page."""
    _tool, item = queries.evidence_item(current_actor(), slug, evidence_id)
    file = files.file(queries.parent_of(item), file_id)
    return sent(storage.read(keeping().store, file), file.media_type, file.name)


@bp.post("/tools/<slug>/evidence/<int:evidence_id>/playbook")
@requires(Permission.PLAYBOOK_FOLLOW)
def follow(slug: str, evidence_id: int) -> ResponseReturnValue:
    """Say which playbook of the owner's the site followed."""
    form = PlaybookForm()
    if form.carry_out(lambda: services.follow_playbook(current_actor(), slug, evidence_id, form.chosen())):
        flash(_("It is recorded which playbook your site followed."))
        return redirect(url_for(".show", slug=slug, evidence_id=evidence_id))
    return study(slug, evidence_id, FileForm(formdata=None), form), 422


def study(slug: str, evidence_id: int, form: FileForm, followed: PlaybookForm | None = None) -> str:
    """The page of a study, with the form for one more file."""
    tool, item = queries.evidence_item(current_actor(), slug, evidence_id)
    parent = queries.parent_of(item)
    found = queries.playbooks(current_actor(), tool, item)
    return render_template(
        "evidence/show.html",
        form=form,
        tool=tool,
        item=item,
        files=files.files_of([parent]).get(parent, []),
        design=queries.strongest_design(item),
        grades=queries.present_grades(item),
        playbooks=found,
        followed=(followed or PlaybookForm(formdata=None)).offer(found, item.playbook_id),
        corrections=history.corrections(item),
        may_change=queries.may_change(current_actor(), tool, item),
        synthetic=item.synthetic,
    )
