"""One word runs through: each verb of a lifecycle has its permission, and each permission is asked for somewhere."""

import ast

import pytest

from registry.core.states import Lifecycle
from registry.rules import lifecycles
from registry.rules.policy import GRANTS, Permission
from tests.architecture.sources import dotted, modules, name

pytestmark = pytest.mark.static

TABLES = {noun.lower(): table for noun, table in vars(lifecycles).items() if isinstance(table, Lifecycle)}


def test_every_permission_has_its_row():
    assert set(GRANTS) == set(Permission)
    assert [permission for permission, rules in GRANTS.items() if not rules] == []


@pytest.mark.parametrize("noun", sorted(TABLES))
def test_each_verb_of_a_lifecycle_has_a_permission(noun: str):
    missing = [verb for verb in TABLES[noun].moves if f"{noun}:{verb}" not in set(Permission)]

    assert missing == []


def test_each_permission_is_asked_for():
    asked = {
        dotted(node).split(".")[-1]
        for path, tree in modules().items()
        if not name(path).startswith("registry/rules/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node).split(".")[0] in ("Permission", "P", "policy")
    }

    assert sorted(permission.name for permission in Permission if permission.name not in asked) == []
