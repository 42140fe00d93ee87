"""What the GOV.UK widgets lack: a date that survives any request, and a summary whose links all lead to a field."""

from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import flatten_errors
from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovFileInput
from markupsafe import Markup
from wtforms import Field


class DateInput(GovDateInput):
    """Day, month and year; a request that leaves some of them out shows them empty instead of failing."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        """As the library does, from exactly three values."""
        if field.raw_data is not None:
            field.raw_data = [*field.raw_data, "", "", ""][:3]
        return super().map_gov_params(field, **kwargs)


class SeveralFiles(GovFileInput):
    """Choosing several files, with all that is wrong with them beside it and not only the first of it."""

    def __init__(self) -> None:
        super().__init__(multiple=True)

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """What the component takes."""
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        if field.errors:
            params["errorMessage"] = {"html": Markup("<br>").join(field.errors)}
        return params


def form_errors(form: FlaskForm) -> list[dict[str, str]]:
    """What is wrong with a form, in the order of its fields; what belongs to no field comes first, without a link."""
    errors = {name: found for name, found in form.errors.items() if name}
    ids = {name: field.id for name, field in form._fields.items()}
    items: list[dict[str, str]] = flatten_errors(errors, id_map=ids)
    dates = {f"#{field.id}" for field in form._fields.values() if isinstance(field.widget, GovDateInput)}
    several = {
        f"#{field.id}": [str(text) for text in field.errors[1:]]
        for field in form._fields.values()
        if isinstance(field.widget, SeveralFiles)
    }
    told = [{"text": str(text)} for text in form.form_errors]
    for item in items:
        told.append({**item, "href": item["href"] + ("-day" if item["href"] in dates else "")})
        told += [{"text": text, "href": item["href"]} for text in several.get(item["href"], ())]
    return told
