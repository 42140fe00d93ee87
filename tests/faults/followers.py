"""People who follow a search, and tools that it has come to find: what two workers tell of and are killed over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config import Settings
from registry.app import create_app
from registry.core.db import Model, db
from registry.discovery.models import SavedSearch
from registry.rules.words import Role
from registry.search import services as search
from tests import factories as f
from tests.databases import empty_database

PEOPLE, TOOLS, KILLS = 20, 2, 2


@contextmanager
def following(
    settings: Settings, kind: str, folder: Path, each: Callable[[SavedSearch], object] = lambda _saved: None
) -> Iterator[tuple[Path, str]]:
    """A copy in this folder, and the address of its database; `each` is done with every saved search."""
    with empty_database(kind, folder) as url:
        app = create_app(replace(settings, database_url=url, instance_dir=folder, mail_folder=folder / "mail"))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            force = f.AForce()
            for _number in range(PEOPLE):
                each(f.ASavedSearch(f.APerson((force, Role.READER)), "marmalade"))
            for number in range(TOOLS):
                f.ATool(force, name=f"Marmalade {number}x")
            search.rebuild()
            db.session.close()
            yield folder, url
            db.session.close()
            db.engine.dispose()
