"""The index keeps in step with the database, and mends itself whatever is done to it."""

from random import Random

import pytest
from sqlalchemy import update

from registry.catalogue.models import Tool
from registry.core import clock
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS
from registry.search import services
from registry.search.index import reader, store
from registry.search.index.backends import backend
from registry.search.queries import documents as module
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.services import keeping
from tests import factories as f
from tests.search import killing, shelf, writing
from tests.search.shelved import tell_of, tell_of_organisation

pytestmark = pytest.mark.usefixtures("index_home")


def found(text: str) -> list[int]:
    return find(ANONYMOUS, Asked(text)).ids


def damage(path) -> None:
    """Put something else in a file's place; whoever has it open keeps what it was."""
    path.unlink()
    path.write_bytes(b"\0" * 64)


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
        before = writing.pointer()
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

        with backend().alone():
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
    @pytest.mark.parametrize("suffix", [".words", ".facts", ".toc"])
    def test_a_damaged_file_is_built_again(self, session, index_home, suffix: str):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        for path in index_home.rglob(f"*{suffix}"):
            damage(path)
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
        for path in index_home.rglob("*.words"):
            damage(path)
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
        writing.update([shelf.shelf(1, 1)[0]], [lost.id], 0)
        strange = {1} - {kept.id, lost.id}

        report = services.check()

        assert lost.id in report.missing
        assert report.left_over == strange

    def test_a_check_mends(self, session):
        tool = f.ATool()
        services.rebuild()
        writing.update([], [tool.id], 0)

        services.check(mend=True)

        assert services.check().well

    def test_only_the_newest_build_is_kept(self, session, index_home):
        services.rebuild()
        services.rebuild()

        assert [path.name for path in index_home.iterdir() if path.is_dir()] == [writing.pointer().folder]


class Stopped(Exception):
    pass


class After:
    """Progress that does something after so many."""

    def __init__(self, many: int, act) -> None:
        self.left, self.act, self.done = many, act, 0

    def start(self, _label: str, _total: int | None) -> None:
        pass

    def advance(self, count: int = 1) -> None:
        self.done += count
        if self.done >= self.left and self.act:
            act, self.act = self.act, None
            act()

    def finish(self) -> None:
        pass


class TestRebuilding:
    @pytest.fixture
    def parts(self, monkeypatch):
        """A build in parts of two tools."""
        monkeypatch.setattr(keeping, "PART", 2)

    def test_reads_go_on_while_it_is_built(self, session, parts):
        tool = f.ATool(name="Marmalade")
        for _ in range(4):
            f.ATool()
        services.rebuild()
        seen = []

        services.rebuild(After(3, lambda: seen.append(found("marmalade"))))

        assert seen == [[tool.id]]
        assert services.check().well

    def test_one_that_was_stopped_goes_on_and_takes_in_what_came_meanwhile(self, session, parts):
        tools = [f.ATool(name=f"Marmalade {number}") for number in range(6)]

        def stop() -> None:
            raise Stopped

        with pytest.raises(Stopped):
            services.rebuild(After(5, stop))
        session.execute(update(Tool).where(Tool.id == tools[0].id).values(name="Chutney"))
        session.commit()
        tell_of(tools[0])
        rest = After(99, None)

        services.rebuild(rest)

        assert rest.done == len(tools)
        assert services.check().well
        assert found("chutney") == [tools[0].id]
        assert len(found("marmalade")) == 5

    def test_one_that_died_before_it_was_noted_writes_nothing_twice(self, session, parts):
        tools = [f.ATool(name="Marmalade") for _ in range(4)]
        with store.alone():
            begun = store.begin(0)
            store.go_on(begun, documents(tools[:2]), tools[1].id)
            store._keep(store.BEGUN, begun)

        services.rebuild()

        assert sorted(found("marmalade")) == [tool.id for tool in tools]

    def test_one_of_a_later_database_is_begun_anew(self, session, parts):
        f.ATool(name="Marmalade")
        with backend().alone():
            backend().begin(10**6)

        services.rebuild()

        assert services.check().well


def documents(tools):
    return list(module.documents([tool.id for tool in tools]))


class TestKilled:
    def test_in_commit_or_swap_ten_times_leaves_an_index_that_answers(self, index_home):
        chance = Random(10)
        for number in range(10):
            killing.kill_once(index_home, chance.uniform(0.0, 0.2))
            killing.check(number)

    def test_two_processes_take_turns(self, index_home):
        with killing.writer(index_home) as other:
            for number in range(3):
                other.stdout.readline()
                writing.update(shelf.shelf(number, 20), sequence=number)
                assert len(reader.current().living()) == 20
            other.kill()
