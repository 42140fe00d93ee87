"""The index keeps in step with the database, and mends itself whatever is done to it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import update

from config import ROOT
from registry.catalogue.models import Tool
from registry.core import clock
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS
from registry.search import services
from registry.search.index import reader, store
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from tests import factories as f
from tests.search import shelf
from tests.search.shelved import tell_of, tell_of_organisation

pytestmark = pytest.mark.usefixtures("index_home")


def found(text: str) -> list[int]:
    return find(ANONYMOUS, Asked(text)).ids


class TestCatchUp:
    def test_builds_the_index_where_there_is_none(self, session):
        tool = f.ATool(name="Marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    def test_takes_in_a_tool_that_an_event_names(self, session):
        services.rebuild()
        tool = f.ATool(name="Marmalade")
        tell_of(tool)

        assert services.catch_up() == 1
        assert found("marmalade") == [tool.id]

    def test_twice_is_as_good_as_once(self, session):
        services.rebuild()
        tool = f.ATool(name="Marmalade")
        tell_of(tool)
        services.catch_up()

        assert services.catch_up() == 0
        assert found("marmalade") == [tool.id]

    def test_takes_out_a_suspended_tool(self, session):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        session.execute(
            update(Tool).where(Tool.id == tool.id).values(suspended_at=clock.now(), suspension_reason="A reason")
        )
        session.commit()
        tell_of(tool)

        services.catch_up()

        assert found("marmalade") == []

    def test_leaves_drafts_out(self, session):
        f.ATool(name="Marmalade", state="draft")

        services.rebuild()

        assert found("marmalade") == []

    def test_replays_a_batch_whose_end_was_not_noted(self, session):
        services.rebuild()
        before = store.pointer()
        tool = f.ATool(name="Marmalade")
        tell_of(tool)
        services.catch_up()
        with store.alone():
            store._point(before)

        services.catch_up()

        assert found("marmalade") == [tool.id]
        assert services.check().well

    def test_waits_for_nobody(self, session):
        services.rebuild()
        tell_of(f.ATool(name="Marmalade"))

        with store.alone():
            assert services.catch_up() == 0

    def test_a_changed_organisation_changes_its_tools(self, session):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        session.execute(update(Organisation).where(Organisation.id == tool.owner_id).values(name="Wherewithal Police"))
        session.commit()
        tell_of_organisation(tool.owner_id)

        services.catch_up()

        assert found("wherewithal") == [tool.id]


class TestMending:
    def test_a_lost_folder_is_built_again(self, session, index_home):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        for path in sorted(index_home.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        with pytest.raises(reader.Unavailable):
            found("marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    # The library leaves a file open when it stumbles over what is in it
    @pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    @pytest.mark.parametrize("suffix", [".seg", ".toc"])
    def test_a_damaged_file_is_built_again(self, session, index_home, suffix: str):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        for path in index_home.rglob(f"*{suffix}"):
            path.write_bytes(b"\0" * 64)
        reader.forget()
        with pytest.raises(reader.Unavailable):
            found("marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    # The library leaves a file open when it stumbles over what is in it
    @pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    def test_an_index_that_still_answers_but_takes_in_nothing_is_built_again(self, session, index_home):
        f.ATool(name="Chutney")
        services.rebuild()
        found("chutney")  # from here on the process answers from what it holds open
        for path in index_home.rglob("*.seg"):
            path.write_bytes(b"\0" * 64)
        tool = f.ATool(name="Marmalade")
        tell_of(tool)

        services.catch_up()

        assert found("marmalade") == [tool.id]

    def test_an_older_format_is_built_again(self, session, index_home):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        pointer = index_home / store.POINTER
        pointer.write_text(pointer.read_text().replace(f'"format": "{store.FORMAT}"', '"format": "0"'))

        services.catch_up()

        assert found("marmalade") == [tool.id]

    def test_a_check_names_what_is_missing_and_left_over(self, session):
        kept, lost = f.ATool(), f.ATool()
        services.rebuild()
        with store.alone():
            store.update(store.pointer(), [shelf.shelf(1, 1)[0]], [lost.id], 0)
        strange = {1} - {kept.id, lost.id}

        report = services.check()

        assert lost.id in report.missing
        assert report.left_over == strange

    def test_a_check_mends(self, session):
        tool = f.ATool()
        services.rebuild()
        with store.alone():
            store.update(store.pointer(), [], [tool.id], 0)

        services.check(mend=True)

        assert services.check().well

    def test_only_the_newest_build_is_kept(self, session, index_home):
        services.rebuild()
        services.rebuild()

        assert [path.name for path in index_home.iterdir() if path.is_dir()] == [store.pointer().folder]


WRITER = """
import sys
from config import load_settings
from flask import Flask
from registry.search.index import store
from tests.search import shelf
app = Flask("writer")
app.config["SETTINGS"] = load_settings({"REGISTRY_ENV": "testing", "INSTANCE_DIR": sys.argv[1]})
with app.app_context():
    number = 0
    while True:
        with store.alone(wait=True):
            number += 1
            pointer = store.pointer()
            documents = shelf.shelf(number, 20)
            if pointer is None or number % 5 == 0:
                store.build(documents, number)
            else:
                store.update(pointer, documents, [], number)
        print(number, flush=True)
"""


class TestKilled:
    @pytest.mark.parametrize("pause", [0.01, 0.03, 0.06, 0.1, 0.15])
    def test_in_the_middle_of_writing_leaves_an_index_that_answers(self, index_home, pause: float):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", WRITER, str(index_home.parent)]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
            acknowledged = [int(writer.stdout.readline()) for _ in range(3)][-1]
            time.sleep(pause)
            os.kill(writer.pid, signal.SIGKILL)
            rest = writer.stdout.read().split()
        acknowledged = max([acknowledged, *map(int, rest)])

        assert reader.sequence() >= acknowledged
        assert len(reader.current().living()) == 20
        with store.alone():
            store.update(store.pointer(), shelf.shelf(99, 21), [], 99)
        assert len(reader.current().living()) == 21

    def test_two_processes_take_turns(self, index_home):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", WRITER, str(index_home.parent)]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
            for number in range(3):
                writer.stdout.readline()
                with store.alone(wait=True):
                    store.update(store.pointer(), shelf.shelf(number, 20), [], number)
                assert len(reader.current().living()) == 20
            writer.kill()
