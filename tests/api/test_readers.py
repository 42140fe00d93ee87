"""Every address of the API, read whole by readers of each kind: what is another's shows to nobody, what is policing's to policing."""

from typing import Any

import pytest
from sqlalchemy import select

from registry.assurance import services as assurance
from registry.core import clock
from registry.estates.models import EstateItem
from registry.replication.models import GatePaper, StageEvent
from registry.replication.services import gates as gate_services
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.api.described import check
from tests.assurance.stated import details
from tests.browser import Browser
from tests.estates.stated import kinds
from tests.replication.test_gates import details as gate

OWN = {f"own-{what}" for what in ("tool", "fund", "paper", "family", "contract", "how")}
POLICING = {f"policing-{what}" for what in ("fund", "paper", "contract", "how", "proof", "reason")}


def uses(tool: Any, force: Any, seen_by: Visibility, mark: str) -> None:
    """An adoption with money, a contract, a barrier that was got past and a paper at its gate, each under the mark."""
    adoption = f.AnAdoption(tool, force, Stage.PILOTING, visibility=seen_by, expires_on=clock.today())
    step = f.db.session.scalar(select(StageEvent).where(StageEvent.adoption_id == adoption.id))
    step.reason = f"{mark}-reason"
    f.AFundingStream(tool, force, name=f"{mark}-fund", visibility=seen_by)
    supplier = f.ASupplier()
    for home in (force, f.AForce()):
        f.AContract(tool, supplier, home, framework=f"{mark}-contract", visibility=seen_by)
    past = {"resolved_on": clock.today(), "resolved_at": clock.now(), "how": f"{mark}-how"}
    f.ABarrierMet(tool, force, "funding", **past)
    paper = {"gate": "evolve", "document": "project-design-report", "reference": f"{mark}-paper"}
    f.save(step, GatePaper(adoption_id=adoption.id, recorded_at=clock.now(), **paper))


@pytest.fixture
def force(session):
    """A force with a tool and a use that it shares with nobody, and a use of a public tool that policing may read."""
    kinds()
    force = f.AForce()
    own = f.ATool(force, name="own-tool", slug="own-tool", visibility=Visibility.NAMED)
    uses(own, force, Visibility.NAMED, "own")
    tool = f.ATool(force, slug="open-tool")
    uses(tool, force, Visibility.POLICING, "policing")
    lead = f.AnActor(Role.LEAD, force)
    gate_services.take_up_gate(lead, force.slug, "evolve", gate())
    standard = f.AStandard(code="open-standard")
    assurance.assess(lead, tool.slug, standard.code, details(proof="policing-proof"))
    held = {"stated_on": clock.today(), "recorded_at": clock.now()}
    f.save(EstateItem(organisation_id=force.id, category="digital-evidence", held=True, family="own-family", **held))
    f.APack(own, force)
    return force


def everything(web: Browser, force: Any) -> str:
    """All that a reader gets at every address, with every name that stands for something here."""
    document = web.get("/api/v1/openapi.json").json
    read = []
    for path, item in document["paths"].items():
        taken = {parameter["name"] for parameter in item["get"].get("parameters", [])}
        for tool in ("open-tool", "own-tool"):
            gaps = {"slug": force.slug if "/organisations/" in path else tool, "standard": "open-standard"}
            address = path
            for name, value in {**gaps, "code": "open-standard"}.items():
                address = address.replace(f"{{{name}}}", value)
            asked = {"page_size": "100", "tool": tool, "organisation": force.slug, "months": "24"}
            for chosen in ({"page_size", "months"}, {"page_size", "months", "tool", "organisation"}):
                query = "&".join(f"{name}={asked[name]}" for name in sorted(taken & chosen))
                if "{" not in address and not (path.endswith("/gates") and "tool" not in chosen):
                    response = web.get(f"{address}?{query}")
                    check(document, path, address, response)
                    read.append(response.text if response.status_code == 200 else "")
    return "\n".join(read)


def marks_in(text: str) -> set[str]:
    return {mark for mark in OWN | POLICING if mark in text}


class TestReaders:
    def test_a_visitor_reads_neither(self, web, force):
        assert marks_in(everything(web, force)) == set()

    def test_a_supplier_reads_neither(self, web, force):
        web.sign_in(f.APerson((f.ASupplier(), Role.READER)).id)

        assert marks_in(everything(web, force)) == set()

    def test_policing_reads_what_is_policings(self, web, force):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert marks_in(everything(web, force)) == POLICING

    def test_the_registrar_knows_every_record_and_nothing_more_of_its_use(self, web, force):
        web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)

        assert marks_in(everything(web, force)) == POLICING | {"own-tool"}

    def test_its_own_people_read_both(self, web, force):
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        assert marks_in(everything(web, force)) == OWN | POLICING
