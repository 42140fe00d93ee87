"""Systems as forces state them in these tests."""

from registry.catalogue.models import Term
from registry.estates.queries.estate import estate
from registry.estates.services import Said, share, state_estate
from registry.rules.words import Role
from tests import factories as f

SYSTEMS = ("command-and-control", "records-management", "digital-evidence", "contact-management")


def kinds() -> None:
    """The kinds of system that these tests use."""
    f.save(
        *(
            Term(vocabulary="system", code=code, label=code.replace("-", " ").capitalize(), position=place)
            for place, code in enumerate(SYSTEMS)
        )
    )


def a_force(agreed: bool = False, **held: str):
    """A force that states some systems by their first word: yes or no."""
    force = f.AForce()
    force.lead = f.AnActor(Role.LEAD, force)
    if held:
        says(force, **held)
    if agreed:
        share(force.lead, force.slug, True)
    return force


def says(force, still_true: bool = False, **held: str):
    """The force states these and leaves the others as they are."""
    now = estate(force.lead, force.slug)
    said = {line.code: Said({True: "yes", False: "no"}.get(line.held, ""), line.family) for line in now.lines}
    said |= {next(code for code in SYSTEMS if code.startswith(word)): Said(answer) for word, answer in held.items()}
    return state_estate(force.lead, force.slug, now.read_at, said, still_true)


def a_tool(*needed: str, **fields):
    """A tool that says which systems it needs."""
    codes = [next(code for code in SYSTEMS if code.startswith(word)) for word in needed]
    return f.ATool(content={"systems_needed": codes}, **fields)
