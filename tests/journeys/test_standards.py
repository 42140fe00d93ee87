"""A standard is stated requirement by requirement and signed, the scorecard rises; a gate refuses a move and names why."""

import pytest

from tests.journeys.acts import Enter, in_days
from tests.journeys.addresses import HELPER
from tests.journeys.people import Person
from tests.journeys.test_accessibility import usable_by_everybody

pytestmark = pytest.mark.journey
STANDARD = "Secure by design"


def met(who: Person, requirement: str) -> None:
    """Say that a requirement is met."""
    who.page.get_by_role("group", name=requirement).get_by_role("radio", name="Met", exact=True).check()


def test_a_standard_is_stated_signed_and_lifts_the_scorecard(person: Enter):
    lead = person("lead", "Northmarch", script=False)
    lead.open(f"{HELPER}/scorecard")
    lead.follow(f"Mend it: {STANDARD}")
    lead.sees("Nobody has said yet where it stands.")
    lead.follow("State it")
    met(lead, "An evidence pack shows")
    lead.press("Record it")
    lead.sees("Choose where it stands with this requirement.")
    met(lead, "Operating procedures")
    lead.main.get_by_label("What shows it?", exact=True).fill("Evidence pack EX-SEC-5, signed in March")
    lead.fill("Which role assessed it?", "Security architect")
    lead.give_day("When was it assessed?", in_days(-3))
    lead.press("Record it")
    lead.sees("An assurer who did not assess it signs it.")
    lead.sees("Not signed.")
    lead.open(f"{HELPER}/scorecard")
    lead.sees("No assurer has signed it.")

    assurer = person("assurer", "Northmarch")
    assurer.open("/my-work")
    assurer.sees("Assessments to sign")
    assurer.open(f"{HELPER}/standards/secure-by-design/sign")
    usable_by_everybody(assurer.page)
    assurer.choose("I sign it")
    assurer.fill("In which role?", "Senior information risk owner")
    assurer.press("Record it")
    assurer.sees("Recorded.")

    visitor = person()
    visitor.open(f"{HELPER}/scorecard")
    usable_by_everybody(visitor.page)
    visitor.sees(f"{STANDARD} signed")
    visitor.does_not_see("No assurer has signed it.")
    visitor.open(f"{HELPER}/standards/secure-by-design")
    visitor.does_not_see("Evidence pack EX-SEC-5")


def test_a_gate_refuses_a_move_and_names_the_missing_document(person: Enter):
    lead = person("lead", "Southvale")
    asks_for(lead, "* Project design report\n* Plan for the telephone system\nTraining note")
    lead.open(f"{HELPER}/at/southvale/gates")
    lead.sees("Missing: Project design report")
    lead.open(f"{HELPER}/adoption?to=live")
    lead.give_day("When did it go live?", in_days(-1))
    lead.fill("What do you count as a unit?", "control-room teams")
    lead.fill("How many units could use it?", "12")
    lead.fill("How many of them use it now?", "3")
    lead.press("Move to live")
    lead.sees("A mandatory document of your force's gate is missing before live: Project design report")
    lead.open(f"{HELPER}/at/southvale/gates/evolve/document")
    usable_by_everybody(lead.page)
    lead.choose("Plan for the telephone system")
    lead.fill("Its reference or title", "EX-TEL-1")
    lead.press("Record it")
    lead.sees("The document is recorded.")
    lead.sees("EX-TEL-1")
    # As it was, for whoever comes next
    asks_for(lead, "Project design report\nPlan for the telephone system\nTraining note")


def asks_for(lead: Person, documents: str) -> None:
    """The force says which documents its gate asks for, a mandatory one with a star."""
    lead.open("/organisations/southvale/gates/evolve")
    lead.fill("Documents", documents)
    lead.press("Save the gate")
    lead.sees("The gate is yours.")
