"""What only an index in files can suffer: lost and damaged files, and a note that was not written any more."""

import pytest

from registry.rules.policy import ANONYMOUS
from registry.search import services
from registry.search.index import reader, store
from registry.search.queries import documents as module
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.search.services import keeping
from tests import factories as f
from tests.search import writing
from tests.search.shelved import tell_of

pytestmark = pytest.mark.usefixtures("files_home")


def found(text: str) -> list[int]:
    return find(ANONYMOUS, Asked(text)).ids


def damage(path) -> None:
    """Put something else in a file's place; whoever has it open keeps what it was."""
    path.unlink()
    path.write_bytes(b"\0" * 64)


class TestMending:
    def test_a_lost_folder_is_built_again(self, session, files_home):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        for path in sorted(files_home.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        with pytest.raises(reader.Unavailable):
            found("marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    # The library leaves a file open when it stumbles over what is in it
    @pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    @pytest.mark.parametrize("suffix", [".words", ".facts", ".toc"])
    def test_a_damaged_file_is_built_again(self, session, files_home, suffix: str):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        for path in files_home.rglob(f"*{suffix}"):
            damage(path)
        reader.forget()
        with pytest.raises(reader.Unavailable):
            found("marmalade")

        services.catch_up()

        assert found("marmalade") == [tool.id]

    # The library leaves a file open when it stumbles over what is in it
    @pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    def test_an_index_that_still_answers_but_takes_in_nothing_is_built_again(self, session, files_home):
        f.ATool(name="Chutney")
        services.rebuild()
        found("chutney")  # from here on the process answers from what it holds open
        for path in files_home.rglob("*.words"):
            damage(path)
        tool = f.ATool(name="Marmalade")
        tell_of(tool)

        services.catch_up()

        assert found("marmalade") == [tool.id]

    def test_an_older_format_is_built_again(self, session, files_home):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        pointer = files_home / store.POINTER
        pointer.write_text(pointer.read_text().replace(f'"format": "{store.FORMAT}"', '"format": "0"'))

        services.catch_up()

        assert found("marmalade") == [tool.id]

    def test_only_the_newest_build_is_kept(self, session, files_home):
        services.rebuild()
        services.rebuild()

        assert [path.name for path in files_home.iterdir() if path.is_dir()] == [writing.pointer().folder]


class TestRepeating:
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

    def test_one_that_died_before_it_was_noted_writes_nothing_twice(self, session, monkeypatch):
        monkeypatch.setattr(keeping, "PART", 2)
        tools = [f.ATool(name="Marmalade") for _ in range(4)]
        with store.alone():
            begun = store.begin(0)
            store.go_on(begun, documents(tools[:2]), tools[1].id)
            store._keep(store.BEGUN, begun)

        services.rebuild()

        assert sorted(found("marmalade")) == [tool.id for tool in tools]


def documents(tools):
    return list(module.documents([tool.id for tool in tools]))
