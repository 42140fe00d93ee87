"""The form of one outcome: what was found first, then the figures for those who have them."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import SelectField

from registry.evidence.forms.fields import FoldedForm, choice, line, lines, reason
from registry.evidence.models import Claim
from registry.evidence.services import ClaimDetails
from registry.evidence.services.details import COUNT, tidied
from registry.measures.models import Measure
from registry.rules.words import Direction, EffectKind, Recurrence, label
from registry.web.forms import offers

UNSTATED = ("not-stated", _("Not stated"))
EFFECT = ("effect_kind", "effect", "standard_error", "interval_low", "interval_high", "interval_level")
COUNTS = ("treated_events", "treated_total", "comparison_events", "comparison_total")
VALUES = ("before_value", "after_value", "treated_value", "comparison_value")
SAVING = ("recurrence", "cashable", "net_of_cost", "basis")


class ClaimFields(FoldedForm):
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
    unit = line(_("Unit of the figures"), _("The unit alone, such as minutes, hours, percent or pounds."))
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
    before_value = line(_("Before"), _("The level before it began, in the unit above."))
    after_value = line(_("After"))
    treated_value = line(_("With it"), _("The level in the group that had it, in the unit above."))
    comparison_value = line(_("Without it"), _("The level in the group that it was compared with."))
    effect_kind = SelectField(
        _("Kind of effect"),
        description=_("How the study sets one thing against another."),
        widget=GovSelect(),
        choices=offers([("", _("Not stated")), *((kind.value, label(kind.value)) for kind in EffectKind)]),
        validate_choice=False,
    )
    effect = line(
        _("Effect"), _("A number alone, such as -2.2. Leave it empty if it follows from the values or counts.")
    )
    standard_error = line(
        _("Standard error"), _("Of the effect; for a ratio, of its logarithm. Leave it empty if unknown.")
    )
    interval_low = line(_("Interval from"), _("The lower end of the confidence interval."))
    interval_high = line(_("Interval to"), _("The upper end."))
    interval_level = line(_("Level of the interval, in percent"), _("95 unless the study says another."))
    treated_events = line(_("Events with it"), _("How many of the group that had it, such as repeat calls."))
    treated_total = line(_("Cases with it"), _("How many were in that group."))
    comparison_events = line(_("Events without it"))
    comparison_total = line(_("Cases without it"))
    recurrence = choice(
        _("Does it come once, or again in each period?"),
        [*((item.value, label(item.value)) for item in Recurrence), UNSTATED],
    )
    cashable = choice(
        _("Is the saving money that can be spent elsewhere?"),
        [
            ("yes", _("Yes, cashable")),
            ("no", _("No: time or quality")),
            ("not-stated", _("Not a saving, or not known")),
        ],
    )
    net_of_cost = choice(
        _("Is the cost of the tool taken off?"),
        [("net", _("Yes, net of cost")), ("gross", _("No, gross")), UNSTATED],
    )
    basis = line(_("How was the figure worked out?"), _("Assumptions too, such as hours to a full-time post."))

    def offer_measures(self, measures: Any) -> None:
        """Fill the list of standard measures."""
        known: list[Measure] = list(measures)
        self.units = {item.code: item.unit for item in known}
        self.measure.choices = offers([("", _("None of these")), *((item.code, item.name) for item in known)])

    def claim(self) -> ClaimDetails:
        """The outcome as typed."""
        recurrence = self.recurrence.data if self.recurrence.data != UNSTATED[0] else ""
        details: ClaimDetails = tidied(ClaimDetails, {**self.data, "recurrence": recurrence})
        return details

    @property
    def open_parts(self) -> dict[str, bool]:
        """Which of the folded parts of the figures stand open."""
        parts = {"values": VALUES, "effect": EFFECT, "counts": COUNTS, "saving": SAVING}
        return {part: self.opened(*names) for part, names in parts.items()}


class ClaimForm(ClaimFields):
    """One more outcome of a study."""


class CorrectClaimForm(ClaimFields):
    """An outcome as it should be, with why it was wrong."""

    reason = reason()


def as_typed(claim: Claim) -> dict[str, str]:
    """An outcome as it would be typed, for the form that corrects it."""
    plain = ("outcome", "local_measure", "result", "unit", "basis", *EFFECT, *COUNTS, *VALUES, "value", "recurrence")
    stated = {True: "yes", False: "no", None: UNSTATED[0]}
    typed = {name: _typed(getattr(claim, name)) for name in plain}
    return typed | {
        "measure": claim.measure.code if claim.measure else "",
        "claim_period": claim.period or "",
        "direction": claim.direction.value if claim.direction else COUNT,
        "ex_ante": "ex-ante" if claim.ex_ante else "measured",
        "cashable": stated[claim.cashable],
        "net_of_cost": {True: "net", False: "gross", None: UNSTATED[0]}[claim.net_of_cost],
        "recurrence": claim.recurrence.value if claim.recurrence else UNSTATED[0],
    }


def _typed(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
