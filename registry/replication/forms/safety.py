"""The forms of safety notices."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from registry.replication.forms.fields import prose_field
from registry.rules.words import Visibility
from registry.web.forms import GovForm


class IssueForm(GovForm):
    """What is unsafe, and who may read it."""

    words = prose_field(
        _("What is unsafe, and what must be done?"),
        _(
            "Every force that uses it is told at once and asked to acknowledge it. OFFICIAL at most: nothing marked "
            "OFFICIAL-SENSITIVE or above, no data about the public, no tactics."
        ),
    )
    visibility = RadioField(
        _("Who may read it?"),
        widget=GovRadioInput(),
        choices=[
            SelectChoice(Visibility.POLICING.value, _("Policing")),
            SelectChoice(Visibility.PUBLIC.value, _("Everybody who may read the record")),
        ],
        default=Visibility.POLICING.value,
        validate_choice=False,
    )

    @property
    def chosen(self) -> Visibility | None:
        """The visibility that was chosen."""
        return Visibility(self.visibility.data) if self.visibility.data in set(Visibility) else None


class LiftForm(GovForm):
    """Why it holds no longer."""

    because = prose_field(_("Why does it hold no longer?"))
