"""The design questions as part of a form: of whoever adds a study, and of whoever grades a claim of it."""

from collections.abc import Mapping
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import Field, RadioField

from registry.rules.grading import QUESTIONS
from registry.web.forms import GovForm, offers

PREFIX = "q_"


def _field(place: int) -> Any:
    question = QUESTIONS[place]
    return RadioField(
        question.label,
        description=question.hint,
        choices=offers(question.options),
        widget=GovRadioInput(),
        validate_choice=False,
    )


class DesignFields(GovForm):
    """The design questions. None needs an answer; where one is given, those that it leads to need theirs."""

    q_measured = _field(0)
    q_baseline = _field(1)
    q_trend = _field(2)
    q_comparison = _field(3)
    q_comparable = _field(4)
    q_chosen = _field(5)
    q_attrition = _field(6)
    q_contamination = _field(7)
    q_could_see = _field(8)

    @property
    def design_fields(self) -> list[Field]:
        """The fields of the questions, in their order."""
        return [self._fields[PREFIX + question.code] for question in QUESTIONS]

    def design_answers(self) -> dict[str, str]:
        """What was answered, by the code of the question."""
        return {
            question.code: str(self._fields[PREFIX + question.code].data)
            for question in QUESTIONS
            if self._fields[PREFIX + question.code].data
        }

    def answer(self, answers: Mapping[str, str]) -> None:
        """Show these answers where nothing was sent."""
        for code, said in answers.items():
            field: Any = self._fields.get(PREFIX + code)
            if field is not None and not field.raw_data:
                field.data = said

    def show(self, fields: Mapping[str, str]) -> None:
        """Put what is wrong with an answer beside its question."""
        ours = {question.code for question in QUESTIONS}
        super().show({PREFIX + name if name in ours else name: message for name, message in fields.items()})
