"""Evidence: a lead adds a study with an interval, errs, mends, and finds it wherever somebody would look."""

import pytest

from tests.journeys.acts import Enter, a_published_tool, in_days, new_name
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey


@both_ways
def test_a_study_with_an_interval_is_mended_and_shown_with_its_measure_and_its_problem(person: Enter, script: bool):
    name = new_name("Call clock")
    address = a_published_tool(person, name)
    lead = person("lead", "Northmarch", script=script)
    lead.open(f"{address}/evidence")
    lead.fill("What was done?", "Two shifts beside two others")
    lead.choose("Northmarch Police (example)", of="Where was it measured?")
    lead.choose("Before and after with a comparison group", of="How was it measured?")
    lead.choose("Force", of="Who measured it?")
    lead.give_day("Measured from", in_days(-90))
    lead.give_day("Measured until", in_days(-120))
    lead.main.get_by_text("What it was like before").click()
    lead.choose("No", of="Had the change begun before the tool went live?")
    lead.fill("What changed, or was counted?", "Wait for an answer")
    lead.main.get_by_label("Standard measure").first.fill("Average wait for a 101") if script else lead.pick(
        "Standard measure", "Average wait for a 101 call to be answered"
    )
    if script:
        lead.page.get_by_role("option", name="Average wait for a 101").first.click()
    lead.fill("What was found?", "1.2 minutes shorter than on the other shifts")
    lead.choose("Better", of="Better or worse?")
    lead.choose("Measured in use", of="Was it measured?")
    lead.fill("Unit of the figures", "minutes")
    lead.main.get_by_text("The effect, and how sure it is").click()
    lead.pick("Kind of effect", "Difference in the measure's own unit")
    lead.main.get_by_label("Effect", exact=True).fill("-1.2")
    lead.fill("Interval from", "-0.4")
    lead.fill("Interval to", "-2.0")

    lead.press("Add the evidence")

    lead.sees("The study cannot end before it starts.")
    lead.sees("The lower end must be below the upper end.")
    lead.give_day("Measured until", in_days(-10))
    lead.fill("Interval from", "-2.0")
    lead.fill("Interval to", "-0.4")
    lead.press("Add the evidence")

    lead.sees("The evidence is recorded")
    lead.sees("\u22121.2 minutes (95% interval \u22122 to \u22120.4)")
    lead.main.get_by_text("Worked out by the registry").first.click()
    lead.sees("standard error = (upper - lower) / 2z")
    lead.open(address)
    lead.sees("1.2 minutes shorter than on the other shifts")
    lead.follow("Average wait for a 101 call to be answered")
    lead.reads_heading("Average wait for a 101 call to be answered")
    lead.sees(name)
    lead.open(address)
    lead.follow("office paperwork")
    lead.sees(name)
