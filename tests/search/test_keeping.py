"""The index keeps in step with the database, and mends itself whatever is done to it."""

from random import Random

import pytest
from sqlalchemy import update

from registry.catalogue.models import Tool
from registry.core import clock
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS
from registry.search import services
from registry.search.index import reader
from registry.search.index.backends import backend
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.services import keeping
from tests import factories as f
from tests.search import killing, shelf, writing
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

    def test_one_of_a_later_database_is_begun_anew(self, session, parts):
        f.ATool(name="Marmalade")
        with backend().alone():
            backend().begin(10**6)

        services.rebuild()

        assert services.check().well


class TestKilled:
    def test_in_commit_or_swap_ten_times_leaves_an_index_that_answers(self):
        chance = Random(10)
        for number in range(10):
            killing.kill_once(chance.uniform(0.0, 0.2))
            killing.check(number)

    def test_two_processes_take_turns(self):
        with killing.writer() as other:
            for number in range(3):
                other.stdout.readline()
                writing.update(shelf.shelf(number, 20), sequence=number)
                assert len(reader.current().living()) == 20
            other.kill()
