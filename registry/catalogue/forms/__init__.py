"""The forms of records; those of a section are made from the question schema."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import RadioField, StringField, TextAreaField

from registry.catalogue.forms.sections import SectionForm, section_form, shown, typed_form
from registry.organisations.models import Organisation
from registry.web.forms import GovForm, offers

__all__ = ["PlainForm", "ReasonForm", "RegisterForm", "SectionForm", "section_form", "shown", "typed_form"]


class RegisterForm(GovForm):
    """What a draft begins with."""

    name = StringField(
        _("What is it called?"),
        description=_('The name people use, for example "Text redaction assistant". Not a project code word.'),
        widget=GovTextInput(),
        filters=[shown],
    )
    summary = StringField(
        _("What does it do, in one line?"),
        description=_("One plain sentence that an officer in another force would understand."),
        widget=GovTextInput(),
        filters=[shown],
    )
    organisation = RadioField(_("For which organisation?"), widget=GovRadioInput(), coerce=int)

    def offer(self, homes: list[Organisation]) -> "RegisterForm":
        """Ask for the organisation only where there are several."""
        self.organisation.choices = offers((home.id, home.name) for home in homes)
        if len(homes) == 1:
            del self.organisation
        return self

    def chosen(self, homes: list[Organisation]) -> int:
        """The organisation to register for."""
        return self.organisation.data if "organisation" in self else homes[0].id

    def details(self) -> dict[str, Any]:
        """Name and summary as typed."""
        return {"name": self.name.data, "summary": self.summary.data}


class ReasonForm(GovForm):
    """A reason in words, for what others will ask about."""

    reason = TextAreaField(
        _("Why?"),
        description=_("OFFICIAL only. Nothing about members of the public, no names, no tactics."),
        widget=GovTextArea(),
        filters=[shown],
    )


class PlainForm(GovForm):
    """A button and nothing else."""
