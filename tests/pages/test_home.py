"""The front door counts what its reader may know of, and nothing else."""

import re

from registry.catalogue.models import Term
from registry.core import clock
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.pages.test_tool import a_study


def figures(page):
    numbers = re.findall(r"<dd>([\d,]+)", page.partition('class="app-figures')[2].partition("</dl>")[0])
    return [int(number) for number in numbers]


class TestHome:
    def test_has_four_figures(self, session, web):
        trialled, other = f.ATool(), f.ATool()
        a_study(trialled)
        f.AnAdoption(trialled, standing=Standing.REPORTED)
        f.AnAdoption(other)

        assert figures(web.get("/").text) == [2, 1, 1, 1]

    def test_counts_nothing_hidden_or_invented(self, session, web):
        hidden = f.ATool(visibility=Visibility.POLICING)
        a_study(hidden)
        f.AnAdoption(hidden)
        invented = f.ATool(synthetic=True)
        f.AnAdoption(invented, synthetic=True)
        f.AnAdoption(f.ATool(), visibility=Visibility.POLICING)
        f.AnAdoption(f.ATool(), standing=Standing.DISPUTED)

        assert figures(web.get("/").text) == [2, 0, 0, 0]
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert figures(web.get("/").text) == [3, 1, 0, 2]

    def test_offers_three_searches(self, session, web):
        page = web.get("/").text

        for words in ("domestic abuse", "redaction", "101 waits"):
            assert f">{words}</a>" in page

    def test_browses_by_what_tools_do(self, session, web):
        f.save(Term(vocabulary="category", code="public-contact", label="Public contact", position=1))
        f.ATool()
        f.ATool(visibility=Visibility.POLICING)

        page = web.get("/").text

        assert "/search?category=public-contact" in page
        assert re.search(r"Public contact</a></th>.*?<div>1</div>", page, re.S)

    def test_does_not_tell_of_a_change_that_is_hidden(self, session, web):
        f.AnAdoption(f.ATool(name="Hidden thing", visibility=Visibility.NAMED))
        f.AnAdoption(f.ATool(name="Shown thing"))

        page = web.get("/").text

        assert "Shown thing" in page
        assert "Hidden thing" not in page

    def test_an_expired_confirmation_is_not_counted_as_confirmed(self, session, web):
        f.AnAdoption(expires_on=clock.today().replace(year=clock.today().year - 1))

        assert figures(web.get("/").text)[3] == 0

    def test_asks_the_database_a_few_times_whatever_there_is(self, session, web, count_statements):
        f.AnAdoption()
        with count_statements() as few:
            web.get("/")
        for _number in range(10):
            f.AnAdoption()
        with count_statements() as many:
            web.get("/")

        assert len(many) == len(few) <= 8
