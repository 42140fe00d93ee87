"""The forms about systems."""

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from registry.estates.queries.estate import Estate, Line
from registry.estates.services import Said
from registry.web.forms import GovForm, offers

ANSWERS = (("", _("Not stated")), ("yes", _("We have it")), ("no", _("We have none")))


class EstateForm(GovForm):
    """For each kind of system an answer and a family of products; subclasses have the fields."""

    still_true = BooleanField(
        _("All the rest of this page is still true today"),
        description=_("What is stated reads as not stated 12 months after it was last said to be true."),
        widget=GovCheckboxInput(),
    )
    read_at = HiddenField()
    codes: tuple[str, ...] = ()

    def said(self) -> Mapping[str, Said]:
        """What was said, by kind of system."""
        given = self.data
        return {code: Said(given.get(f"held-{code}") or "", given.get(f"family-{code}") or "") for code in self.codes}

    @property
    def read(self) -> int:
        """The newest row that the sender had before them."""
        text = str(self.read_at.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def of(self, line: Line) -> tuple[Any, Any]:
        """The two fields of a kind of system."""
        return self[f"held-{line.code}"], self[f"family-{line.code}"]


class ShareForm(GovForm):
    """Whether others are told what fits."""

    agreed = RadioField(
        _("May policing be told which tools fit your systems?"),
        widget=GovRadioInput(),
        choices=offers(
            [
                (
                    "yes",
                    _("Yes: only whether a tool fits, needs changes, or is not stated; never which systems you have"),
                ),
                ("no", _("No")),
            ]
        ),
        render_kw={"params": {"classes": "govuk-radios--small"}},
    )


def estate_form(found: Estate) -> EstateForm:
    """The form, filled from what stands or from what was sent."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"read_at": str(found.read_at)}
    for line in found.lines:
        fields[f"held-{line.code}"] = SelectField(line.label, choices=offers(ANSWERS), validate_choice=False)
        fields[f"family-{line.code}"] = StringField(line.label)
        data[f"held-{line.code}"] = {True: "yes", False: "no"}.get(line.held, "") if line.held is not None else ""
        data[f"family-{line.code}"] = line.family
    form = cast(EstateForm, type("SystemsForm", (EstateForm,), fields)(data=data))
    form.codes = tuple(line.code for line in found.lines)
    return form
