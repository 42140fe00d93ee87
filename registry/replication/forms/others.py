"""The forms that leave the stage where it is, and those for questions between forces."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from registry.core import clock
from registry.organisations.models import Organisation
from registry.replication.forms.fields import OptionalWhenField, When, prose_field, text_field, visibility_field
from registry.replication.services import Assertion, Settlement, Settling
from registry.replication.services.disputes import STATED
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision, Visibility, label
from registry.web.forms import GovForm


class DisputeForm(GovForm):
    """Why what a source reports is not so."""

    reason = prose_field(_("What is not so? Say what is true instead"))
    revision = HiddenField()

    def assertion(self) -> Assertion:
        """What was said."""
        return Assertion(clock.today(), reason=self.reason.data)


class SettleForm(GovForm):
    """What becomes of a report that its force disputes."""

    outcome = RadioField(
        _("What becomes of the report?"),
        widget=GovRadioInput(),
        choices=[
            SelectChoice(
                Settling.WITHDRAWN.value, _("Withdraw it: the force is right, and nothing is held of it here")
            ),
            SelectChoice(Settling.CORRECTED.value, _("Correct it: the source says something else")),
            SelectChoice(Settling.STANDS.value, _("Let it stand as reported: the source says so")),
        ],
        validate_choice=False,
    )
    stage = SelectField(
        _("If corrected: which stage does the source give?"),
        widget=GovSelect(),
        validate_choice=False,
        choices=[SelectChoice("", _("Choose a stage")), *(SelectChoice(stage.value, label(stage)) for stage in STATED)],
    )
    happened_on = OptionalWhenField(
        _("If corrected: since when, by the source?"),
        description=_("Leave it empty where the source gives no date."),
    )
    reason = prose_field(_("Why? Both sides read it"))
    revision = HiddenField()

    def settlement(self) -> Settlement:
        """What was decided."""
        given = self.data
        undated = given["happened_on"] is None
        when = given["happened_on"] or When(clock.today(), Precision.DAY)
        stage = Stage(given["stage"]) if given["stage"] in set(Stage) else None
        outcome = Settling(given["outcome"]) if given["outcome"] in set(Settling) else None
        said = Assertion(when.day, when.precision, stage, reason=given["reason"])
        return Settlement(outcome, said, undated)


class QueryForm(GovForm):
    """What is doubted of an adoption."""

    question = prose_field(
        _("What do you doubt, and why?"),
        _(
            "Only the force can say. It goes to the force's team mailbox and stands in both work lists. OFFICIAL at most."
        ),
    )


class ReleaseForm(GovForm):
    """Who may read an adoption, and on whose authority."""

    visibility = visibility_field()
    role = text_field(_("Who released it?"), _("A role, not a name: Data protection officer."))
    reference = text_field(_("Under which reference?"), _("For example a minute or a decision number."))
    revision = HiddenField()

    @property
    def chosen(self) -> Visibility:
        """The visibility that was chosen."""
        return Visibility(self.visibility.data)


class AskForm(GovForm):
    """A question to another force."""

    asker = SelectField(_("In the name of which organisation?"), widget=GovSelect(), coerce=int)
    question = prose_field(
        _("Your question"),
        _(
            "It goes to the force's team mailbox, and both forces see it in their work lists. "
            "OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data about the public, no tactics."
        ),
    )

    def __init__(self, own: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asker.choices = [SelectChoice(organisation.id, organisation.name) for organisation in own]


class AnswerForm(GovForm):
    """The answer."""

    answer = prose_field(_("Your answer"))


def read_at(form: Any) -> int:
    """The revision that the sender had before them."""
    text = str(form.revision.data or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def ticked(values: Sequence[str]) -> dict[int, int]:
    """Ticked adoptions with the revision that was read, from "number:revision"; what is not so is left out."""
    pairs = [value.partition(":") for value in values[:500]]
    return {int(a): int(b) for a, _colon, b in pairs if a.isdecimal() and b.isdecimal() and len(a) + len(b) < 18}
