"""Who may review: policing alone, another organisation's record, and never a thing that has no owner."""

from types import SimpleNamespace

import pytest

from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Role

TOOL = SimpleNamespace(id=1, owner_id=7, state=ToolState.IN_REVIEW)
REVIEWS = (
    Permission.TOOL_PUBLISH,
    Permission.TOOL_REQUEST_CHANGES,
    Permission.TOOL_NOT_ACCEPT,
    Permission.TOOL_DRAFT_READ,
)


def reviewer(policing: bool) -> Actor:
    return Actor(id=1, roles=frozenset({(3, Role.REVIEWER)}), policing=policing, family=frozenset({3}))


@pytest.mark.parametrize("permission", REVIEWS)
class TestReviewer:
    def test_of_another_force_reviews(self, permission):
        assert allows(reviewer(policing=True), permission, TOOL)

    def test_of_a_supplier_reads_and_settles_nothing(self, permission):
        assert not allows(reviewer(policing=False), permission, TOOL)


def test_a_thing_without_an_owner_is_nobodys_to_publish():
    assert not allows(reviewer(policing=True), Permission.TOOL_PUBLISH, None)
