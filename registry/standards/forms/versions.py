"""The form of a standard's next version."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from registry.catalogue.forms import shown
from registry.catalogue.forms.prechecks import number_of
from registry.rules.answers import tidy
from registry.standards.services import VersionDetails
from registry.web.forms import GovForm, offers


class VersionForm(GovForm):
    """A version that is not in use yet."""

    revision = HiddenField()
    label = StringField(
        _("What is the version called?"), description=_("For example 2.2, or 2026."), widget=GovTextInput()
    )
    published_on = StringField(
        _("When was it published?"),
        description=_("A year, month or day: 2026, 2026-03 or 2026-03-08. Leave empty if it is not known."),
        widget=GovTextInput(),
    )
    source = StringField(
        _("Where can it be read?"), description=_("An address, or a title."), widget=GovTextInput(), filters=[shown]
    )
    note = TextAreaField(
        _("What changed?"),
        description=_("In a few sentences. Everybody may read it."),
        widget=GovTextArea(),
        filters=[shown],
    )
    requirements = TextAreaField(
        _("What does it ask for?"),
        description=_(
            "One requirement a line, in your own words: a short code, a colon, the text. A requirement keeps its answers "
            "where code and text stay the same."
        ),
        widget=GovTextArea(),
        filters=[shown],
    )
    exempted_by = RadioField(
        _("Who approves exemptions from it?"),
        widget=GovRadioInput(),
        choices=offers(
            [
                ("assurer", _("An assurer of the force that asks")),
                ("registrar", _("The registrar")),
            ]
        ),
        default="assurer",
        validate_choice=False,
    )

    def details(self) -> VersionDetails:
        """The version as typed."""
        return VersionDetails(
            label=tidy(self.label.data, lines=False),
            published_on=tidy(self.published_on.data, lines=False),
            source=tidy(self.source.data, lines=False),
            note=tidy(self.note.data),
            requirements=tidy(self.requirements.data),
            exempted_by=str(self.exempted_by.data or ""),
            revision=number_of(self.revision.data),
        )


class RevisionForm(GovForm):
    """A button, with the revision of the draft that the page showed."""

    revision = HiddenField()

    def read_at(self) -> int:
        """The revision that the page showed."""
        return number_of(self.revision.data)
