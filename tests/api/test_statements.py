"""What a list asks of the database does not grow with its rows."""

import pytest

from registry.governance.models import Board
from tests import factories as f
from tests.api.records import a_decision, a_measure, a_reason, a_standard
from tests.browser import Browser


def grow(board: Board) -> None:
    """One more row of every kind, each with all that hangs on it."""
    tool = f.ATool()
    a_reason(f.AnAdoption(tool), "It helps")
    a_decision(tool, board)
    a_measure()
    a_standard()
    f.ABoard()


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("tools", 3),
        ("organisations", 2),
        ("adoptions", 5),
        ("measures", 2),
        ("standards", 4),
        ("boards", 2),
        ("boards/{board}/decisions", 5),
    ],
)
def test_statements_do_not_grow_with_rows(web: Browser, count_statements, path: str, most: int):
    board = f.ABoard()
    address = f"/api/v1/{path.format(board=board.slug)}?page_size=100"
    grow(board)
    with count_statements() as few:
        web.get(address)
    for _ in range(5):
        grow(board)
    with count_statements() as many:
        web.get(address)

    assert len(many) == len(few) <= most
