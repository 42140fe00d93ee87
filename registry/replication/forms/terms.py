"""The form that sets for how many days a confirmation holds, a field for each stage."""

from collections.abc import Mapping
from typing import Any, cast

from registry.replication.forms.fields import text_field
from registry.rules.lifecycles import Stage
from registry.rules.words import label
from registry.web.forms import GovForm


class TermsForm(GovForm):
    """A number of days for each stage."""

    stages: tuple[Stage, ...]

    @property
    def wanted(self) -> dict[Stage, int | None]:
        """What was typed; nothing for what is no number."""
        typed = {stage: str(self.data.get(stage.value) or "").strip() for stage in self.stages}
        return {stage: int(text) if text.isdecimal() and len(text) < 5 else None for stage, text in typed.items()}


def terms_form(present: Mapping[Stage, int]) -> TermsForm:
    """The form with what holds now."""
    fields: dict[str, Any] = {stage.value: text_field(label(stage), width=5, inputmode="numeric") for stage in present}
    form = cast(TermsForm, type("StageTermsForm", (TermsForm,), fields)(data={s.value: n for s, n in present.items()}))
    form.stages = tuple(present)
    return form
