"""What was said can be corrected any number of times, each time kept, in each table whose rows are only ever replaced."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from registry.catalogue.models import Contract
from registry.contracts.services import ContractDetails, change_contract, record_contract
from registry.core.db import Model, db
from registry.core.errors import Conflict
from registry.estates.models import EstateItem, EstateSharing
from registry.estates.queries.estate import estate
from registry.estates.services import confirm_estate, share
from registry.funding.models import FundingStream
from registry.funding.services import Details, record
from registry.lineage.models import Descent
from registry.packs.models import PackCheck
from registry.packs.services import Checked, check, make
from registry.rules.words import Role, Visibility
from registry.standards.models import Assessment, DraftCheck
from tests import factories as f
from tests.assurance.stated import Answered, details, owned, services
from tests.assurance.test_inheriting import Both
from tests.estates.stated import a_force, kinds, says
from tests.lineage.test_lineage import adopters
from tests.lineage.test_lineage import says as says_whence

TIMES = 6


def a_lead(**fields):
    force = f.AForce(**fields)
    return force, f.AnActor(Role.LEAD, force)


def draft_checks():
    both = Both()
    both.take()
    return lambda number: both.check(signed=Answered("met", f"Looked at {number} times"))


def pack_checks():
    force, lead = a_lead()
    tool = f.ATool(content={"description": "It listens"})
    make(lead, tool.slug, force.slug)
    return lambda number: check(lead, tool.slug, force.slug, "record-description", Checked(f"Ours, {number}"))


def estate_items():
    kinds()
    force = a_force()
    return lambda number: says(force, command=("yes", "no")[number % 2])


def estate_items_still_true():
    kinds()
    force = a_force()

    def act(number):
        if number:
            return confirm_estate(force.lead, force.slug, estate(force.lead, force.slug).read_at)
        return says(force, command="yes")

    return act


def sharings():
    kinds()
    force = a_force()
    return lambda number: share(force.lead, force.slug, number % 2 == 0)


def descents():
    tool = f.ATool()
    (ash,) = adopters(tool, "Ash")
    said = [0]
    return lambda number: said.append(says_whence(tool, ash, "originator", said[-1], kept=f"All but {number}").id)


def assessments():
    tool, lead, _assurer, _owner = owned()
    standard, said = f.AStandard(), [0]

    def act(_number):
        said.append(services.assess(lead, tool.slug, standard.code, details(replaces_id=said[-1])).id)

    return act


def streams():
    force, lead = a_lead(slug="ash")
    tool, said = f.ATool(), [None]
    f.AnAdoption(tool, force)

    def act(number):
        said.append(
            record(lead, tool.slug, Details(organisation="ash", name=f"Budget {number}", amount="1"), said[-1]).id
        )

    return act


def contracts():
    force, lead = a_lead()
    tool, said = f.ATool(force, visibility=Visibility.POLICING), []
    supplier = f.ASupplier()

    def act(number):
        facts = ContractDetails(organisation=force.slug, supplier=supplier.slug, reference=str(number))
        one = change_contract(lead, tool.slug, said[-1], facts) if said else record_contract(lead, tool.slug, facts)
        said.append(one.id)

    return act


CASES = [
    (DraftCheck, draft_checks),
    (PackCheck, pack_checks),
    (EstateItem, estate_items),
    (EstateItem, estate_items_still_true),
    (EstateSharing, sharings),
    (Descent, descents),
    (Assessment, assessments),
    (FundingStream, streams),
    (Contract, contracts),
]


def lines(model):
    """The rows of a table by number: each with the one that took its place."""
    columns = model.__table__.c
    return db.session.execute(select(columns.id, columns.replaced_by_id).order_by(columns.id)).all()


@pytest.mark.parametrize(("model", "case"), CASES, ids=[case.__name__ for _, case in CASES])
def test_is_corrected_five_times_and_each_row_names_the_next(session, model, case):
    act = case()
    had = lines(model)

    for number in range(TIMES):
        act(number)

    found = [row for row in lines(model) if row not in had]
    assert [later for _, later in found] == [*(key for key, _ in found[1:]), None]
    assert len(found) == TIMES


def test_each_table_whose_rows_are_replaced_is_tried_above():
    replaced = {table.name for table in Model.metadata.sorted_tables if "replaced_by_id" in table.c}

    assert replaced == {model.__tablename__ for model, _ in CASES}


@pytest.mark.parametrize("make_case", [estate_items, sharings])
def test_the_database_lets_one_stand(session, make_case):
    make_case()(0)
    model = EstateItem if make_case is estate_items else EstateSharing
    columns = [column for column in model.__table__.c if column.name != "id"]
    copied = model.__table__.insert().from_select(columns, select(*columns))

    with pytest.raises(IntegrityError):
        session.execute(copied)
    session.rollback()


def test_two_at_once_leave_one_that_stands(copy):
    force, lead = a_lead()
    tool = f.ATool(content={"description": "It listens"})
    make(lead, tool.slug, force.slug)
    outcomes, slugs = [], (tool.slug, force.slug)
    db.session.close()

    def act(words, both):
        with copy.app_context():
            both.wait()
            try:
                check(lead, *slugs, "record-description", Checked(words))
                outcomes.append("done")
            except Conflict:
                outcomes.append("refused")

    for number in range(4):
        both = threading.Barrier(2)
        racers = [threading.Thread(target=act, args=(f"{who} {number}", both)) for who in ("Ours", "Theirs")]
        [racer.start() for racer in racers]
        [racer.join() for racer in racers]

    assert outcomes == ["done"] * 8
    standing = select(func.count()).select_from(PackCheck)
    assert db.session.scalar(standing) == 8
    assert db.session.scalar(standing.where(PackCheck.replaced_by_id.is_(None))) == 1
