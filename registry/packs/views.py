"""The addresses of adoption packs."""

from collections.abc import Sequence

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.core import clock
from registry.core.errors import NotFound
from registry.packs import services
from registry.packs.forms import ConfirmForm, MakeForm, SignForm, check_form
from registry.packs.queries import making
from registry.packs.queries.pack import Pack, pack
from registry.packs.queries.paper import paper
from registry.rendering.made import document
from registry.replication.services.steps import Place
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, requires
from registry.web.sheets import as_file
from registry.web.widgets import form_errors

bp = Blueprint("packs", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.route("/tools/<slug>/pack/new", methods=["GET", "POST"])
@requires(Permission.PACK_MAKE)
def make(slug: str) -> ResponseReturnValue:
    """One click: a pack for one's own force."""
    actor = current_actor()
    place = making.making(actor, slug, request.args.get("organisation"))
    form = MakeForm()
    home = place.organisation.slug
    if form.carry_out(lambda: services.make(actor, slug, home)):
        flash(_("Your pack is made. Check what it inherits."))
        return redirect(url_for(".show", slug=slug, organisation=home))
    return render_template("packs/make.html", form=form, place=place, synthetic=place.tool.synthetic), form.status


@bp.get("/tools/<slug>/pack")
@requires(Permission.PACK_READ)
def show(slug: str) -> ResponseReturnValue:
    """The pack of one's own force."""
    return _page(_pack(slug), ConfirmForm(), SignForm())


@bp.post("/tools/<slug>/pack")
@requires(Permission.PACK_CHECK)
def confirm(slug: str) -> ResponseReturnValue:
    """Several inherited answers hold here as they stand."""
    found = _pack(slug, Permission.PACK_CHECK)
    form, keys = ConfirmForm(), request.form.getlist("keys")[:200]
    home = found.organisation.slug
    done = form.carry_out(lambda: services.confirm_all(current_actor(), slug, home, keys, _shown()))
    if done is None:
        return _page(_pack(slug), form, SignForm(formdata=None), keys)
    flash(ngettext("%(num)s answer is confirmed.", "%(num)s answers are confirmed.", done))
    return redirect(url_for(".show", slug=slug, organisation=home))


@bp.route("/tools/<slug>/pack/answers/<key>", methods=["GET", "POST"])
@requires(Permission.PACK_CHECK)
def check(slug: str, key: str) -> ResponseReturnValue:
    """One inherited answer: it holds here, or something else does."""
    found = _pack(slug, Permission.PACK_CHECK)
    one = next((one for one in found.inherited if one.key == key), None)
    if one is None:
        raise NotFound(_("There is no such answer in this pack."))
    form, home = check_form(one), found.organisation.slug
    if form.carry_out(lambda: services.check(current_actor(), slug, home, key, form.said(), _shown())):
        flash(_("It is noted what holds at your force."))
        return redirect(url_for(".show", slug=slug, organisation=home))
    page = render_template("packs/check.html", form=form, found=found, one=one, synthetic=found.tool.synthetic)
    return page, form.status


@bp.post("/tools/<slug>/pack/sign")
@requires(Permission.PACK_SIGN)
def sign(slug: str) -> ResponseReturnValue:
    """Sign it, once everything that it inherits is checked."""
    found = _pack(slug, Permission.PACK_SIGN)
    form, home = SignForm(), found.organisation.slug
    if form.carry_out(lambda: services.sign(current_actor(), slug, home, form.role.data or "", _shown())):
        flash(_("The pack is signed."))
        return redirect(url_for(".show", slug=slug, organisation=home))
    return _page(_pack(slug), ConfirmForm(formdata=None), form)


@bp.get("/tools/<slug>/pack.pdf")
@requires(Permission.PACK_READ)
def pdf(slug: str) -> ResponseReturnValue:
    """The pack as a tagged PDF."""
    made = document("paper_pdf", paper(_pack(slug), clock.today()), rendering_folder())
    return as_file(made, f"adoption-pack-{slug}.pdf", "application/pdf")


@bp.get("/tools/<slug>/pack.docx")
@requires(Permission.PACK_READ)
def word(slug: str) -> ResponseReturnValue:
    """The pack as a Word document."""
    made = document("paper_docx", paper(_pack(slug), clock.today()), rendering_folder())
    return as_file(made, f"adoption-pack-{slug}.docx", WORD)


def _pack(slug: str, permission: Permission = Permission.PACK_READ) -> Pack:
    found = pack(current_actor(), slug, request.args.get("organisation"))
    policy.require(current_actor(), permission, Place(found.tool.id, found.organisation.id))
    return found


def _shown() -> int:
    """The pack that the page showed; none has the number 0."""
    return request.form.get("pack", 0, type=int)


def _page(found: Pack, form: ConfirmForm, signing: SignForm, ticked: Sequence[str] = ()) -> ResponseReturnValue:
    problems = [*form_errors(form), *form_errors(signing), *(_missing(found) if signing.errors else [])]
    page = render_template(
        "packs/show.html",
        found=found,
        form=form,
        signing=signing,
        problems=problems,
        ticked=ticked,
        synthetic=found.tool.synthetic,
    )
    return page, 422 if problems else 200


def _missing(found: Pack) -> list[dict[str, str]]:
    """What keeps a pack from being signed, each with the address of its answer."""
    slug, home = found.tool.slug, found.organisation.slug
    return [
        {
            "text": _("Not checked: %(title)s", title=one.title),
            "href": f"#key-{one.key}"
            if one.key
            else url_for(
                "assurance.inheritance",
                slug=slug,
                organisation=home,
                code=one.standard,
                _anchor=f"answer_{one.requirement}",
            ),
        }
        for one in found.unchecked
    ]
