"""The index keeps in step with the database, and mends itself whatever is done to it."""

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import update

from registry.catalogue.models import Tool
from registry.core import clock
from registry.measures.models import Measure
from registry.notifications.commands import HOURLY, jobs
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Visibility
from registry.search import services
from registry.search.index import reader
from registry.search.index.backends import backend
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.services import keeping
from tests import factories as f
from tests.search import killing, shelf, writing
from tests.search.shelved import tell_of, tell_of_measure, tell_of_organisation

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

    @pytest.mark.parametrize("role", ["owner", "origin", "adopter", "site", "site today"])
    def test_a_renamed_organisation_changes_all_that_name_it(self, session, role: str):
        force, tool = f.AForce(), f.ATool()
        if role == "owner":
            tool = f.ATool(force)
        elif role == "origin":
            f.AnOrigin(tool, force)
        elif role == "adopter":
            f.AnAdoption(tool, force)
        elif role == "site":
            f.AClaim(f.AnEvidence(tool, force))
        else:
            f.AClaim(f.AnEvidence(tool, site_today_id=force.id))
        f.ATool()
        services.rebuild()
        session.execute(update(Organisation).where(Organisation.id == force.id).values(name="Wherewithal Police"))
        session.commit()
        tell_of_organisation(force.id)

        assert services.catch_up() == 1
        assert found("wherewithal") == ([tool.id] if role != "site today" else [])

    def test_a_measure_that_is_called_otherwise_changes_the_tools_with_its_claims(self, session):
        measure, other = f.AMeasure(), f.ATool()
        tool = f.ATool()
        f.AClaim(f.AnEvidence(tool), measure=measure)
        f.AClaim(f.AnEvidence(other))
        services.rebuild()
        session.execute(update(Measure).where(Measure.id == measure.id).values(name="Minutes on the telephone"))
        session.commit()
        tell_of_measure(measure.id)

        assert services.catch_up() == 1
        assert found("telephone") == [tool.id]


class TestLookingAfter:
    def test_an_index_that_is_well_is_left_alone(self, session):
        f.ATool()
        services.rebuild()
        before = writing.pointer()

        assert (services.look_after(), writing.pointer()) == (0, before)

    def test_what_is_missing_left_over_or_of_another_release_is_mended_tool_by_tool(self, session):
        lost, narrowed, kept = f.ATool(name="Marmalade"), f.ATool(name="Chutney"), f.ATool(name="Relish")
        services.rebuild()
        before = writing.pointer()
        document = shelf.shelf(1, 1)[0]
        strange = replace(document, id=10**6, facts=document.facts | {"id": 10**6})
        writing.update([strange], [lost.id], before.sequence)
        session.execute(update(Tool).where(Tool.id == narrowed.id).values(visibility=Visibility.POLICING))
        session.commit()
        assert services.check().wrong == {lost.id, narrowed.id, 10**6}

        assert services.look_after() == 3
        assert services.check().well
        assert (found("marmalade"), found("chutney"), found("relish")) == ([lost.id], [], [kept.id])
        assert writing.pointer().folder == before.folder

    def test_what_is_only_behind_is_taken_in(self, session):
        services.rebuild()
        tool = f.ATool(name="Marmalade")
        tell_of(tool)

        assert services.look_after() == 1
        assert found("marmalade") == [tool.id]

    def test_one_that_is_not_there_is_built(self, session):
        tool = f.ATool(name="Marmalade")

        services.look_after()

        assert found("marmalade") == [tool.id]

    def test_with_too_much_to_mend_it_is_built_anew(self, session, monkeypatch):
        tools = [f.ATool(name="Marmalade") for _ in range(3)]
        services.rebuild()
        before = writing.pointer()
        writing.update([], [tool.id for tool in tools], before.sequence)
        monkeypatch.setattr(keeping, "MOST", 2)

        services.look_after()

        assert len(found("marmalade")) == 3
        assert writing.pointer().folder != before.folder

    def test_is_the_work_of_one_at_a_time(self, session):
        services.rebuild()
        tool = f.ATool(name="Marmalade")
        tell_of(tool)

        with backend().alone():
            assert services.look_after() == 0
        assert services.look_after() == 1

    @pytest.mark.parametrize("count", [2, 12])
    def test_costs_the_same_however_many_tools_there_are(self, session, count_statements, count: int):
        for _ in range(count):
            f.ATool()
        services.rebuild()

        with count_statements() as seen:
            services.look_after()

        assert len([one for one in writing.besides(seen) if "advisory" not in one]) == 3

    def test_is_a_job_of_the_worker_once_an_hour(self, app):
        job = next(job for job in jobs(app.config["SETTINGS"]) if job.act is services.look_after)

        assert job.every == HOURLY


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

    @pytest.mark.parametrize("part", ["pointer", "read"])
    def test_exchanged_while_it_is_read_what_came_in_its_place_is_read(self, monkeypatch, part):
        writing.build(shelf.shelf(1, 20), 1)
        index, once = backend(), iter([True])
        real = getattr(index, part)

        def meanwhile(*given):
            found = real(*given) if part == "pointer" else None
            if next(once, False):
                index.finish(index.go_on(index.begin(2), shelf.shelf(2, 30), 0))
                return None if part == "pointer" else real(*given)  # its folder is gone by the time it is looked at
            return found or real(*given)

        reader.forget()
        with index.alone(wait=True):
            monkeypatch.setattr(index, part, meanwhile)
            reader.current()  # tables keep what answered before for a while, and it may be read once more
            assert len(reader.current().living()) == 30

    def test_two_processes_take_turns(self):
        with killing.writer() as other:
            for number in range(3):
                other.stdout.readline()
                writing.update(shelf.shelf(number, 20), sequence=number)
                assert len(reader.current().living()) == 20
            other.kill()
