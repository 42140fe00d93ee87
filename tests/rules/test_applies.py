"""Which standards apply to which answers."""

import pytest
import yaml

from registry.rules.applies import SEED, applies, conditions, holds


@pytest.mark.parametrize(
    ("code", "content", "expected"),
    [
        ("always", {}, True),
        ("ai", {"techniques": ["machine-learning", "none"]}, True),
        ("ai", {"techniques": ["rpa"]}, False),
        ("ai", {}, False),
        ("biometric", {"techniques": ["facial-recognition"]}, True),
        ("personal-data", {"personal_data": "not-sure"}, True),
        ("personal-data", {"personal_data": "no"}, False),
        ("public-facing", {"users": ["control-room", "public"]}, True),
        ("tool-decides", {"decider": "person"}, False),
        ("supplied", {"supply": "both"}, True),
        ("technology", {"techniques": ["none"]}, False),
        ("technology", {"techniques": ["drone"]}, True),
        ("technology", {}, False),
        ("no-such-condition", {"techniques": ["drone"]}, False),
    ],
)
def test_a_condition(code, content, expected):
    assert holds(code, content) is expected


def test_any_condition_is_enough():
    assert applies(["ai", "supplied"], {"supply": "supplier"})
    assert not applies([], {"supply": "supplier"})


def test_every_condition_that_a_standard_names_is_known():
    standards = yaml.safe_load((SEED / "standards.yaml").read_text())["standards"]

    assert {code for standard in standards for code in standard["applies_when"]} <= set(conditions())
