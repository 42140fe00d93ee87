"""What only an index in tables has: its limits, its notes, its one writer among many machines."""

from functools import partial
from random import Random

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from registry.core.db import db
from registry.core.progress import SILENT
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role
from registry.search import services
from registry.search.index import reader, rows, tables
from registry.search.index.kept import Kept
from registry.search.index.notes import Busy, Damaged
from registry.search.index.vectors import EQUAL, OFTEN, times
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.queries.suggest import suggest
from registry.seeding.services import seed_published, seed_reference
from tests import factories as f
from tests.search import judging, shelf, writing
from tests.search.conftest import kept_by
from tests.search.shelved import tell_of

CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND datname = current_database()
"""

pytestmark = pytest.mark.usefixtures("shelf_home")


def found(words: str) -> list[int]:
    return find(ANONYMOUS, Asked(words)).ids


def run(statement: str) -> None:
    """A statement of the operator's own."""
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def a_document(body: str):
    document = shelf.shelf(3, 1)[0]
    document.facts["visibility"] = "public"
    document.texts["body"] = body
    return document


class TestLimits:
    LONG = " ".join(
        ["chutney", *("padding" for _ in range(2_046)), "marmalade", "sandwich", *("the" for _ in range(900))]
    )

    def test_a_phrase_is_found_across_the_parts_of_a_long_text(self):
        writing.build([a_document(self.LONG)])

        assert found('"padding marmalade sandwich the"') == [1]
        assert found('"chutney marmalade"') == []

    def test_a_word_is_counted_however_often_it_stands(self):
        writing.build([a_document(self.LONG)])
        segment = reader.current().segments[0]

        assert segment.held("body", "the")[1].tolist() == [900]
        assert segment.held("body", "~pad")[1].tolist() == [2_046]
        assert segment.followed("body", ("the", "the", "the"))[1].tolist() == [898]
        assert segment.lengths("body").tolist() == [2_949]

    def test_the_count_follows_from_the_rank_for_every_count(self):
        written = [f"'drone':{','.join(map(str, range(1, count + 1)))}" for count in range(1, OFTEN + 1)]
        statement = text("SELECT ts_rank(CAST(:weights AS real[]), CAST(:one AS tsvector), 'drone'::tsquery)")
        with db.engine.connect() as connection:
            ranks = [connection.scalar(statement, {"weights": EQUAL, "one": one}) for one in written]

        assert times(ranks).tolist() == list(range(1, OFTEN + 1))

    def test_a_phrase_is_counted_as_often_as_it_stands(self):
        chance = Random(3)
        for _ in range(20):
            words = chance.choices(["drone", "call", "wait"], k=chance.randint(3, 60))
            writing.build([a_document(" ".join(words))])
            segment = reader.current().segments[0]
            for _ in range(5):
                phrase = tuple(chance.choices(words, k=chance.randint(2, 4)))
                times = sum(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words)))

                assert segment.followed("body", phrase)[1].tolist() == [times] * bool(times), (words, phrase)

    def test_little_room_for_what_is_kept_changes_no_answer(self, monkeypatch):
        writing.build(shelf.shelf(11))
        asked = [Asked(" ".join(pair)) for pair in zip(shelf.WORDS, shelf.WORDS[1:], strict=False)]
        answers = [find(shelf.POLICING, one).ids for one in asked]

        monkeypatch.setattr(rows, "Kept", partial(Kept, 1_000))
        reader.forget()

        assert [find(shelf.POLICING, one).ids for one in asked] == answers
        assert len(reader.current().segments[0]._kept._found) < 10

    def test_words_of_any_script_and_length_are_found(self):
        writing.build([a_document(f"Grüße 警察 {'x' * 5_000} полиция")])

        assert [found(word) for word in ("GRUßE", "警察", "полиция", "x" * 80)] == [[1]] * 4


def builds() -> set[str]:
    return {name[5:] for name in inspect(db.engine).get_table_names("search_index") if name != "note"}


