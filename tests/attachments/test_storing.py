"""Files stay what they were, lie once, and can be taken away for good; whatever store they lie in."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import SettingsError, load_settings
from registry.app import create_app
from registry.attachments import queries, services
from registry.attachments.models import Attachment, AttachmentText
from registry.attachments.services import CannotKeep, Examined, Store
from registry.attachments.services.checking import check
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, Withdrawn
from tests import factories as f


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path) -> Store:
    """A store of each kind, empty."""
    folder = tmp_path / "files"
    return Store(folder.as_uri() if request.param == "file" else f"memory://{folder}")


@pytest.fixture
def keep(session, store):
    person = f.APerson()

    @command
    def kept(name: str = "a.txt", content: bytes = b"as it was", parent: str = "evidence:1", text: str = "as it was"):
        file = Examined(name, "text/plain", content, text, None)
        return services.keep(store, parent, file, actor_id=person.id)

    return kept


class TestKeeping:
    def test_keeps_the_same_bytes_once(self, keep, store):
        keep("a.txt")
        keep("b.txt", parent="evidence:2")

        assert len(list(store.blobs())) == 1

    def test_gives_back_what_was_stored(self, keep, store):
        assert services.read(store, keep()) == b"as it was"

    def test_gives_nothing_that_was_altered(self, keep, store):
        file = keep()
        store._files.pipe_file(store._path(file.sha256), b"altered")

        with pytest.raises(NotFound):
            services.read(store, file)

    def test_mends_what_was_altered_when_the_same_comes_again(self, keep, store):
        file = keep()
        store._files.pipe_file(store._path(file.sha256), b"altered")

        keep("again.txt")

        assert services.read(store, file) == b"as it was"

    def test_the_same_file_twice_beneath_a_parent_is_told(self, keep):
        keep()

        with pytest.raises(Invalid, match="already there"):
            keep()

    def test_the_same_file_of_somebody_else_is_not_told(self, keep):
        first, second = keep(), keep(parent="evidence:2")

        assert (first.id != second.id, second.unsearchable) == (True, None)

    def test_it_may_come_again_once_it_was_withdrawn(self, keep):
        keep().withdrawn_at = clock.now()
        db.session.commit()

        assert keep().id

    def test_keeps_its_text_apart(self, keep, session):
        file = keep(text="what it says")

        assert session.get(AttachmentText, file.id).text == "what it says"

    def test_a_file_is_found_beneath_its_own_parent_alone(self, keep):
        file = keep()

        with pytest.raises(NotFound):
            queries.file("evidence:2", file.id)

    def test_a_withdrawn_file_is_neither_listed_nor_read(self, keep, store):
        file = keep()
        file.withdrawn_at = clock.now()
        db.session.commit()

        assert queries.files_of(["evidence:1"]) == {}
        with pytest.raises(NotFound):
            services.read(store, file)


class TestRedacting:
    def test_takes_away_bytes_text_and_name_and_keeps_the_row(self, keep, store, session):
        file = keep("telling name.txt")

        command(services.redact)(store, file)

        assert list(store.blobs()) == []
        assert session.scalar(select(func.count()).select_from(AttachmentText)) == 0
        assert (file.name, file.sha256, file.redacted_at is not None) == ("Redacted file", "", True)
        with pytest.raises(Withdrawn):
            services.read(store, file)

    def test_leaves_the_bytes_that_another_file_has(self, keep, store):
        file, other = keep(), keep(parent="evidence:2")

        command(services.redact)(store, file)

        assert services.read(store, other) == b"as it was"

    def test_twice_is_once(self, keep, store):
        file = keep()
        command(services.redact)(store, file)
        when = file.redacted_at

        command(services.redact)(store, file)

        assert file.redacted_at == when


class TestChecking:
    def test_says_what_is_missing_altered_and_left_over(self, keep, store):
        well, altered, missing = (keep(f"{n}.txt", content=n.encode()) for n in ("well", "altered", "missing"))
        store._files.pipe_file(store._path(altered.sha256), b"other")
        store.remove(missing.sha256)
        left_over = store.put(b"nobody's")

        report = check(store)

        assert (report.well, report.missing, report.altered) == (1, [missing.sha256], [altered.sha256])
        assert (report.unreferenced, report.swept, report.sound) == ([left_over], [], False)
        assert store.get(well.sha256)

    def test_an_action_that_stopped_after_storing_leaves_bytes_that_nobody_refers_to(self, session, store):
        @command
        def stops() -> None:
            services.keep(store, "evidence:1", Examined("a.txt", "text/plain", b"half", "", None), actor_id=1)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stops()

        assert session.scalar(select(func.count(Attachment.id))) == 0
        assert len(check(store).unreferenced) == 1

    def test_sweeps_what_was_left_over_a_day_ago_and_nothing_else(self, session, tmp_path):
        store = Store(tmp_path.as_uri())
        old, new = store.put(b"old"), store.put(b"new")
        yesterday = (clock.now() - timedelta(hours=25)).timestamp()
        os.utime(tmp_path / old[:2] / old, (yesterday, yesterday))

        report = check(store, sweep=True)

        assert (report.swept, [blob.digest for blob in store.blobs()]) == ([old], [new])

    def test_never_sweeps_what_is_referred_to(self, keep, store):
        keep()

        assert check(store, sweep=True).swept == []

    def test_from_the_terminal_names_them_and_ends_with_one(self, app, session, keep):
        file = keep()

        answer = app.test_cli_runner().invoke(args=["attachments", "check"])

        assert f"missing: {file.sha256}" in answer.output
        assert answer.exit_code == 1


class TestStores:
    def test_a_local_store_leaves_no_part_behind(self, tmp_path, monkeypatch):
        def breaks(*_: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(os, "fsync", breaks)

        with pytest.raises(OSError, match="full"):
            Store(tmp_path.as_uri()).put(b"x")

        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "A" * 64])
    def test_what_is_no_digest_is_no_file(self, store, name):
        assert store.found(name) is None

    def test_a_store_whose_package_is_missing_says_which(self):
        with pytest.raises(CannotKeep, match="s3fs"):
            Store("s3://bucket/files").ready()

    def test_the_start_is_refused_then(self, tmp_path: Path):
        settings = load_settings(
            {"REGISTRY_ENV": "testing", "INSTANCE_DIR": str(tmp_path), "ATTACHMENTS_URL": "s3://bucket/files"}
        )

        with pytest.raises(SettingsError, match="s3fs"):
            create_app(settings)

    def test_a_backup_of_one_kind_goes_back_into_another(self, tmp_path):
        first, second = Store(tmp_path.as_uri()), Store(f"memory://{tmp_path}/second")
        digest = first.put(b"carried over")

        for name in first.names():
            with first.open(name) as file:
                second.place(name, file.read())

        assert second.get(digest) == b"carried over"

    def test_nothing_goes_back_under_a_name_that_is_not_its_own(self, store):
        with pytest.raises(ValueError, match="not what its name says"):
            store.place(f"ab/{'ab' * 32}", b"other")
