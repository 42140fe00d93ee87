"""A process that builds and updates the index until it is killed: `python -m tests.search.endless ENVIRONMENT FOLDER URL BACKEND`.

It says the number of each writing that is done.
"""

import itertools
import sys

from flask import Flask

from config import load_settings
from registry.core import db
from registry.search.index.backends import backend
from tests.search import shelf, writing


def main(*told: str) -> None:
    app = Flask("writer")
    names = ("REGISTRY_ENV", "INSTANCE_DIR", "DATABASE_URL", "SEARCH_BACKEND")
    app.config["SETTINGS"] = load_settings(dict(zip(names, told, strict=True)))
    db.init_app(app, app.config["SETTINGS"].database_url)
    with app.app_context():
        found = backend().pointer()
        for number in itertools.count(found.sequence + 1 if found else 1):
            if number % 3 == 0 or backend().pointer() is None:
                writing.build(shelf.shelf(number, 20), number)
            else:
                writing.update(shelf.shelf(number, 20), sequence=number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
