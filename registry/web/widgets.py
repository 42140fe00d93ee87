"""What the GOV.UK widgets lack: a date that survives any request, and a summary whose links all lead to a field."""

from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import flatten_errors
from govuk_frontend_wtf.wtforms_widgets import GovDateInput


class DateInput(GovDateInput):
    """Day, month and year; a request that leaves some of them out shows them empty instead of failing."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        """As the library does, from exactly three values."""
        if field.raw_data is not None:
            field.raw_data = [*field.raw_data, "", "", ""][:3]
        return super().map_gov_params(field, **kwargs)


def form_errors(form: FlaskForm) -> list[dict[str, str]]:
    """What is wrong with a form, in the order of its fields; what belongs to no field comes first, without a link."""
    errors = {name: found for name, found in form.errors.items() if name is not None}
    ids = {name: field.id for name, field in form._fields.items()}
    items: list[dict[str, str]] = flatten_errors(errors, id_map=ids)
    dates = {f"#{field.id}" for field in form._fields.values() if isinstance(field.widget, GovDateInput)}
    for item in items:
        if item["href"] in dates:
            item["href"] += "-day"
    return [{"text": str(text)} for text in form.form_errors] + items
