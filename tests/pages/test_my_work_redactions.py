"""A redaction that waits stands in the work lists of those who can agree to it."""

from registry.catalogue.services import ask_redaction
from registry.pages.queries.my_work import my_work
from registry.rules.words import Role
from tests import factories as f


def waiting(actor) -> list[tuple[str, str]]:
    """The redactions in somebody's work."""
    parts = [group for part in my_work(actor) for group in part.groups if group.code == "redactions"]
    return [(item.text, item.path) for group in parts for item in group.items]


class TestARedaction:
    def test_that_an_assurer_asked_for_waits_for_the_registrar_alone(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, name="Callback diary", content={"description": "Words to take out."})
        assurer, registrar = f.AnActor(Role.ASSURER, owner), f.AnActor(Role.REGISTRAR)

        asked = ask_redaction(assurer, tool.slug, "answer::description", "It is marked above OFFICIAL.")

        assert waiting(registrar) == [(f"Callback diary: {asked.label}", f"/redactions/{asked.id}")]
        assert waiting(assurer) == []
        assert waiting(f.AnActor(Role.ASSURER)) == []

    def test_that_the_registrar_asked_for_waits_for_the_owners_assurer(self, session):
        owner = f.AForce()
        tool = f.ATool(owner, content={"description": "Words to take out."})

        ask_redaction(f.AnActor(Role.REGISTRAR), tool.slug, "answer::description", "It is marked above OFFICIAL.")

        assert len(waiting(f.AnActor(Role.ASSURER, owner))) == 1
        assert waiting(f.AnActor(Role.LEAD, owner)) == []
