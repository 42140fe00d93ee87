"""A merger against a lead's move, a new record and a second registrar, in two processes on one database; and a kill."""

from contextlib import ExitStack
from subprocess import TimeoutExpired

from flask import Flask
from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.core import audit
from registry.core.db import db
from registry.organisations.models import Organisation, Succession
from registry.reorganisation.models import Rehomed, Reorganisation
from registry.replication.models import Adoption
from registry.rules.lifecycles import Stage
from registry.rules.words import OrganisationKind, Role, Standing
from tests import factories as f
from tests.processes import Process

ROUNDS = 4
STEP = 15  # milliseconds more for the one or the other in each round, so that each comes first in some


def start(url: str) -> Process:
    return Process("tests.reorganisation.racers", url)


def outcomes(copy: Flask, rounds: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """How each of the two ended in each round, both started at once."""
    with ExitStack() as running:
        racers = [running.enter_context(start(copy.config["SETTINGS"].database_url)) for _ in range(2)]
        try:
            assert [racer.stdout.readline().strip() for racer in racers] == ["ready", "ready"]
            ended = []
            for lines in rounds:
                for racer, line in zip(racers, lines, strict=True):
                    racer.stdin.write(f"{line}\n")
                    racer.stdin.flush()
                first, second = (racer.stdout.readline().strip() for racer in racers)
                ended.append((first, second))
            return ended
        finally:
            for racer in racers:
                racer.stdin.close()


def a_registrar() -> int:
    return f.APerson((f.AForce(kind=OrganisationKind.NATIONAL, territorial=False), Role.REGISTRAR)).id


def pauses(number: int) -> tuple[int, int]:
    """Of the merger, and of the other."""
    return (number * STEP, 0) if number % 2 else (0, number * STEP)


def merge(registrar: int, pause: int, forces: tuple[Organisation, Organisation], number: int) -> str:
    return f"merge {registrar} {pause} {forces[0].slug} {forces[1].slug} Heir{number}"


def test_a_lead_moves_an_adoption_while_forces_merge_and_neither_is_lost(copy: Flask):
    registrar, rounds, rows = a_registrar(), [], []
    for number in range(ROUNDS):
        forces = (f.AForce(), f.AForce())
        row = f.AnAdoption(f.ATool(), forces[0], Stage.PILOTING)
        mine, theirs = pauses(number)
        lead = f.APerson((forces[0], Role.LEAD)).id
        rounds.append((merge(registrar, mine, forces, number), f"advance {lead} {theirs} {row.id} {row.revision}"))
        rows.append((row.tool_id, row.organisation_id))

    ended = outcomes(copy, rounds)

    db.session.expire_all()
    for (merged, moved), (tool_id, home) in zip(ended, rows, strict=True):
        current = db.session.scalars(select(Adoption).where(Adoption.tool_id == tool_id, Adoption.is_current)).all()
        assert (merged, moved) in {
            ("done", "Conflict"),
            ("done", "NotFound"),
            ("done", "NotAllowed"),
            ("Conflict", "done"),
            ("done", "done"),  # the lead was first, before the registrar's page was made
        }
        assert len(current) == 1
        if merged == "done":
            reached = Stage.LIVE if moved == "done" else Stage.PILOTING
            assert (current[0].stage, current[0].standing) == (reached, Standing.UNCONFIRMED)
            assert current[0].organisation_id != home
        else:
            assert (current[0].stage, current[0].organisation_id) == (Stage.LIVE, home)
    assert audit.verify(db.session).fault == ""


def test_no_record_is_begun_for_a_force_that_has_just_ended(copy: Flask):
    registrar, rounds = a_registrar(), []
    for number in range(ROUNDS):
        forces = (f.AForce(), f.AForce())
        mine, theirs = pauses(number)
        lead = f.APerson((forces[0], Role.LEAD)).id
        rounds.append(
            (merge(registrar, mine, forces, number), f"register {lead} {theirs} {forces[0].id} Begun{number}")
        )

    ended = outcomes(copy, rounds)

    db.session.expire_all()
    orphans = select(func.count(Tool.id)).join(Organisation, Organisation.id == Tool.owner_id)
    # Both are done where the record was begun before the plan was made: it then goes along
    assert set(ended) <= {("done", "WrongState"), ("done", "NotAllowed"), ("Conflict", "done"), ("done", "done")}
    assert db.session.scalar(orphans.where(Organisation.valid_to.is_not(None))) == 0


def test_of_two_registrars_one_merges_and_the_other_is_told(copy: Flask):
    registrars, rounds = (a_registrar(), a_registrar()), []
    for number in range(ROUNDS):
        forces = (f.AForce(), f.AForce())
        f.ATool(forces[0])
        both = [merge(registrar, 30, forces, number * 2 + n) for n, registrar in enumerate(registrars)]
        rounds.append((both[0], both[1]))

    ended = outcomes(copy, rounds)

    db.session.expire_all()
    assert all(sorted(pair)[1] == "done" and sorted(pair)[0] in ("Conflict", "Invalid") for pair in ended), ended
    assert db.session.scalar(select(func.count(Reorganisation.id))) == ROUNDS
    assert db.session.scalar(select(func.count(Succession.id))) == ROUNDS * 2


def test_a_kill_in_the_middle_leaves_nothing_half_done(copy: Flask):
    registrar, forces = a_registrar(), (f.AForce(), f.AForce())
    for _ in range(30):
        f.AnAdoption(f.ATool(forces[0]), forces[0])
    url = copy.config["SETTINGS"].database_url
    seen = set()
    for number, pause in enumerate((20, 80, 150)):
        racer = start(url)
        assert racer.stdout.readline().strip() == "ready"
        racer.stdin.write(f"{merge(registrar, 0, forces, number)}\n")
        racer.stdin.flush()
        try:
            racer.wait(timeout=pause / 1000)
        except TimeoutExpired:
            racer.kill()
        racer.communicate()
        db.session.rollback()
        db.session.expire_all()
        made = db.session.scalar(select(func.count(Reorganisation.id)))
        moved = db.session.scalar(select(func.count(Rehomed.id)).where(Rehomed.subject == "tool"))
        owned = db.session.scalar(select(func.count(Tool.id)).where(Tool.owner_id == forces[0].id))
        present = db.session.scalar(select(func.count(Adoption.id)).where(Adoption.is_current))
        assert (made, moved, owned) in {(0, 0, 30), (1, 30, 0)}
        assert present == 30
        seen.add(made)
        if made:
            break
    assert audit.verify(db.session).fault == ""
    assert seen
