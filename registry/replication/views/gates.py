"""The gates of an adoption, and a force's own gates."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.attachments import queries as files
from registry.attachments import services as storage
from registry.attachments.views import keeping
from registry.core.errors import NotFound
from registry.replication.forms.gates import DecisionForm, GateForm, PaperForm
from registry.replication.queries import gates as queries
from registry.replication.queries.gates import Gate, GatesPage
from registry.replication.services import gates as services
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.files import sent
from registry.web.requests import current_actor, requires

FORM = ["GET", "POST"]


@bp.get("/tools/<slug>/at/<organisation>/gates")
@requires(Permission.ADOPTION_READ)
def gates(slug: str, organisation: str) -> ResponseReturnValue:
    """The gates of an adoption: boxes, documents held and missing, decisions."""
    page = queries.gates_page(current_actor(), slug, organisation)
    return render_template("replication/gates.html", page=page, tool=page.tool, synthetic=page.synthetic)


@bp.route("/tools/<slug>/at/<organisation>/gates/<gate>/document", methods=FORM)
@requires(Permission.GATE_FILE)
def gate_document(slug: str, organisation: str, gate: str) -> ResponseReturnValue:
    """Put a document to a gate."""
    actor, place = current_actor(), (slug, organisation, gate)
    page, found = _opened(Permission.GATE_FILE, place)
    form = PaperForm().offer(row for row in found.documents if not row.standard)
    document = str(form.document.data or "")
    if form.carry_out(
        lambda: services.add_paper(actor, place, document, form.said(), form.chosen(), keeping=keeping())
    ):
        flash(_("The document is recorded."))
        return redirect(url_for(".gates", slug=slug, organisation=organisation))
    return render_template(
        "replication/gate_document.html", form=form, page=page, gate=found, tool=page.tool, synthetic=page.synthetic
    ), form.status


@bp.route("/tools/<slug>/at/<organisation>/gates/<gate>/decision", methods=FORM)
@requires(Permission.GATE_DECIDE)
def gate_decision(slug: str, organisation: str, gate: str) -> ResponseReturnValue:
    """Record what was decided at a gate."""
    actor, place = current_actor(), (slug, organisation, gate)
    page, found = _opened(Permission.GATE_DECIDE, place)
    form = DecisionForm(data={"role": found.decision_maker})
    if form.carry_out(lambda: services.decide_gate(actor, place, form.details())):
        flash(_("The decision is recorded."))
        return redirect(url_for(".gates", slug=slug, organisation=organisation))
    return render_template(
        "replication/gate_decision.html", form=form, page=page, gate=found, tool=page.tool, synthetic=page.synthetic
    ), form.status


@bp.get("/tools/<slug>/at/<organisation>/gates/papers/<int:paper_id>")
@requires(Permission.GATE_FILE)
def gate_file(slug: str, organisation: str, paper_id: int) -> ResponseReturnValue:
    """The file of a document, to the adopter's own people."""
    actor = current_actor()
    page = queries.gates_page(actor, slug, organisation)
    policy.require(actor, Permission.GATE_FILE, page.adoption)
    paper = queries.paper(page, paper_id)
    parent = queries.parent_of(paper)
    file = next(iter(files.files_of([parent]).get(parent, [])), None)
    if file is None:
        raise NotFound(_("There is no file beneath this document."))
    return sent(storage.read(keeping().store, file), file.media_type, file.name)


@bp.route("/organisations/<slug>/gates/<gate>", methods=FORM)
@requires(Permission.GATE_TAKE_UP)
def force_gate(slug: str, gate: str) -> ResponseReturnValue:
    """Take a gate up: the force's own decision maker, its own words, its documents."""
    actor = current_actor()
    home, box = services.force(slug), services.box_of(gate)
    policy.require(actor, Permission.GATE_TAKE_UP, services.Place(home.id))
    own = queries.taken_up([home.id]).get((home.id, box.code))
    documents = "\n".join(("* " if row.mandatory else "") + row.title for row in queries.documents_of(box, own))
    kept = ("decision_maker", "objective", "question", "advice")
    begun = {name: getattr(own, name) for name in kept} if own else {"decision_maker": box.decision_maker}
    form = GateForm(data={"replaces": own.id if own else 0, "documents": documents, **begun})
    if form.carry_out(lambda: services.take_up_gate(actor, slug, gate, form.details())):
        flash(_("The gate is yours. Its mandatory documents are asked for from now on."))
        return redirect(url_for("pages.organisation", slug=slug))
    return render_template("replication/force_gate.html", form=form, home=home, box=box, own=own), form.status


def _opened(permission: Permission, place: tuple[str, str, str]) -> tuple[GatesPage, Gate]:
    slug, organisation, code = place
    actor = current_actor()
    page = queries.gates_page(actor, slug, organisation)
    policy.require(actor, permission, page.adoption)
    services.box_of(code)
    return page, next(gate for gate in page.gates if gate.box.code == code)
