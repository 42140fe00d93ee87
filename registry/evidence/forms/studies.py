"""The form of a study, and of a file beneath it."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput

from registry.evidence.forms.designs import DesignFields
from registry.evidence.forms.fields import FoldedForm, choice, day, line, lines, reason
from registry.evidence.forms.outcomes import ClaimFields
from registry.evidence.models import Evidence
from registry.evidence.services import EvidenceDetails
from registry.evidence.services.details import tidied
from registry.organisations.models import Organisation
from registry.rules.words import Design, Measurer, label
from registry.web.forms import GovForm, offers

ELSEWHERE = "0"
PERIOD = ("starts_on", "ends_on", "period")
BASELINE = ("baseline_starts_on", "baseline_ends_on", "baseline", "trend_predates")
HEADINGS = ("mechanism", "moderators", "implementation", "economics")
MONEY = ("funder", "conflicts")
SOURCE = ("source", "source_url", "published_on")


class StudyFields(FoldedForm, DesignFields):
    """A study."""

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
    design_note = lines(_("Anything that the design needs said?"))
    measured_by = choice(_("Who measured it?"), [(item.value, label(item.value)) for item in Measurer])
    measured_by_words = line(_("Who, in words?"), _("A team or body, not a person's name."))
    sample_size = line(_("How many?"), _("A whole number of the cases, calls or people looked at."))
    sample = line(_("Of what, and how were they chosen?"), _("For example, 1,240 calls; every fifth one."))
    starts_on = day(_("Measured from"), _("For example, 1 1 2026"))
    ends_on = day(_("Measured until"), _("Leave it empty while it goes on."))
    period = line(_("Or in words"), _("If the days are not known. For example, January to June 2026."))
    baseline_starts_on = day(_("Time before: from"), _("The days that it is compared with. They end before it begins."))
    baseline_ends_on = day(_("Time before: until"))
    baseline = lines(_("What was it like before?"), _("With figures. OFFICIAL only."))
    trend_predates = choice(
        _("Had the change begun before the tool went live?"),
        [("yes", _("Yes")), ("no", _("No")), ("not-known", _("Not known"))],
        _("If a figure was falling already, the fall is not all an effect of the tool."),
    )
    comparator = line(_("Compared with what?"), _("For example, two districts without it."))
    funder = line(_("Who paid for the study?"))
    conflicts = lines(
        _("Does anybody who measured gain from the result?"),
        _("Such as a supplier, or a team whose budget depends on it."),
    )
    mechanism = lines(_("How does it bring the change about?"))
    moderators = lines(_("For whom and where does it work better or worse?"))
    implementation = lines(_("What did it take to put in place?"))
    economics = lines(
        _("What did it cost, and what did it save?"), _("No prices in commercial confidence. OFFICIAL only.")
    )
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

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every day can be read; if not, what else is wrong is told with it, so that all is mended at once."""
        if super().validate(extra_validators):
            return True
        self.show({name: said for name, said in self.also_wrong().items() if name not in self.errors})
        return False

    def also_wrong(self) -> dict[str, str]:
        """What may not be kept of the rest, by field."""
        return self.details().wrong()

    @property
    def open_study_parts(self) -> dict[str, bool]:
        """Which of the folded parts of the study stand open."""
        parts = {"baseline": BASELINE, "headings": HEADINGS, "money": MONEY, "source": SOURCE}
        return {part: self.opened(*names) for part, names in parts.items()}

    @property
    def design_answered(self) -> bool:
        """Whether a question about the design was answered, or is wrong."""
        return any(field.data or field.errors for field in self.design_fields)

    def details(self) -> EvidenceDetails:
        """The study as typed; a site that was not offered counts as none."""
        chosen = str(self.site.data or "")
        offered = {choice.value for choice in self.site.choices}
        site_id = int(chosen) if chosen in offered and chosen != ELSEWHERE else None
        details: EvidenceDetails = tidied(
            EvidenceDetails, {**self.data, "site_id": site_id, "answers": self.design_answers()}
        )
        return details


class EvidenceForm(StudyFields, ClaimFields):
    """A study with its first outcome."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: dict[str, Any] = dict(self._fields)
        ours = {name: field for name, field in found.items() if hasattr(StudyFields, name)}
        self._fields: dict[str, Any] = ours | found  # the study first, as on the page

    def also_wrong(self) -> dict[str, str]:
        """The same of the study and of its first outcome."""
        return {**super().also_wrong(), **self.claim().wrong(self.units)}


class CorrectEvidenceForm(StudyFields):
    """A study as it should be, with why it was wrong."""

    reason = reason()

    def offer_site_of(self, item: Evidence, sites: list[Organisation], elsewhere: bool) -> None:
        """The sites that may be chosen, the present one among them."""
        known = sites if item.site is None or item.site_id in {site.id for site in sites} else [*sites, item.site]
        self.offer_sites(known, elsewhere=elsewhere)


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


STUDY = (
    "title", "site_words", "design_note", "measured_by_words", "sample", "sample_size", *PERIOD, *BASELINE, "comparator",
    *MONEY, *HEADINGS, *SOURCE,
)  # fmt: skip


def as_typed(item: Evidence) -> dict[str, Any]:
    """A study as it would be typed, for the form that corrects it."""
    return {name: getattr(item, name) for name in STUDY} | {
        "site": str(item.site_id or ELSEWHERE),
        "design": item.design.value,
        "measured_by": item.measured_by.value,
        "sample_size": str(item.sample_size or ""),
        "trend_predates": {True: "yes", False: "no", None: "not-known"}[item.trend_predates],
    }
