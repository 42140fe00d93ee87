"""The base of every form: CSRF, GOV.UK widgets, and times and words handled the same everywhere."""

from collections.abc import Callable, Iterable, Mapping
from gettext import NullTranslations
from typing import Any, TypeVar

from flask import Flask
from flask_babel import Babel
from flask_babel import lazy_gettext as _
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import DateField, Field, PasswordField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from registry.core.db import db
from registry.core.errors import Invalid
from registry.rules.answers import tidy

T = TypeVar("T")

NO_DAY = _("There is no such day. Give day, month and year in figures, for example 27 3 2026.")

csrf = CSRFProtect()
babel = Babel()


def init_app(app: Flask) -> None:
    """Check every form's token, and mark the texts of pages for translation.

    There is one language so far: to ask for it at each of a page's two thousand texts took a third of the page's time.
    """
    csrf.init_app(app)
    babel.init_app(app)
    words = NullTranslations()
    app.jinja_env.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]


def offers(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The choices of a field from pairs of code and label."""
    return [SelectChoice(value, label) for value, label in pairs]


class GovForm(FlaskForm):
    """A form with GOV.UK widgets and an error summary. What is typed into it is kept tidy, but for passwords."""

    class Meta(FlaskForm.Meta):
        """Tidies the text of every field."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """The field, which drops control characters and those that turn the reading direction; a day says how it is given."""
            field: Field = super().bind_field(form, unbound_field, options)
            if isinstance(field, DateField):
                field.invalid_value_message = field.invalid_value_message or NO_DAY
            if isinstance(field, StringField) and not isinstance(field, PasswordField):
                lines = isinstance(field, TextAreaField)
                field.filters = [*field.filters, lambda text: tidy(text, lines) if isinstance(text, str) else text]
            return field

    def show(self, fields: Mapping[str, str]) -> None:
        """Put what a service found wrong beside the fields it named; what has no field goes to the top."""
        for name, message in fields.items():
            field: Any = self._fields.get(name)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]

    @property
    def status(self) -> int:
        """The status of a page that shows the form: 422 when it comes back with errors."""
        return 422 if self.errors else 200

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """Do it once the form was sent complete; what the service finds wrong is shown beside the fields it names."""
        if not self.validate_on_submit():
            return None
        # A refused command rolls back, and would take along what the page has read to show itself again.
        db.session.expunge_all()
        try:
            return act()
        except Invalid as refusal:
            self.show(refusal.fields or {"": refusal.message})
            return None
