"""Forms about changes of organisations. What was filled in travels in the address, so that a plan can be paged."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea, GovTextInput
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.organisations.models import Organisation
from registry.reorganisation.services import Details, NewOrganisation, UndoPlan
from registry.rules.words import ReorganisationKind
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

SENSITIVE = _("OFFICIAL only: nothing marked OFFICIAL-SENSITIVE or above, no data about people, no tactics.")


def choice_field(text: Any, *, hint: Any = "") -> SelectField:
    """An organisation to choose; the first choice is none."""
    return SelectField(text, description=hint, widget=GovSelect(), validators=[Optional()])


def line_field(text: Any, *, hint: Any = "", longest: int = 200) -> StringField:
    """A line of text that may stay empty."""
    return StringField(text, description=hint, widget=GovTextInput(), validators=[Optional(), Length(max=longest)])


def number_field(text: Any) -> IntegerField:
    """A figure that may stay empty."""
    return IntegerField(text, widget=GovTextInput(), validators=[Optional(), NumberRange(min=0, max=100_000_000)])


class ChangeForm(GovForm):
    """What every change says: the day, why, and where that was published."""

    before = choice_field(_("Organisation"))
    on = DateField(
        _("When did it take effect?"),
        format="%d %m %Y",
        widget=DateInput(),
        description=_("The first day of the new organisation or name, such as 1 4 2026. Today or in the past"),
        validators=[InputRequired(message=_("Give the day, the month and the year"))],
    )
    reason = TextAreaField(
        _("Why?"),
        widget=GovTextArea(),
        description=SENSITIVE,
        validators=[InputRequired(message=_("Say why, in a sentence or two")), Length(max=2000)],
    )
    source_url = line_field(
        _("Address of the published source"),
        hint=_("Of the order or the announcement. An example organisation needs none"),
        longest=2000,
    )
    kind: ReorganisationKind
    lists = ("before",)
    news: tuple[tuple[str, str], ...] = ()

    def offer(self, organisations: Sequence[Organisation]) -> "ChangeForm":
        """Let these be chosen."""
        pairs = [("", ""), *((one.slug, one.name) for one in organisations)]
        for name, field in self._fields.items():
            if name.startswith(("before", "into")) and isinstance(field, SelectField):
                field.choices = offers(pairs)
        return self

    def details(self) -> Details:
        """What was filled in."""
        return details_from(self.kind, MultiDict(self.query()))

    def query(self) -> list[tuple[str, str]]:
        """The same as the parts of an address."""
        kept = [
            ("on", self.on.data.isoformat()),
            ("reason", self.reason.data or ""),
            ("source", self.source_url.data or ""),
        ]
        for name, field in self._fields.items():
            key = name.split("_")[0]
            if key in ("before", "into") and field.data:
                kept.append((key, field.data))
        for name, slug in self.news:
            if self._fields[name].data:
                kept += [("name", self._fields[name].data), ("slug", (self._fields[slug].data or "") if slug else "")]
        for name in ("region", "officers", "population", "figures_source", "figures_date"):
            field = self._fields.get(name)
            if field is not None and field.data is not None and field.data != "":
                kept.append((name, str(field.data)))
        return kept


class MergeForm(ChangeForm):
    """Two or more organisations become one."""

    kind = ReorganisationKind.MERGE
    news = (("name", "slug"),)
    before = choice_field(_("First organisation"))
    before_2 = choice_field(_("Second organisation"))
    before_3 = choice_field(_("Third organisation (optional)"))
    before_4 = choice_field(_("Fourth organisation (optional)"))
    into = choice_field(
        _("Organisation that goes on"),
        hint=_("One of those above or another that there is already. Leave it empty for a new organisation"),
    )
    name = line_field(_("Name of the new organisation"))
    slug = line_field(
        _("Its permanent address"),
        hint=_("Small letters, digits and hyphens. Leave it empty to make it from the name"),
        longest=120,
    )
    region = line_field(_("Its region"), hint=_("Leave it empty to keep that of the first"), longest=60)
    officers = number_field(_("Officers, full-time equivalent (optional)"))
    population = number_field(_("Population (optional)"))
    figures_date = DateField(_("Day of these figures"), format="%d %m %Y", widget=DateInput(), validators=[Optional()])
    figures_source = line_field(_("Source of these figures"), longest=2000)


class RenameForm(ChangeForm):
    """One organisation takes a new name; its address stays."""

    kind = ReorganisationKind.RENAME
    news = (("name", ""),)
    name = line_field(_("New name"))


class SplitForm(ChangeForm):
    """One organisation becomes two or more."""

    kind = ReorganisationKind.SPLIT
    news = (("name", "slug"), ("name_2", "slug_2"), ("name_3", "slug_3"))
    name = line_field(_("Name of the first new organisation"))
    slug = line_field(_("Its permanent address"), hint=_("Leave it empty to make it from the name"), longest=120)
    name_2 = line_field(_("Name of the second new organisation"))
    slug_2 = line_field(_("Its permanent address"), hint=_("Leave it empty to make it from the name"), longest=120)
    name_3 = line_field(_("Name of a third (optional)"))
    slug_3 = line_field(_("Its permanent address"), hint=_("Leave it empty to make it from the name"), longest=120)
    into = choice_field(_("Another that there is already and takes a part (optional)"))
    into_2 = choice_field(_("One more of these (optional)"))


FORMS: dict[str, type[ChangeForm]] = {form.kind.value: form for form in (MergeForm, RenameForm, SplitForm)}


class ConfirmForm(GovForm):
    """That what was shown is to happen."""

    digest = HiddenField()


class UndoForm(GovForm):
    """Why a change is undone, and who takes what began since."""

    digest = HiddenField()
    reason = TextAreaField(
        _("Why is it undone?"),
        widget=GovTextArea(),
        description=SENSITIVE,
        validators=[InputRequired(message=_("Say why, in a sentence or two")), Length(max=2000)],
    )
    rest = RadioField(
        _("Who takes what began or changed since?"),
        description=_("One of those that stand again"),
        widget=GovRadioInput(),
        validators=[Optional()],
        validate_choice=False,
    )

    def offer(self, found: UndoPlan) -> "UndoForm":
        """The organisations that stand again. The digest is that of the page that was sent, else of the plan."""
        self.rest.choices = offers((one.slug, one.name) for one in found.before)
        if not self.digest.data:
            self.digest.data = found.digest
        return self


def details_from(kind: ReorganisationKind, asked: "MultiDict[str, str]") -> Details:
    """A change as an address tells it; what cannot be read is left out and refused by the service."""
    names, slugs = asked.getlist("name"), asked.getlist("slug")
    if kind is ReorganisationKind.RENAME:
        new: list[NewOrganisation] = []
    else:
        new = [_new(asked, name, slug) for name, slug in zip(names, [*slugs, *[""] * len(names)], strict=False)]
    return Details(
        kind=kind,
        on=_day(asked.get("on", "")) or date.max,
        reason=asked.get("reason", ""),
        source_url=asked.get("source", "").strip(),
        before=tuple(asked.getlist("before")),
        into=tuple(asked.getlist("into")),
        new=tuple(new),
        name=names[0] if names and kind is ReorganisationKind.RENAME else "",
        choices=dict(pair.rsplit(":", 1) for pair in asked.getlist("to") if ":" in pair),
    )


def _new(asked: "MultiDict[str, str]", name: str, slug: str) -> NewOrganisation:
    return NewOrganisation(
        name=name.strip(),
        slug=slug.strip(),
        region=asked.get("region", ""),
        officers_fte=_number(asked.get("officers", "")),
        population=_number(asked.get("population", "")),
        figures_date=_day(asked.get("figures_date", "")),
        figures_source=asked.get("figures_source", ""),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
