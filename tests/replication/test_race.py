"""A board's decision against a lead's move, in two processes on one database."""

from contextlib import ExitStack

from flask import Flask
from sqlalchemy import select

from registry.core.db import db
from registry.core.events import EventRow
from registry.replication.queries.adoptions import adoption
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role
from tests import factories as f
from tests.processes import Process

ROUNDS = 16
HANDICAP = 12  # milliseconds more for the decision in each round: in some the move comes first


def order_of(kind: str, tool_id: int) -> int:
    return db.session.scalar(select(EventRow.id).where(EventRow.kind == kind, EventRow.tool_id == tool_id)) or 0


def test_never_live_under_an_open_hold_unless_it_is_marked_so(copy: Flask):
    force = f.AForce()
    lead = f.APerson((force, Role.LEAD))
    entries = [f.AnAdoption(f.ATool(), force, Stage.PILOTING) for _ in range(ROUNDS)]
    entries = [(row.tool_id, row.id, row.revision, lead.id) for row in entries]
    outcomes = []
    with ExitStack() as running:
        url = copy.config["SETTINGS"].database_url
        racers = [running.enter_context(Process("tests.replication.racers", url, act)) for act in ("hold", "advance")]
        try:
            assert [racer.stdout.readline().strip() for racer in racers] == ["ready", "ready"]
            for number, entry in enumerate(entries):
                for racer, pause in zip(racers, (number * HANDICAP, 0), strict=True):
                    racer.stdin.write(" ".join(map(str, (*entry, pause))) + "\n")
                    racer.stdin.flush()
                outcomes.append([racer.stdout.readline().strip() for racer in racers])
        finally:
            for racer in racers:
                racer.stdin.close()

    db.session.expire_all()
    assert {held for held, _ in outcomes} == {"done"}
    for (tool_id, adoption_id, _, _), (_, moved) in zip(entries, outcomes, strict=True):
        row = adoption(ANONYMOUS, adoption_id)
        if moved == "done":
            assert order_of("adoption-moved", tool_id) < order_of("hold-placed", tool_id)
            assert (row.stage, row.unmet) == (Stage.LIVE, True)
        else:
            assert (moved, row.stage) == ("refused already_happened", Stage.PILOTING)
