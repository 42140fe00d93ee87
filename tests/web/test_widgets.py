"""Dates survive any request, and each error leads to its field."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import DateField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired

from registry.web.forms import GovForm
from registry.web.widgets import DateInput, form_errors


class Report(GovForm):
    """A form with a name and a date."""

    class Meta:
        csrf = False

    name = StringField("Name", widget=GovTextInput(), validators=[InputRequired("Enter a name")])
    began = DateField(
        "When did it begin?", widget=DateInput(), format="%d %m %Y", validators=[InputRequired("Enter a date")]
    )


class Typed(GovForm):
    """A line, some lines and a password."""

    class Meta:
        csrf = False

    line = StringField("Line")
    lines = TextAreaField("Lines")
    password = PasswordField("Password")


class TestTypedText:
    def test_cannot_turn_the_reading_direction_and_keeps_its_lines(self, app: Flask) -> None:
        with app.test_request_context(method="POST", data={"line": "a\u202eb\x00 ", "lines": "a\u2066\r\nb"}):
            form = Typed()

            assert (form.line.data, form.lines.data) == ("ab", "a\nb")

    def test_a_password_stays_as_it_was_typed(self, app: Flask) -> None:
        with app.test_request_context(method="POST", data={"password": " \u202ea  b "}):
            assert Typed().password.data == " \u202ea  b "


@pytest.fixture(params=["", "began=14", "began=14&began=4", "began=1&began=2&began=3&began=4", "began=x&began=&began="])
def sent(app: Flask, request: pytest.FixtureRequest) -> Iterator[Report]:
    """The form as it was sent, with too few parts of a date or too many."""
    with app.test_request_context(
        "/", method="POST", data=request.param, content_type="application/x-www-form-urlencoded"
    ):
        form = Report()
        form.validate()
        yield form


def test_a_date_of_any_number_of_parts_is_shown_again(sent: Report):
    assert render_template_string("{{ form.began }}", form=sent).count("<input") == 3


def test_each_error_leads_to_its_field_in_the_order_of_the_fields(sent: Report):
    assert [error["href"] for error in form_errors(sent)] == ["#name", "#began-day"]


def test_what_belongs_to_no_field_comes_first_without_a_link(sent: Report):
    sent.show({"": "The record has changed."})

    assert form_errors(sent)[0] == {"text": "The record has changed."}


def test_the_form_layout_tells_of_errors_in_title_and_summary(sent: Report):
    page = render_template_string(
        '{% extends "layouts/form.html" %}{% block page_title %}Report{% endblock %}', form=sent
    )

    assert "<title>Error: Report - Policing Innovation Registry</title>" in page
    assert page.index("There is a problem") < page.index("<h1>Report</h1>")


def test_what_belongs_to_no_field_is_told_once_and_first(app: Flask) -> None:
    with app.test_request_context(method="POST", data={}):
        form = Report()
        form.validate()
        form.show({"": "Nothing was saved.", "name": "Enter another name"})

        assert [row["text"] for row in form_errors(form)][:2] == ["Nothing was saved.", "Enter a name"]
