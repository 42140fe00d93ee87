"""Each test of the search begins without an index."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from registry.search.index import reader, store


@pytest.fixture
def index_home(app: Flask) -> Iterator[Path]:
    """The folder of the index, empty before and after."""
    with app.app_context():
        home = store.home()
        shutil.rmtree(home, ignore_errors=True)
        reader.forget()
        yield home
        shutil.rmtree(home, ignore_errors=True)
        reader.forget()
