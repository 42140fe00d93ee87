"""The forms of needs."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from registry.discovery.services.needs import NeedDetails
from registry.organisations.models import Organisation
from registry.rules.words import Visibility
from registry.web.forms import GovForm, offers


class NeedForm(GovForm):
    """A problem without a tool."""

    organisation = SelectField(_("Who has the problem?"), widget=GovSelect(), coerce=int)
    title = StringField(
        _("The problem in one line"),
        description=_("For example: Callers wait too long when a storm comes"),
        widget=GovTextInput(),
    )
    words = TextAreaField(
        _("Describe it"),
        description=_(
            "When it happens, whom it hits, and what a good answer would do. OFFICIAL only: nothing marked above it, no data about the public, no tactics."
        ),
        widget=GovTextArea(),
    )
    tried = TextAreaField(
        _("What have you tried? (optional)"),
        description=_("Also what did not work, and why. OFFICIAL only."),
        widget=GovTextArea(),
    )
    problems = SelectMultipleField(
        _("Which problems is it about?"),
        description=_("Up to five. Tools that are filed under them are offered."),
        widget=GovCheckboxesInput(),
        validate_choice=False,
    )
    visibility = RadioField(
        _("Who may read it?"),
        widget=GovRadioInput(),
        choices=offers(
            [
                (Visibility.POLICING.value, _("Policing: members of forces, regional and national organisations")),
                (Visibility.PUBLIC.value, _("Public: everybody, suppliers included")),
            ]
        ),
        default=Visibility.POLICING.value,
    )

    def offer(self, places: Iterable[Organisation], problems: Iterable[tuple[str, str]]) -> "NeedForm":
        """Offer the organisations and the problems to choose from."""
        self.organisation.choices = offers([(place.id, place.name) for place in places])
        self.problems.choices = offers(problems)
        return self

    def details(self) -> NeedDetails:
        """What the service takes."""
        return NeedDetails(
            organisation_id=self.organisation.data,
            title=self.title.data or "",
            words=self.words.data or "",
            tried=self.tried.data or "",
            problems=tuple(self.problems.data or ()),
            visibility=Visibility(self.visibility.data),
        )


class LinkForm(GovForm):
    """A tool, by the address of its page."""

    tool = StringField(
        _("Address of the page of a tool"),
        description=_("Copy it from the register, for example /tools/rapid-video-response"),
        widget=GovTextInput(),
    )
