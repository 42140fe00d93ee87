"""Backup, wipe, restore, verify: what comes back is what was there."""

import gzip
import os
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from registry.app import create_app
from registry.attachments.services import Store
from registry.core import audit, backup, schema
from registry.core.db import Model, db
from registry.replication.models import Adoption
from tests import factories as f
from tests.databases import empty_database
from tests.faults.writers import write

KEY = "a key for the seal"


@pytest.fixture
def migrated(copy: Flask) -> Flask:
    """A copy whose tables were made by the migrations, as in life."""
    Model.metadata.drop_all(db.engine)
    schema.upgrade()
    return copy


def fill(app: Flask) -> None:
    f.AnAdoption(f.ATool(f.AForce(name="Ynys Môn “Heddlu” 🚓")))
    f.ATool(state=f.ToolState.DRAFT)
    write("a.example")
    files(app.config["SETTINGS"].instance_dir).put(b"\x00 a file")


def files(instance: Path) -> Store:
    return Store((instance / "attachments").as_uri())


def rows() -> dict[str, list[tuple[object, ...]]]:
    return {
        t.name: [tuple(r) for r in db.session.execute(select(t).order_by(*t.primary_key))]
        for t in Model.metadata.sorted_tables
    }


@pytest.fixture
def wiped(migrated: Flask, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The same copy after it lost its database and its files."""
    (tmp_path / "wiped").mkdir()
    with empty_database(database_kind, tmp_path) as url, another(migrated, url, tmp_path / "wiped") as app:
        yield app


@contextmanager
def another(app: Flask, url: str, instance: Path) -> Iterator[Flask]:
    other = create_app(replace(app.config["SETTINGS"], database_url=url, instance_dir=instance))
    yield other
    with other.app_context():
        db.engine.dispose()


class TestBackup:
    def test_comes_back_whole_after_a_wipe(self, migrated: Flask, wiped: Flask, tmp_path: Path):
        fill(migrated)
        before = rows()
        backup.back_up(tmp_path / "kept.tar.gz", files(tmp_path), KEY)

        with wiped.app_context():
            backup.restore(tmp_path / "kept.tar.gz", files(tmp_path / "wiped"), KEY, tmp_path)

            assert rows() == before
            assert audit.verify(db.session).fault == ""
        [kept] = files(tmp_path / "wiped").blobs()
        assert files(tmp_path / "wiped").get(kept.digest) == b"\x00 a file"

    def test_goes_on_numbering_where_it_was(self, migrated: Flask, wiped: Flask, tmp_path: Path):
        fill(migrated)
        backup.back_up(tmp_path / "kept.tar.gz", files(tmp_path), KEY)
        with wiped.app_context():
            backup.restore(tmp_path / "kept.tar.gz", files(tmp_path / "wiped"), KEY, tmp_path)

            force = f.AForce()

            assert db.session.scalars(select(Adoption)).one().organisation_id != force.id

    def test_can_be_read_by_its_owner_alone(self, migrated: Flask, tmp_path: Path):
        backup.back_up(tmp_path / "kept.tar.gz", files(tmp_path), KEY)

        assert stat.S_IMODE(os.stat(tmp_path / "kept.tar.gz").st_mode) == 0o600

    def test_moves_to_the_other_kind_of_database(self, migrated: Flask, tmp_path: Path, database_kind: str):
        fill(migrated)
        before = rows()
        backup.back_up(tmp_path / "kept.tar.gz", files(tmp_path), KEY)
        (tmp_path / "other").mkdir()

        with (
            empty_database("postgresql" if database_kind == "sqlite" else "sqlite", tmp_path) as url,
            another(migrated, url, tmp_path / "other") as other,
            other.app_context(),
        ):
            backup.restore(tmp_path / "kept.tar.gz", files(tmp_path / "other"), KEY, tmp_path)

            assert rows() == before


class TestRestoreRefuses:
    def test_a_database_with_rows(self, migrated: Flask, tmp_path: Path):
        fill(migrated)
        backup.back_up(tmp_path / "kept.tar.gz", files(tmp_path), KEY)
        before = rows()

        with pytest.raises(backup.CannotRestore, match="not empty"):
            backup.restore(tmp_path / "kept.tar.gz", files(tmp_path), KEY, tmp_path)

        assert rows() == before

    def test_a_damaged_archive(self, migrated: Flask, wiped: Flask, tmp_path: Path):
        fill(migrated)
        kept = tmp_path / "kept.tar.gz"
        backup.back_up(kept, files(tmp_path), KEY)
        kept.write_bytes(gzip.compress(gzip.decompress(kept.read_bytes()).replace(b"Heddlu", b"Heddwh")))

        with wiped.app_context(), pytest.raises(backup.CannotRestore, match="damaged"):
            backup.restore(kept, files(tmp_path / "wiped"), KEY, tmp_path)

    def test_what_is_no_backup(self, migrated: Flask, tmp_path: Path):
        with tarfile.open(tmp_path / "other.tar.gz", "w:gz"):
            pass

        with pytest.raises(backup.CannotRestore, match="not a backup"):
            backup.restore(tmp_path / "other.tar.gz", files(tmp_path), KEY, tmp_path)