class TestNotes:
    def test_the_index_is_no_part_of_the_registers_tables(self):
        before = inspect(db.engine).get_table_names()
        writing.build(shelf.shelf(1, 3))

        assert inspect(db.engine).get_table_names() == before

    def test_only_what_answers_and_what_answered_before_is_kept(self):
        for number in range(4):
            writing.build(shelf.shelf(number, 3), number)

            assert len(builds()) == min(number + 1, 2)
            assert writing.pointer().folder in builds()

    def test_what_answered_before_goes_with_the_next_change_ten_minutes_later(self):
        writing.build(shelf.shelf(1, 3)), writing.build(shelf.shelf(1, 3))
        run("UPDATE search_index.note SET at = now() - interval '11 minutes'")

        writing.update([], [1])

        assert builds() == {writing.pointer().folder}

    def test_another_version_keeps_its_own_for_a_day(self, monkeypatch):
        writing.build(shelf.shelf(1, 3))
        older = writing.pointer()
        with monkeypatch.context() as newer:
            newer.setattr(tables, "FORMAT", "newer")
            assert tables.pointer() is None
            writing.build(shelf.shelf(1, 5))
            assert writing.pointer().folder != older.folder

        assert writing.pointer() == older
        assert len(reader.current().living()) == 3

        run("UPDATE search_index.note SET at = now() - interval '25 hours' WHERE format <> 'newer'")
        monkeypatch.setattr(tables, "FORMAT", "newer")
        writing.build(shelf.shelf(1, 5))
        monkeypatch.undo()
        assert tables.pointer() is None

    def test_a_dropped_schema_is_built_again(self, session):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        run("DROP SCHEMA search_index CASCADE")
        with pytest.raises(reader.Unavailable):
            found("marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    @pytest.mark.parametrize("table", ["tool", "text", "word"])
    def test_a_lost_table_is_built_again(self, session, table: str):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        found("marmalade")
        run(f"DROP TABLE search_index.{table}_{writing.pointer().folder}")
        tell_of(tool)

        services.catch_up()

        assert found("marmalade") == [tool.id]


class TestOneWriter:
    def test_another_machine_waits_or_goes_away(self):
        with tables.alone(), pytest.raises(Busy), tables.alone():
            pass

    def test_the_first_that_catches_up_leaves_nothing_to_do(self, session):
        services.rebuild()
        tell_of(f.ATool(name="Marmalade"))

        assert [services.catch_up() for _ in range(2)] == [1, 0]

    def test_a_machine_that_is_set_up_builds_only_what_is_not_there(self, session):
        f.ATool(name="Marmalade")
        services.prepare()
        before = writing.pointer()
        tell_of(f.ATool(name="Chutney"))

        services.prepare()

        assert (writing.pointer().folder, writing.pointer().commit) == (before.folder, before.commit + 1)

    def test_whoever_lost_the_lock_writes_nothing(self):
        writing.build(shelf.shelf(1, 3))
        with tables.alone():
            run(CUT_OFF)
            with pytest.raises(OperationalError):
                tables.update(writing.pointer(), shelf.shelf(2, 9), [], 7)

        assert writing.pointer().sequence == 0
        with tables.alone():
            tables.update(writing.pointer(), shelf.shelf(2, 9), [], 7)
        assert len(reader.current().living()) == 9

    def test_what_fails_is_written_not_at_all(self):
        writing.build(shelf.shelf(1, 3))
        run(f"DROP TABLE search_index.text_{writing.pointer().folder}")
        with tables.alone(), pytest.raises(Damaged):
            tables.update(reader._held[tables.home()].pointer, shelf.shelf(2, 9), [], 7)

        assert reader.sequence() == 0


class TestStatements:
    """Beside those of the same search on an index in files."""

    def asked(self, count_statements, act) -> int:
        with count_statements() as seen:
            act()
        return sum("search_index" in statement for statement in seen)

    def test_a_search_of_known_words_asks_only_whether_something_changed(self, session, web, count_statements):
        f.ATool(name="Marmalade drone")
        services.rebuild()
        first = self.asked(count_statements, lambda: web.get("/search?q=marmalade+drone"))

        assert first <= 16
        assert self.asked(count_statements, lambda: web.get("/search?q=marmalade+drone&sort=newest")) == 1

    def test_a_worker_with_nothing_to_do_asks_for_no_lock(self, session, count_statements):
        services.rebuild()
        services.catch_up()

        assert self.asked(count_statements, services.catch_up) == 2

    def test_suggestions_ask_for_many_words_at_once(self, session, count_statements):
        for number in range(60):
            f.ATool(name=f"Marmalade{number}")
        services.rebuild()

        assert self.asked(count_statements, lambda: suggest(ANONYMOUS, "marm")) <= 6


def test_both_backends_answer_the_judged_questions_alike(app, session):
    seed_reference(SILENT)
    seed_published(SILENT)
    member = f.AnActor(Role.READER)
    answers = []
    for backend in ("postgresql", "whoosh"):
        with kept_by(app, backend):
            services.rebuild()
            answers.append([told(actor, one.text) for actor in (ANONYMOUS, member) for one in judging.questions()])

    assert len(answers[0]) > 150
    assert answers[0] == answers[1]


def told(actor, asked: str) -> dict:
    """All that a search tells: totals, tools in order, filters with their counts, and what is offered beside."""
    answer = find(actor, Asked(asked))
    return {**vars(answer), "groups": {one.key: [vars_of(option) for option in one.options] for one in answer.groups}}


def vars_of(option) -> tuple:
    return option.value, option.label, option.count
