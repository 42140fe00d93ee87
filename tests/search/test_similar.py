"""A near-copy of a registered tool is seen for what it is, whoever may know of it; what is no copy shows nothing."""

import pytest

from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor
from registry.rules.words import Role, Visibility
from registry.search import services
from registry.search.queries.similar import similar
from registry.search.queries.similar.titles import LETTER, ORDER, PART, SAME, SLIPS, alike, distance
from tests import factories as f
from tests.search import writing
from tests.seeding.seed_files import TOOLS

COPIES = {  # what somebody might register, and what is there already
    ("DocDefender text redaction", "Hides names."): "DocDefender text redaction",
    ("DocDefendr text redaction", "Hides names."): "DocDefender text redaction",
    ("Text redaction DocDefender", "Hides names."): "DocDefender text redaction",
    (
        "Redaktor",
        "Personal data in documents and spreadsheets are found, so an officer can check and hide them before disclosure.",
    ): "DocDefender text redaction",
    ("Bobby virtual assistant", "Chats on our website."): "Bobbi virtual assistant",
    (
        "Ask us anything",
        "Chat assistant of the force website: it answers common questions or hands over to a person.",
    ): "Bobbi virtual assistant",
    ("Drones as first responder", "Sent from a roof."): "Drone as first responder",
    ("RPA with Blue Prism", "Repeats steps."): "Robotic process automation (Blue Prism)",
    (
        "Video link for DV",
        "An immediate video link to an officer for eligible domestic violence callers, suspect not present.",
    ): "Rapid Video Response for domestic abuse",
    ("Facial recognition live", "Compares faces."): "Live facial recognition",
    ("Harm Assesment Risk Tol", "Sorts people in custody."): "Harm Assessment Risk Tool (HART)",
    ("Right person, right care", "Welfare calls."): "Right Care Right Person",
}
OTHERS = (
    ("Canteen menu planner", "Plans the weekly meals of the staff canteen."),
    ("Fleet tyre monitor", "Warns the workshop when the tyres of cars lose pressure."),
    ("Horse care diary", "Keeps the feeding and shoeing record of police horses."),
    ("Shift swap app", "Lets officers swap shifts on their phones."),
    ("Vetting queue", "Shows how long applications have waited."),
    ("Dashboard", "Shows officers what is happening."),
    ("Lost property shelf", "Finds a place for what people hand in at the front counter."),
    ("Uniform store", "Orders boots and jackets and counts what is left."),
    ("AI", "Uses AI."),
    ("Data", "Data."),
)


@pytest.fixture
def published(session, index_home):
    """Everything that is published from sources, by name."""
    owner = f.AForce(name="The registry of examples")
    return {
        tool["name"]: f.ATool(
            owner,
            name=tool["name"],
            visibility="public",
            content={"summary": tool["summary"]},
        )
        for tool in TOOLS
    }


@pytest.fixture
def officer(session) -> Actor:
    return f.AnActor(Role.CONTRIBUTOR)


def names(found) -> list[str]:
    return [one.name for one in found]


class TestPublishedRecords:
    def test_a_near_copy_shows_the_tool_first(self, published, officer):
        services.rebuild()

        shown = {asked: (names(similar(officer, *asked)) or [""])[0] for asked in COPIES}

        assert shown == COPIES

    def test_what_is_no_copy_shows_nothing(self, published, officer):
        services.rebuild()

        assert {asked: names(similar(officer, *asked)) for asked in OTHERS} == {asked: [] for asked in OTHERS}

    def test_a_tool_that_is_there_in_other_words_looks_the_same(self, published, officer):
        services.rebuild()

        found = similar(officer, "Text redaction DocDefender", "Hides names.")[0]

        assert found.strong
        assert ("title", "order") in {(why.kind, why.how) for why in found.why}

    def test_without_an_index_a_copy_is_found_by_plain_words(self, published, officer):
        assert names(similar(officer, "Text redaction DocDefender", "Hides names."))[0] == "DocDefender text redaction"
        assert similar(officer, "Canteen menu planner", "Plans the weekly meals of the staff canteen.") == []


class TestWhoMayKnow:
    ASKED = ("Moth counting lamp", "Counts moths that gather about the lamps of custody yards.")

    def a_tool(self, owner, **fields):
        return f.ATool(owner, name=self.ASKED[0], content={"summary": self.ASKED[1]}, **fields)

    @pytest.mark.parametrize("indexed", [True, False])
    def test_a_hidden_tool_changes_nothing_that_is_shown(self, published, officer, indexed):
        if indexed:
            services.rebuild()
        before = {asked: similar(officer, *asked) for asked in COPIES}
        self.a_tool(f.AForce(), visibility=Visibility.NAMED)
        if indexed:
            services.rebuild()

        assert similar(officer, *self.ASKED) == []
        assert {asked: similar(officer, *asked) for asked in COPIES} == before

    def test_a_draft_shows_to_its_own_organisation_alone(self, session, index_home, officer):
        force = f.AForce()
        self.a_tool(force, state=ToolState.DRAFT, summary=self.ASKED[1])
        services.rebuild()

        own = similar(f.AnActor(Role.CONTRIBUTOR, force), *self.ASKED)

        assert [(one.name, one.draft) for one in own] == [(self.ASKED[0], True)]
        assert similar(officer, *self.ASKED) == []

    def test_a_record_is_not_like_itself(self, session, index_home, officer):
        tool = self.a_tool(f.AForce())
        services.rebuild()

        assert names(similar(officer, *self.ASKED)) == [self.ASKED[0]]
        assert similar(officer, *self.ASKED, but=tool.id) == []

    def test_the_same_supplier_is_said(self, session, index_home, officer):
        content = {"summary": self.ASKED[1], "supply": "supplier", "supplier": "Lampworks"}
        f.ATool(f.AForce(), name=self.ASKED[0], content=content, supplier="Lampworks")
        services.rebuild()

        why = similar(officer, *self.ASKED, supplier="Lampworks Limited"[:9])[0].why

        assert ("supplier", ("Lampworks",)) in {(one.kind, one.words) for one in why}

    def test_few_statements_are_asked(self, published, officer, count_statements):
        services.rebuild()
        similar(officer, "Drone", "Flies.")  # the reader's force is looked up once until something changes

        with count_statements() as statements:
            similar(officer, "Text redaction DocDefender", "Hides names.")

        assert len(writing.besides(statements)) == 6


class TestTitles:
    @pytest.mark.parametrize(
        ("one", "other", "how"),
        [
            ("Call triage", "call-triage", SAME),
            ("Call triage", "Call triags", LETTER),
            ("Call triage", "Call traige", LETTER),
            ("Rapid video responder", "Rapid vdeo respondr", SLIPS),
            ("Call triage", "Triage of calls", ORDER),
            ("Call triage", "Drone", PART),
            ("HART", "DARA", PART),
        ],
    )
    def test_two_titles_agree_in_the_closest_way_there_is(self, one, other, how):
        assert alike(one, other).how == how

    def test_a_distance_is_counted_no_further_than_asked(self):
        assert distance("kitten", "sitting", 5) == 3
        assert distance("kitten", "sitting", 1) == 2
