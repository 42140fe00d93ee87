"""The pages of assessments, sign-offs, exemptions and documents: what they show, keep and refuse."""

import io
import re
from datetime import timedelta

from registry.assurance import services
from registry.assurance.services import ExemptionDetails
from registry.core import clock
from registry.rules.words import Role
from registry.standards import queries
from tests import factories as f
from tests.assurance.stated import details, exempted, owned, sign, state_of

SCRIPT = "<script>alert(1)</script>"


def day_fields(day) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]


class TestPages:
    def test_list_what_applies_and_where_it_stands(self, web, session):
        tool, lead, _assurer, _owner = owned()
        services.assess(lead, tool.slug, f.AStandard(title="Fair use").code, details(proof=SCRIPT))

        page = web.get(f"/tools/{tool.slug}/standards").text

        assert "Fair use" in page
        assert SCRIPT not in page
        assert "Renew or correct" not in page

    def test_an_answer_seen_by_policing_alone_tells_the_public_nothing(self, web, session):
        f.AStandard("cloud", title="Cloud rules")
        tool = f.ATool(content={"hosting": "cloud"})

        public = web.get(f"/tools/{tool.slug}/standards").text
        policing = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get(f"/tools/{tool.slug}/standards").text

        assert ("Cloud rules" in public, "Cloud rules" in policing) == (False, True)

    def test_the_form_states_it_requirement_by_requirement(self, web, session):
        tool, _lead, _assurer, owner = owned()
        standard = f.AStandard()
        path = f"/tools/{tool.slug}/standards/{standard.code}/assess"
        contributor = web.sign_in(f.APerson((owner, Role.CONTRIBUTOR)).id)
        assert "Somebody signed it." in contributor.get(path).text

        answer = contributor.post(
            path,
            {
                "replaces": "0",
                "answer_signed": "met",
                "note_signed": "By the board",
                "proof": "Signed",
                "assessor_role": "DPO",
                "happened_on": day_fields(clock.today()),
            },
        )

        assert answer.status_code == 302
        assert state_of(tool) == "met"
        assert "By the board" in contributor.get(f"/tools/{tool.slug}/standards/{standard.code}").text

    def test_the_form_keeps_what_was_typed(self, web, session):
        tool, _lead, _assurer, owner = owned()
        standard = f.AStandard()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = lead.post(
            f"/tools/{tool.slug}/standards/{standard.code}/assess", {"answer_signed": "met", "proof": "My proof"}
        )

        assert page.status_code == 422
        assert "My proof" in page.text
        assert "Say which role assessed it" in page.text

    def test_an_unknown_standard_is_not_found(self, web, session):
        tool, _lead, _assurer, owner = owned()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        assert lead.get(f"/tools/{tool.slug}/standards/nonsense").status_code == 404

    def test_an_assurer_signs_on_a_page(self, web, session):
        tool, lead, _assurer, owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())
        assurer = web.sign_in(f.APerson((owner, Role.ASSURER)).id)
        path = f"/tools/{tool.slug}/standards/{standard.code}/sign"
        assert "What you would sign" in assurer.get(path).text

        bad = assurer.post(path, {"assessment": str(made.id), "outcome": "sent-back", "role": "DPO"})
        sent = assurer.post(path, {"assessment": str(made.id), "outcome": "signed", "role": "DPO"})

        assert (bad.status_code, sent.status_code) == (422, 302)
        [row] = queries.standards_of(tool.id, {})
        assert row.signed

    def test_an_exemption_is_asked_for_and_decided_on_pages(self, web, session):
        tool, _lead, _assurer, owner = owned()
        standard = f.AStandard()
        path = f"/tools/{tool.slug}/standards/{standard.code}"
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        until = clock.today() + timedelta(days=40)

        asked = lead.post(
            f"{path}/exemptions/new",
            {"requirement": "signed", "reason": "The new one comes", "expires_on": day_fields(until)},
        )
        assert asked.status_code == 302
        assert "Decide" not in lead.get(path).text
        web.sign_in(f.APerson((owner, Role.ASSURER)).id)
        number = re.search(r"/exemptions/(\d+)", web.get(path).text).group(1)
        decided = web.post(f"{path}/exemptions/{number}", {"outcome": "approve", "role": "Risk owner"})

        assert decided.status_code == 302
        assert "The new one comes" in web.get(path).text
        assert "Exempt, until" in web.get(f"{path}/assess").text

    def test_everybody_reads_why_it_is_exempt(self, web, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        exempted(lead, assurer, tool, standard, clock.today() + timedelta(days=9))

        assert "The new one comes in spring" in web.get(f"/tools/{tool.slug}/standards/{standard.code}").text

    def test_documents_are_handed_out_with_the_proof(self, web, session):
        tool, lead, assurer, owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())
        path = f"/tools/{tool.slug}/standards/{standard.code}"
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        stored = web.post(f"{path}/files", {"file": (io.BytesIO(b"a,b\n1,2\n"), "proof.csv")})
        assert stored.status_code == 302
        number = re.search(r"/files/(\d+)", web.get(path).text).group(1)
        own = web.get(f"{path}/files/{number}")
        web.post("/sign-out")

        before = web.get(f"{path}/files/{number}").status_code
        sign(assurer, tool, standard, made, releases_proof=True)
        after = web.get(f"{path}/files/{number}").status_code

        assert (own.status_code, before, after) == (200, 404, 200)

    def test_a_document_that_may_not_be_kept_is_refused_with_the_reason(self, web, session):
        tool, lead, _assurer, owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = web.post(
            f"/tools/{tool.slug}/standards/{standard.code}/files", {"file": (io.BytesIO(b"MZ"), "proof.exe")}
        )

        assert page.status_code == 422

    def test_my_work_shows_what_waits(self, web, session):
        tool, lead, _assurer, owner = owned(name="Call helper")
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details(expires_on=clock.today() + timedelta(days=9)))
        asked = f.AStandard(title="Other rules")
        wanted = ExemptionDetails("signed", "Later", clock.today() + timedelta(days=9))
        services.ask_exemption(lead, tool.slug, asked.code, wanted)

        page = web.sign_in(f.APerson((owner, Role.ASSURER)).id).get("/my-work").text

        for words in ("Assessments to sign (1)", "Exemptions to decide on (1)", "Assessments that expire (1)"):
            assert words in page
