"""An invented tool that ten forces adopted within months, and one that has been assessing it for over a year.

Run in the environment of a copy: writes as JSON who can sign in there.
"""

import json
import sys

from registry.accounts.services.passwords import hashed
from registry.app import create_app
from registry.organisations.models import Organisation
from registry.rules.lifecycles import Stage
from registry.rules.words import Role
from tests import factories as f
from tests.replication.begun import began

PASSWORD = "assessing since the year before last"


def main() -> None:
    """Store the forces, their adoptions and two people."""
    with create_app().app_context():
        owner, slow = a_force("Larkfield Police (example)"), a_force("Heronsea Police (example)")
        tool = f.ATool(owner, slug="rota-swaps-example", name="Rota swaps (example)", synthetic=True)
        for months in (30, 28, 26, 24, 20, 17, 14, 12, 11, 10):
            force = a_force(f"Mossdale {months} Police (example)")
            began(tool, (months, months - 3), (Stage.ASSESSING, Stage.LIVE), organisation=force, synthetic=True)
        began(tool, (16,), (Stage.ASSESSING,), organisation=slow, synthetic=True)
        told = {force.slug: a_lead(force) for force in (owner, slow)}
    sys.stdout.write(json.dumps(told) + "\n")


def a_force(name: str) -> Organisation:
    """An invented force, which is no column of the real matrix."""
    slug = name.lower().replace(" (example)", "").replace(" ", "-")
    return f.AForce(slug=slug, name=name, region=None, territorial=False, synthetic=True)


def a_lead(force: Organisation) -> str:
    """The address of somebody who leads there."""
    email = f"lead@{force.slug}.example"
    f.APerson((force, Role.LEAD), email=email, name="A lead (example)", password_hash=hashed(PASSWORD), synthetic=True)
    return email


if __name__ == "__main__":
    main()
