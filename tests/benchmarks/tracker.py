"""The tracker at three sizes: time and statements of its pages, and how they grow with the register."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.copies import command

SIZES = ((200, 2_000), (2_000, 20_000), (20_000, 200_000))  # tools and adoptions, with about two stage events each
TIMES, SECONDS = 15, 4.0  # that each page is asked for, at most
CELLS = 500 * 43  # of the file that is measured at full size
PAST = "2023-06-30"


def report(console: Console, folder: Path) -> None:
    """Fill a copy of each size, measure its pages in a process of their own, and print one table."""
    console.print(f"The tracker as a member of policing; load {os.getloadavg()[0]:.1f}")
    found = []
    for tools, adoptions in SIZES:
        place = folder / f"tracker-{tools}"
        place.mkdir()
        command(place, "db", "upgrade")
        command(place, "seed", "reference")
        command(place, "seed", "synthetic", "--tools", str(tools), "--adoptions", str(adoptions), "--seed", "1")
        found.append(measured(place))
    console.print(table(found))


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """What the process for one copy says of each page."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    words = [sys.executable, "-m", "tests.benchmarks.tracker"]
    said = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, dict[str, float]] = json.loads(said.stdout.splitlines()[-1])
    return figures


def table(found: Sequence[dict[str, dict[str, float]]]) -> Table:
    """Each page at each size, and whether ten times the register costs at most ten times the time."""
    shown = Table(title="Median / p95 ms of server time, of which processor time, and statements")
    shown.add_column("Page")
    for tools, _ in SIZES:
        shown.add_column(f"{tools:,} tools", justify="right")
    shown.add_column("growth", justify="right")
    shown.add_column("at most linear", justify="right")
    for page in found[-1]:
        rows = [figures[page] for figures in found]
        times = [row["median"] for row in rows]
        growth = [later / earlier for earlier, later in pairwise(times)]
        sizes = [row["tools"] for row in rows]
        room = [later / earlier for earlier, later in pairwise(sizes)]
        linear = all(took <= more for took, more in zip(growth, room, strict=True))
        cells = [f"{r['median']:.0f} / {r['p95']:.0f}, {r['processor']:.0f}; {r['statements']:.0f}" for r in rows]
        shown.add_row(page, *cells, ", ".join(f"x{by:.1f}" for by in growth), "yes" if linear else "no")
    return shown


def pages(folder: Path) -> dict[str, str]:
    """The addresses that are measured, for the busiest tool and force of this copy."""
    connection = sqlite3.connect(folder / "registry.sqlite3")
    busiest = "SELECT {0}.slug FROM adoption JOIN {0} ON {0}.id = {0}_id GROUP BY {0}.id ORDER BY count(*) DESC LIMIT 1"
    tool = connection.execute(busiest.format("tool")).fetchone()[0]
    force = connection.execute(busiest.format("organisation")).fetchone()[0]
    by_category = (
        "SELECT category FROM tool JOIN adoption ON tool.id = tool_id GROUP BY 1 ORDER BY abs(count(*) - ?) LIMIT 1"
    )
    category = connection.execute(by_category, (CELLS,)).fetchone()[0]
    connection.close()
    matrix = "/matrix?example=1"
    return {
        "Matrix": matrix,
        "Matrix, one stage": f"{matrix}&stage=piloting",
        "Matrix, most forces live first": f"{matrix}&sort=live",
        "Matrix, newest change first": f"{matrix}&sort=changed",
        "Matrix, highest level first": f"{matrix}&sort=level",
        "Matrix as a list": f"{matrix}&as=list",
        "Matrix of a past day": f"{matrix}&on={PAST}",
        "The same, most forces live first": f"{matrix}&on={PAST}&sort=live",
        "CSV of about 500 tools x 43 forces": f"/matrix.csv?example=1&category={category}",
        "The same, most forces live first ": f"/matrix.csv?example=1&category={category}&sort=live",
        "XLSX of about 500 tools x 43 forces": f"/matrix.xlsx?example=1&category={category}",
        "Spread of a tool": f"/tools/{tool}/spread",
        "Figures of its spread": f"/tools/{tool}/spread/figures",
        "Nation": "/regions?example=1",
        "Replication gap": "/replication-gap?example=1",
        "Barriers": "/barriers?example=1",
        "What changed": "/changes?since=2026-01-01",
        "Force": f"/organisations/{force}",
        "My work of its lead": "/my-work",
    }


def main() -> None:
    """Measure on the database of this environment, as a lead of its busiest force, and print the figures as JSON."""
    from sqlalchemy import func, select

    from registry.accounts.services.sessions import start_session
    from registry.catalogue.models import Tool
    from registry.core.db import db
    from registry.organisations.models import Organisation
    from registry.rules.words import Role
    from tests import factories, statements
    from wsgi import app  # as a server loads it

    addresses = pages(Path(os.environ["INSTANCE_DIR"]))
    with app.app_context():
        slug = addresses["Force"].rpartition("/")[2]
        force = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
        token = start_session(
            factories.APerson((force, Role.LEAD), email=f"lead-{os.getpid()}@force.example", synthetic=True).id, hours=1
        )
        tools = db.session.scalar(select(func.count(Tool.id))) or 0
        client = app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = token, True
        with statements.recorded(db.session) as seen:
            figures = {name: timed(lambda path=path: client.get(path), seen) for name, path in addresses.items()}
    sys.stdout.write(json.dumps({name: {**row, "tools": tools} for name, row in figures.items()}) + "\n")


def timed(ask: Callable[[], object], seen: list[str]) -> dict[str, float]:
    """Milliseconds and statements of a page that was asked for once before."""
    from time import perf_counter, process_time

    answer = ask()
    if answer.status_code != 200:  # type: ignore[attr-defined]
        raise SystemExit(f"{answer.status_code}: {answer.request.path}")  # type: ignore[attr-defined]
    times, work, until = [], [], perf_counter() + SECONDS
    while len(times) < TIMES and (perf_counter() < until or len(times) < 2):
        seen.clear()
        began, worked = perf_counter(), process_time()
        ask().get_data()  # type: ignore[attr-defined]
        times.append((perf_counter() - began) * 1000)
        work.append((process_time() - worked) * 1000)
    ranked, worked_ranked = sorted(times), sorted(work)
    return {
        "median": ranked[len(ranked) // 2],
        "p95": ranked[min(len(ranked) - 1, round(len(ranked) * 0.95))],
        "processor": worked_ranked[len(ranked) // 2],
        "statements": len(seen),
    }


if __name__ == "__main__":
    main()
