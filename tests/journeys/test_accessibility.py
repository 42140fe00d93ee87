"""Every kind of page, wide and narrow: no violation of the accessibility rules, and nothing wider than the screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.addresses import BY_ROLE, PUBLIC
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
WIDTHS = (320, 1280)
PAGES = [("", address) for address in PUBLIC] + [(role, a) for role, addresses in BY_ROLE.items() for a in addresses]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_is_usable_by_everybody(person: Callable[..., Person], role: str, address: str, width: int):
    someone = person(role, width=width)
    someone.open(address)

    found = Axe().run(someone.page)

    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found.response["violations"]] == []
    widest = someone.page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width, f"{address} is {widest} px wide"
