"""The base of every form: CSRF, GOV.UK widgets, and times and words handled the same everywhere."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm

csrf = CSRFProtect()
babel = Babel()


def init_app(app: Flask) -> None:
    """Check every form's token and translate every text."""
    csrf.init_app(app)
    babel.init_app(app)


class GovForm(FlaskForm):
    """A form with GOV.UK widgets and an error summary."""

    def show(self, fields: Mapping[str, str]) -> None:
        """Put what a service found wrong beside the fields it named; what has no field goes to the top."""
        for name, message in fields.items():
            field: Any = self._fields.get(name)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]
