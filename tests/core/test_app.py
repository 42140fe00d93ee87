"""The application answers."""

from tests import factories as f
from tests.browser import Browser


def test_the_process_is_well(web: Browser):
    assert web.get("/healthz").json == {"status": "ok"}


def test_the_factories_make_rows_that_the_database_accepts(session):
    board = f.ABoard()
    chair = f.ABoardPerson(board, f.Role.CHAIR, (f.AForce(), f.Role.LEAD))
    f.AnAdoption()

    actor = f.actor_of(chair)

    assert actor.seats == {(board.id, f.Role.CHAIR)}
    assert actor.policing


def test_an_unknown_address_is_a_page(web: Browser):
    assert web.get("/no-such-page").status_code == 404
