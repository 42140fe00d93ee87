"""The forms of a study, of one outcome, and of a file."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import RadioField, SelectField, StringField, TextAreaField

from registry.catalogue.forms import shown
from registry.evidence.forms.designs import DesignFields
from registry.evidence.services import ClaimDetails, EvidenceDetails
from registry.evidence.services.details import COUNT, tidied
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules.words import Design, Direction, Measurer, label
from registry.web.forms import GovForm, offers

ELSEWHERE = "0"
SENSITIVE = _("OFFICIAL only. Nothing about members of the public, no tactics.")


def line(text: Any, hint: Any = "") -> StringField:
    """One line of text."""
    return StringField(text, description=hint, widget=GovTextInput(), filters=[shown])


def lines(text: Any, hint: Any = SENSITIVE) -> TextAreaField:
    """A few sentences."""
    return TextAreaField(text, description=hint, widget=GovTextArea(), filters=[shown])


def choice(text: Any, choices: Any = (), hint: Any = "") -> RadioField:
    """One of a few."""
    return RadioField(text, description=hint, choices=offers(choices), widget=GovRadioInput(), validate_choice=False)


class ClaimFields(GovForm):
    """One outcome."""

    outcome = line(_("What changed, or was counted?"), _("For example, waiting time on 101."))
    measure = SelectField(
        _("Standard measure"),
        description=_("Leave it empty if none fits, and name a local one. Local measures are never pooled."),
        widget=GovSelect(),
        validate_choice=False,
    )
    local_measure = line(_("Local measure, in words"))
    result = lines(_("What was found?"), _("With figures, units and period, as you would defend it. OFFICIAL only."))
    value = line(_("The figure itself"), _("A number alone, such as 7.1. Leave it empty if there is none."))
    unit = line(_("Unit of the figure"), _("Such as minutes, hours a year, percent."))
    claim_period = line(_("Over which period?"), _("Such as a year, or January to June 2026. Say if it is one-off."))
    direction = choice(
        _("Better or worse?"),
        [*((item.value, label(item.value)) for item in Direction), (COUNT, _("A count, not an effect"))],
        _("Inconclusive: the study could not tell. No clear change: it could have seen one that matters, and did not."),
    )
    ex_ante = choice(
        _("Was it measured?"),
        [("measured", _("Measured in use")), ("ex-ante", _("Estimated beforehand"))],
    )
    basis = line(_("How was the figure worked out?"), _("Assumptions too, such as hours to a full-time post."))
    cashable = choice(
        _("Is the saving money that can be spent elsewhere?"),
        [
            ("yes", _("Yes, cashable")),
            ("no", _("No: time or quality")),
            ("not-stated", _("Not a saving, or not known")),
        ],
    )

    def offer_measures(self, measures: Any) -> None:
        """Fill the list of standard measures."""
        known: list[Measure] = list(measures)
        self.measure.choices = offers([("", _("None of these")), *((item.code, item.name) for item in known)])

    def claim(self) -> ClaimDetails:
        """The outcome as typed."""
        details: ClaimDetails = tidied(ClaimDetails, self.data)
        return details


class ClaimForm(ClaimFields):
    """One more outcome of a study."""


class EvidenceForm(ClaimFields, DesignFields):
    """A study with its first outcome."""

    title = line(_("What was done?"), _("In one line, for example: Six months of calls before and after."))
    site = choice(_("Where was it measured?"))
    site_words = line(
        _("Which place or unit?"), _("Such as the control room, or two districts. Needed if it was elsewhere.")
    )
    design = choice(
        _("How was it measured?"),
        [(item.value, label(item.value)) for item in Design],
        _("Choose what was done, not what was hoped for: the grade follows from it."),
    )
    measured_by = choice(_("Who measured it?"), [(item.value, label(item.value)) for item in Measurer])
    sample = line(_("How much was looked at?"), _("For example, 1,240 calls."))
    period = line(_("When was it measured?"), _("For example, January to June 2026."))
    baseline = lines(
        _("What was it like before?"), _("With the period. Say if it was changing already before the start.")
    )
    comparator = line(_("Compared with what?"), _("For example, two districts without it."))
    source = line(_("Where can it be read?"), _("A title, or an internal reference."))
    source_url = line(_("Address of the source"), _("Only pages that everyone may open."))
    published_on = line(_("When was that published?"), _("A year, month or day: 2026, 2026-03 or 2026-03-08."))

    def offer_sites(self, sites: list[Organisation], elsewhere: bool) -> None:
        """Fill the list of sites; those of the owner may also describe another place."""
        places = [(str(item.id), item.name) for item in sites]
        if elsewhere:
            places.append((ELSEWHERE, str(_("Somewhere else, described below"))))
        self.site.choices = offers(places)
        if len(places) == 1 and not self.site.data:
            self.site.data = places[0][0]

    def details(self) -> EvidenceDetails:
        """The study as typed; a site that was not offered counts as none."""
        chosen = str(self.site.data or "")
        offered = {choice.value for choice in self.site.choices}
        site_id = int(chosen) if chosen in offered and chosen != ELSEWHERE else None
        details: EvidenceDetails = tidied(
            EvidenceDetails, {**self.data, "site_id": site_id, "answers": self.design_answers()}
        )
        return details


class FileForm(GovForm):
    """A file beneath a study."""

    file = FileField(
        _("Add a file"),
        description=_(
            "PDF, Word (docx), Excel (xlsx), CSV, text or PNG. OFFICIAL only: a file marked higher is refused."
        ),
        widget=GovFileInput(),
    )

    def name(self) -> str:
        """The file's name as sent; empty when none was chosen."""
        return str(self.file.data.filename or "") if self.file.data else ""

    def content(self) -> bytes:
        """The file's bytes."""
        return bytes(self.file.data.read()) if self.file.data else b""


class PlainForm(GovForm):
    """A button and nothing else."""
