"""The form of what is inherited: for each requirement where the force stands, and a tick once that was looked at."""

from collections.abc import Sequence
from typing import Any, cast

from flask_babel import gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea
from wtforms import BooleanField, Field, HiddenField, RadioField, TextAreaField

from registry.assurance.queries.inherited import Line, Local
from registry.assurance.services import Answered, Found
from registry.catalogue.forms import shown
from registry.catalogue.forms.prechecks import number_of
from registry.rules.answers import tidy
from registry.rules.words import Compliance, label
from registry.web.forms import GovForm, offers

OFFERED = [state for state in Compliance if state is not Compliance.EXEMPT]


class InheritanceForm(GovForm):
    """What holds at the force, requirement by requirement."""

    source = HiddenField()
    newest = HiddenField()
    codes: Sequence[str] = ()

    def of(self, kind: str, code: str) -> Field:
        """The field of a requirement: `answer`, `note` or `holds`."""
        return cast(Field, self._fields[f"{kind}_{code}"])

    def found(self) -> Found:
        """What was found, as typed."""
        return Found(
            answers={
                code: Answered(str(self.of("answer", code).data or ""), tidy(self.of("note", code).data))
                for code in self.codes
            },
            holds=[code for code in self.codes if self.of("holds", code).data],
            source_id=number_of(self.source.data),
            newest_id=number_of(self.newest.data),
        )


def inheritance_form(local: Local) -> InheritanceForm:
    """The form for one standard, filled from what the force found and else from what it inherits."""
    fields: dict[str, Any] = {}
    begun: dict[str, Any] = {"source": local.source.id if local.source else 0, "newest": local.newest}
    for line in local.lines:
        code = line.requirement.code
        fields |= _fields(line, code)
        begun |= {f"answer_{code}": line.stands.value if line.stands else "", f"note_{code}": line.note}
    form = cast(InheritanceForm, type("RequirementsForm", (InheritanceForm,), fields)(data=begun))
    form.codes = tuple(line.requirement.code for line in local.lines)
    return form


def _fields(line: Line, code: str) -> dict[str, Any]:
    return {
        f"answer_{code}": RadioField(
            line.requirement.text,
            choices=offers([(state.value, label(state)) for state in OFFERED]),
            widget=GovRadioInput(),
            validate_choice=False,
        ),
        f"note_{code}": TextAreaField(_("What shows it, or why not?"), widget=GovTextArea(), filters=[shown]),
        f"holds_{code}": BooleanField(_("Looked at: this holds at our force"), widget=GovCheckboxInput()),
    }
