"""Each template that is asked for exists; each that exists is asked for."""

import ast
from functools import cache

import pytest
from jinja2 import Environment, meta

from config import ROOT
from tests.architecture.sources import calls, modules, name

pytestmark = pytest.mark.static

FOLDER = ROOT / "templates"
LIBRARIES = ("govuk_frontend_jinja/", "govuk_frontend_wtf/")
RENDERERS = ("render_template", "get_template", "select_template", "get_template_attribute")


@cache
def existing() -> set[str]:
    return {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}


def asked_by_templates() -> dict[str, set[str | None]]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    return {
        template: set(meta.find_referenced_templates(environment.parse((FOLDER / template).read_text())))
        for template in existing()
    }


def asked_by_code() -> dict[str, str]:
    """Every text in the code that looks like a template of ours, and where it stands."""
    return {
        node.value: f"{name(path)}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "/" in node.value
        and " " not in node.value
        and node.value.endswith((".html", ".txt", ".xml"))
        and not node.value.startswith(("/", *LIBRARIES))
    }


def test_each_template_that_a_view_asks_for_exists():
    missing = {template: where for template, where in asked_by_code().items() if template not in existing()}

    assert missing == {}


def test_each_template_that_a_template_asks_for_exists():
    missing = {
        template: sorted(
            str(other) for other in asked if other not in existing() and not str(other).startswith(LIBRARIES)
        )
        for template, asked in asked_by_templates().items()
    }

    assert {template: others for template, others in missing.items() if others} == {}


def test_a_view_names_its_template_in_plain_words():
    computed = [
        f"{name(path)}:{call.lineno}"
        for path, tree in modules().items()
        for called, call in calls(tree)
        if called.split(".")[-1] in RENDERERS and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert computed == []


def test_each_template_is_used():
    used, waiting = set(), [template for template in asked_by_code() if template in existing()]
    asked = asked_by_templates()
    while waiting:
        template = waiting.pop()
        if template not in used:
            used.add(template)
            waiting += [other for other in asked[template] if other in existing()]

    assert sorted(existing() - used) == []
