"""The forms of barriers that are met on the way."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from registry.replication.forms.fields import SMALL, WhenField, prose_field, text_field
from registry.replication.models import Barrier
from registry.replication.services import BarrierDetails
from registry.web.forms import GovForm, offers


class OwnerForm(GovForm):
    """Who sees to it: a role, of this organisation or another."""

    owner_role = text_field(
        _("Who sees to it?"), _("A role, not a name: Head of procurement. Leave it empty if nobody does yet.")
    )
    owner = SelectField(
        _("Of which organisation, if not your own?"), widget=GovSelect(), validate_choice=False, default=""
    )

    def offer(self, organisations: Sequence[tuple[str, str]]) -> Any:
        """The organisations that may see to it."""
        self.owner.choices = [SelectChoice("", _("Your own")), *offers(organisations)]
        return self


class OpenBarrierForm(OwnerForm):
    """What stands in the way."""

    code = RadioField(_("What stands in the way?"), widget=GovRadioInput(), validate_choice=False, render_kw=SMALL)
    opened_on = WhenField(
        _("Since when?"), description=_("For example, 27 3 2026. A month and a year, or a year alone, are enough.")
    )
    note = prose_field(_("What exactly? Shown to policing only"))

    field_order = ("code", "opened_on", "note", "owner_role", "owner")

    def choose(self, barriers: Sequence[Barrier], organisations: Sequence[tuple[str, str]]) -> "OpenBarrierForm":
        """The coded barriers and the organisations."""
        self.code.choices = [SelectChoice(row.code, row.label) for row in barriers]
        self.offer(organisations)
        return self

    def details(self) -> BarrierDetails:
        """What was said."""
        given = self.data
        return BarrierDetails(
            given["code"] or "",
            day_of(self.opened_on),
            given["note"] or "",
            given["owner"] or "",
            given["owner_role"] or "",
        )


class ResolveForm(GovForm):
    """How it was got past."""

    resolved_on = WhenField(_("Since when are you past it?"))
    how = prose_field(_("How did you get past it? This helps the next force most"))


def day_of(field: Any) -> date | None:
    """The day that a date field holds."""
    return field.data.day if field.data else None
