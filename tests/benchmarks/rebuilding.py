"""How long a new build of the index takes while searches go on, asked in the same process all the while."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

PAUSE = 0.25  # seconds between searches


def measured(folder: Path) -> dict[str, float]:
    """Build the index of the copy in this folder anew."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.benchmarks.rebuilding"]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Build, search meanwhile, and print the figures as JSON."""
    from registry.app import create_app
    from registry.search.queries.asked import Asked
    from registry.search.queries.find import find
    from tests.benchmarks.engines import ROLES

    asked = found = 0
    with create_app().app_context():
        began = time.monotonic()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "search", "rebuild"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                asked += 1
                found += bool(find(ROLES["visitor"], Asked("a*", page=asked)).registered)
                time.sleep(PAUSE)
        seconds = time.monotonic() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {"seconds": seconds, "processor": spent.ru_utime + spent.ru_stime, "asked": asked, "found": found}
    if process.returncode:
        raise SystemExit(process.returncode)
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
