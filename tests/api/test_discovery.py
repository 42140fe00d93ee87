"""Needs and comparisons over the API tell what their reader may see, and nothing more."""

from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.browser import Browser


def test_needs_for_policing_are_not_told_to_a_visitor(web: Browser):
    force = f.AForce()
    shown, hidden = f.ANeed(force, visibility=Visibility.PUBLIC), f.ANeed(force)

    told = web.get("/api/v1/needs").json

    assert [item["id"] for item in told["items"]] == [shown.id]
    assert told["total"] == 1
    assert web.get(f"/api/v1/needs/{hidden.id}").status_code == 404


def test_needs_are_filtered_by_problem_and_state(web: Browser):
    f.Terms()
    force = f.AForce()
    f.ANeed(force, None, "slow-redaction", visibility=Visibility.PUBLIC)
    met = f.ANeed(force, visibility=Visibility.PUBLIC, state="met")

    assert web.get("/api/v1/needs?problem=long-101-waits").json["total"] == 0
    assert web.get("/api/v1/needs?problem=slow-redaction").json["items"][0]["problems"] == ["slow-redaction"]
    assert [item["id"] for item in web.get("/api/v1/needs?state=met").json["items"]] == [met.id]


def test_a_comparison_leaves_out_what_may_not_be_seen_and_counts_it(web: Browser):
    one, hidden = f.ATool(name="Alpha"), f.ATool(name="Quagmire", visibility="policing")
    path = f"/api/v1/comparison?tool={one.slug}&tool={hidden.slug}"

    told = web.get(path)
    assert (told.json["left_out"], [tool["name"] for tool in told.json["tools"]]) == (1, ["Alpha"])
    assert "Quagmire" not in told.text

    web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
    assert {len(line["cells"]) for part in web.get(path).json["parts"] for line in part["lines"]} == {2}


def test_of_five_none_is_compared(web: Browser):
    assert web.get("/api/v1/comparison?" + "&".join(f"tool=t{number}" for number in range(5))).status_code == 422
