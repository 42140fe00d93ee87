"""Where nothing has changed for long: on the pages of those who can ask why, with the comparison, and for nobody else."""

import re

import pytest

from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.begun import began

S = Stage
HEADING = "Where nothing has changed for long"
TOLD = re.compile(
    r"Assessing for 16 months. Four in five comparable adoptions had moved on after [\d.]+ months. "
    r"Compared with 11 of the same tool that were in this stage since [A-Z][a-z]+ \d{4}: 10 moved on, and \d+ were still"
)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def slow(session):
    """A tool whose owner sees ten forces move on, and the one that did not."""
    owner, force = f.AForce(name="Owner Police"), f.AForce(name="Slow Police")
    tool = f.ATool(owner, slug="tried", name="Tried tool")
    for months in (30, 26, 20, 18, 17, 15, 14, 12, 11, 10):
        began(tool, (months, months - 3), (S.ASSESSING, S.LIVE))
    adoption = began(tool, (16,), (S.ASSESSING,), organisation=force)
    return tool, force, owner, adoption


def seen_by(web, organisation, role=Role.LEAD) -> tuple[str, str]:
    """The page of an organisation and the work of one of its people."""
    web.sign_in(f.APerson((organisation, role)).id)
    return text(web.get(f"/organisations/{organisation.slug}").text), text(web.get("/my-work").text)


class TestAStall:
    def test_is_told_to_the_force_with_what_it_is_compared_with(self, web, slow):
        page, work = seen_by(web, slow[1])

        assert TOLD.search(page)
        assert "no judgement of a force" in page
        assert "Tried tool: Slow Police Assessing for 16.0 months; four in five of 11 comparable adoptions" in work

    @pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR])
    def test_is_told_to_the_owner_of_the_tool(self, web, slow, role):
        page, work = seen_by(web, slow[2], role)

        assert "Tried tool: Slow Police" in page
        assert "Tried tool: Slow Police" in work

    def test_is_told_on_the_figures_of_the_tool(self, web, slow):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        page = text(web.get("/tools/tried/spread/figures").text)

        assert TOLD.search(page)
        assert "Slow Police" in page

    def test_is_compared_with_the_category_where_the_tool_moved_too_seldom(self, web, slow):
        other, force = f.ATool(name="Seldom tool"), f.AForce()
        began(other, (40,), (S.ASSESSING,), organisation=force)

        assert "Compared with 12 of all tools of its category" in seen_by(web, force)[0]

    def test_ends_with_the_next_step(self, web, slow):
        _tool, force, _owner, adoption = slow
        adoption.stage = S.LIVE
        f.save(adoption)

        assert all(HEADING not in page for page in seen_by(web, force))

    def test_is_none_where_too_few_have_moved(self, web, session):
        force = f.AForce()
        began(f.ATool(), (40,), (S.ASSESSING,), organisation=force)

        assert all(HEADING not in page for page in seen_by(web, force))


class TestWhatIsNotShown:
    @pytest.mark.parametrize("outsider", [False, True])
    def test_outside_policing_a_number_stands_for_the_force(self, web, slow, outsider):
        if outsider:
            web.sign_in(f.APerson((f.ASupplier(), Role.LEAD)).id)

        page = web.get("/tools/tried/spread/figures").text
        told = web.get("/api/v1/tools/tried/spread/figures").json

        assert "1 adoption has been in its stage longer than four in five comparable ones took." in text(page)
        assert "Slow Police" not in page
        assert slow[1].slug not in page
        assert "Assessing for" not in text(page)
        assert (told["stalls"], told["stalled"]) == ([], 1)
        assert slow[1].slug not in str(told)

    def test_its_own_people_and_policing_are_told_over_the_api_too(self, web, slow):
        for organisation in (slow[1], f.AForce()):
            web.sign_in(f.APerson((organisation, Role.READER)).id)
            told = web.get("/api/v1/tools/tried/spread/figures").json

            assert [row["organisation"] for row in told["stalls"]] == [slow[1].slug]
            assert told["stalled"] == 1

    def test_an_owner_outside_policing_is_told_of_no_force(self, web, slow, session):
        supplier = f.ASupplier()
        slow[0].owner_id = supplier.id
        f.save(slow[0])

        assert "Slow Police" not in " ".join(seen_by(web, supplier))

    def test_the_public_page_of_a_force_says_nothing_of_it(self, web, slow):
        page = web.get(f"/organisations/{slow[1].slug}").text
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert HEADING not in page
        assert HEADING not in web.get(f"/organisations/{slow[1].slug}").text

    def test_an_adoption_that_the_owner_may_not_read_is_not_told_to_it(self, web, slow, session):
        slow[3].visibility = Visibility.NAMED
        f.save(slow[3])

        assert "Slow Police" not in " ".join(seen_by(web, slow[2]))

    def test_what_is_disputed_or_invented_is_compared_with_nothing_real(self, web, slow):
        force = f.AForce()
        began(slow[0], (40,), (S.ASSESSING,), organisation=force, standing=Standing.DISPUTED)
        example = f.ATool(f.AForce(synthetic=True), synthetic=True)
        began(example, (40,), (S.ASSESSING,), organisation=force, synthetic=True)

        assert all(HEADING not in page for page in seen_by(web, force))


class TestStatements:
    def test_are_as_many_however_many_wait(self, web, slow, count_statements):
        force = slow[1]
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        path = f"/organisations/{force.slug}"
        web.get(path)
        with count_statements() as few:
            web.get(path)
        for _ in range(5):
            began(f.ATool(), (40,), (S.ASSESSING,), organisation=force)
        with count_statements() as many:
            web.get(path)

        assert len(many) - len(few) <= 1
