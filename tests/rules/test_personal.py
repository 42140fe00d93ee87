"""What may be about somebody is recognised, and what the register is for is not taken for it."""

import pytest

from registry.rules.personal import may_be_about_somebody


@pytest.mark.parametrize(
    "text",
    [
        "john",
        "smith, Sarah",
        "PC Bloggs",
        "mr bloggs burglary",
        "Zephyr Quux",
        "O\u2019Neil Fintan",
        "jo@force.example",
        "AB12 3CD",
        "sw1a1aa",
        "12 Acacia Avenue",
        "07700 900123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "crime 42/1234/26",
        "42-1234",
        "NX19123456",
        "AB12 CDE",
        "https://force.example/x",
        "a b c d e f g h i",
        "word " * 20,
    ],
)
def test_looks_as_if_it_were_about_somebody(text: str):
    assert may_be_about_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "101 waits",
        "999",
        "mg11",
        "ANPR",
        "body worn video",
        "rape and serious sexual offences",
        "county lines",
        "DFR drones",
        "redaction tool",
        "ai 101 triage",
        "Redaction",
    ],
)
def test_is_about_a_tool(text: str):
    assert not may_be_about_somebody(text)
