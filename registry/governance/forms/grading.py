"""The forms of reviewing a grade."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.evidence.forms import DesignFields
from registry.governance.queries.grading import Candidate, GradePage
from registry.governance.services.grading import ScoreDetails
from registry.rules.words import Direction, label
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

SEEN = _("Whoever may read the record sees it once the grade is settled, under “reviewer” and not your name.")


def words(text: Any, hint: Any = SEEN) -> TextAreaField:
    """A few sentences."""
    return TextAreaField(text, description=hint, widget=GovTextArea(), filters=[shown])


class ScoreForm(DesignFields):
    """What a reviewer makes of a result: as it stands, or otherwise by the answers to the design questions."""

    verdict = RadioField(_("What do you make of it?"), choices=[], widget=GovRadioInput(), validate_choice=False)
    direction = RadioField(
        _("What was found?"),
        description=_("Only if you grade it otherwise."),
        choices=offers((item.value, label(item.value)) for item in Direction),
        widget=GovRadioInput(),
        validate_choice=False,
    )
    words = words(_("Your reasons"))

    def to_confirm(self, page: GradePage) -> "ScoreForm":
        """To confirm the grade as it stands, or grade it otherwise."""
        self.verdict.choices = offers(
            [("confirm", gettext("I confirm the grade as it stands")), ("differ", gettext("I grade it otherwise"))]
        )
        self.answer(page.subject.item.design_answers or {})
        return self

    def to_settle(self) -> "ScoreForm":
        """To settle on one of two scores, or on something else."""
        self.verdict.choices = offers(
            [
                ("first", gettext("As the first reviewer graded it")),
                ("second", gettext("As the second reviewer graded it")),
                ("differ", gettext("Otherwise, by the answers below")),
            ]
        )
        return self

    def details(self) -> ScoreDetails:
        """The score as typed."""
        return ScoreDetails(
            verdict=str(self.verdict.data or ""),
            direction=str(self.direction.data or ""),
            answers=self.design_answers(),
            words=self.words.data or "",
        )


class AgreeForm(GovForm):
    """The proposal that was read, which is the one to agree to."""

    step = HiddenField()

    def seen(self) -> int:
        """The proposal; 0 for one that cannot be read."""
        text = str(self.step.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ReferForm(GovForm):
    """Why a third reviewer is asked."""

    words = words(_("Why a third reviewer? (optional)"))


class ReasonForm(GovForm):
    """Why two reviewers are asked for, or a review ends without a grade."""

    reason = words(_("Why?"), _("Whoever may read the record sees it once the grade is settled."))


class AppealForm(GovForm):
    """Why a settled grade is appealed against."""

    reason = words(
        _("Why is the grade wrong?"),
        _("Name what the reviewers overlooked or read otherwise than the study has it. OFFICIAL only."),
    )


class AssignGradeForm(GovForm):
    """To whom a grade goes, and by when."""

    person = SelectField(_("Which reviewer?"), widget=GovSelect(), validate_choice=False)
    due_on = DateField(
        _("By when is it to be graded?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )

    def offer(self, found: list[Candidate]) -> "AssignGradeForm":
        """Those who are independent of it."""
        names = [(str(one.id), f"{one.name}, {one.organisation}") for one in found]
        self.person.choices = offers([("", gettext("Choose a reviewer")), *names])
        return self

    def chosen(self) -> int:
        """The reviewer; 0 for nobody."""
        text = str(self.person.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class PlainForm(GovForm):
    """Nothing but the token."""
