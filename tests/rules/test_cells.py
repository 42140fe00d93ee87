"""Cells that a spreadsheet would run are marked as text, and read back as they were."""

import pytest

from registry.rules.cells import inert, unmarked


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5+A1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_what_would_be_run_is_marked_and_read_back(text):
    assert inert(text) == f"'{text}"
    assert unmarked(inert(text)) == text


@pytest.mark.parametrize("text", ["", "101 waits", "5 - 3", "-5", "-0.25", "-1e-05", "'quoted'", "'", "é"])
def test_other_text_stays_as_it_is(text):
    assert inert(text) == unmarked(text) == text
