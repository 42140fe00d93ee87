"""What a refused move says: the state and what may follow it, never what the reader may do."""

import pytest

from registry.core.errors import WrongState
from registry.rules.lifecycles import CASE, TOOL, CaseState, ToolState


class TestRefusedMove:
    def test_names_the_state_and_the_states_that_may_follow(self):
        with pytest.raises(WrongState) as refused:
            TOOL.move("publish", ToolState.PUBLISHED)

        said = "You cannot publish this record, because it is published. From here the record can be: draft, retired."
        assert refused.value.message == said

    def test_promises_the_reader_nothing(self):
        with pytest.raises(WrongState) as refused:
            CASE.move("decide", CaseState.DECIDED)

        assert "you can:" not in refused.value.message
        assert "bring back" not in refused.value.message

    def test_says_when_nothing_follows(self):
        with pytest.raises(WrongState, match=r"it is retired\. Nothing follows from here\.$"):
            TOOL.move("edit", ToolState.RETIRED)
