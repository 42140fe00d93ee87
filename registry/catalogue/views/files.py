"""The files of a tool: listed, added, taken off, and handed out to those who may read them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.attachments import services as storage
from registry.attachments.views import keeping
from registry.catalogue.forms import PlainForm
from registry.catalogue.forms.files import FilesForm
from registry.catalogue.queries import files as queries
from registry.catalogue.services import files as services
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.files import sent
from registry.web.requests import current_actor, public, requires


@bp.get("/tools/<slug>/files")
@public
def files(slug: str) -> ResponseReturnValue:
    """The files that the reader may read; to those who write the record also those that are not shown yet."""
    page = queries.files_page(current_actor(), slug)
    return render_template("catalogue/files.html", page=page, tool=page.tool, synthetic=page.tool.synthetic)


@bp.route("/tools/<slug>/files/add", methods=["GET", "POST"])
@requires(Permission.FILE_ADD)
def add_files(slug: str) -> ResponseReturnValue:
    """Put files beneath a tool."""
    actor, kept = current_actor(), keeping()
    tool = queries.tool_for_files(Permission.FILE_ADD, actor, slug)
    form = FilesForm().within(kept.limit)
    added = form.carry_out(lambda: services.add_files(actor, slug, form.details(), form.chosen(), keeping=kept))
    if added:
        flash(ngettext("%(num)s file is stored.", "%(num)s files are stored.", len(added)))
        return redirect(url_for(".files", slug=slug))
    page = render_template("catalogue/files_add.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, form.status


@bp.get("/tools/<slug>/files/<int:file_id>")
@public
def file(slug: str, file_id: int) -> ResponseReturnValue:
    """A file, to those who may read it; never shown in the page."""
    _tool, found = queries.file(current_actor(), slug, file_id)
    return sent(storage.read(keeping().store, found), found.media_type, found.name)


@bp.route("/tools/<slug>/files/<int:file_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FILE_WITHDRAW)
def withdraw_file(slug: str, file_id: int) -> ResponseReturnValue:
    """Take a file off a tool, after being asked."""
    actor = current_actor()
    tool = queries.tool_for_files(Permission.FILE_WITHDRAW, actor, slug)
    _tool, found = queries.file(actor, slug, file_id)
    name, form = found.name, PlainForm()
    if form.carry_out(lambda: services.withdraw_file(actor, slug, file_id)):
        flash(_("%(name)s is withdrawn.", name=name))
        return redirect(url_for(".files", slug=slug))
    return render_template("catalogue/files_withdraw.html", form=form, file=found, tool=tool, synthetic=tool.synthetic)
