"""How long it takes to find what is like a tool that is to be registered, over all the invented ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ASKED = 60


def report(console: Console, folder: Path) -> None:
    """Print the milliseconds of near-copies of the newest tools, asked by a member of policing."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.benchmarks.similar"]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures = json.loads(said.stdout.splitlines()[-1])
    table = Table(title=f"Tools like one, among {figures['tools']:,}")
    for column in ("", "Milliseconds"):
        table.add_column(column, justify="right" if column else "left")
    for name in ("first, with the index read", "median", "p95", "slowest"):
        table.add_row(name, f"{figures[name]:.1f}")
    console.print(table)


def main() -> None:
    """Measure on the database of this environment and print the figures as JSON."""
    from time import perf_counter

    from sqlalchemy import func, select

    from registry.app import create_app
    from registry.catalogue.models import Tool
    from registry.core.db import db
    from registry.rules.policy import Actor
    from registry.rules.words import Role
    from registry.search.queries.similar import similar

    with create_app().app_context():
        newest = db.session.execute(
            select(Tool.name, Tool.summary, Tool.owner_id).order_by(Tool.id.desc()).limit(ASKED)
        ).all()
        actor = Actor(id=1, roles=frozenset({(newest[0].owner_id, Role.CONTRIBUTOR)}), policing=True)
        times = []
        for row in [newest[0], *newest, *newest]:
            db.session.rollback()
            began = perf_counter()
            similar(actor, row.name[:-1], row.summary)
            times.append((perf_counter() - began) * 1000)
        first, rest = times[0], sorted(times[1:])
        total = db.session.scalar(select(func.count(Tool.id)))
    figures = {"tools": total, "first, with the index read": first, "median": rest[len(rest) // 2]}
    sys.stdout.write(json.dumps({**figures, "p95": rest[int(len(rest) * 0.95)], "slowest": rest[-1]}) + "\n")


if __name__ == "__main__":
    main()
