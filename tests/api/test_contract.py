"""Whatever is asked, the answer is one that the OpenAPI document describes: 500 generated requests."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim
from registry.rules.lifecycles import Stage
from registry.rules.words import Role
from tests import factories as f
from tests.api.described import check
from tests.api.records import a_decision, a_measure, a_reason, a_standard, an_evidence
from tests.browser import Browser

CASES = 600
ODD = st.one_of(
    st.text(max_size=20),
    st.integers().map(str),
    st.sampled_from(
        ["", "0", "-1", "\u0661", "1e3", "null", "true", "'", "%", "\x00", "../x", "2026-02-30", "9" * 400]
    ),
)


IN_PATH = ODD.filter(lambda text: "/" not in text and text not in ("", ".", ".."))


@pytest.fixture
def known() -> dict[str, list[str]]:
    """Records of every kind, and the names by which the API finds them, by their list."""
    tool, hidden = f.ATool(), f.ATool(visibility="policing")
    gone = f.ATool(suspended_at=clock.now(), suspension_reason="A fault")
    board, force = f.ABoard(), f.AForce()
    a_reason(f.AnAdoption(tool, force, stage=Stage.STOPPED), "It was dear")
    f.AnAdoption(hidden)
    a_decision(tool, board)
    an_evidence(tool, a_measure())
    f.Terms()
    standard = a_standard()
    f.AFundingStream(tool, visibility="public"), f.AContract(tool, f.ASupplier(), force, parties=[f.AForce()])
    f.ABarrierMet(f.ATool(), force)
    return {
        "cohort_id": [str(f.ACohort(tool, force, f.AMeasure("shared"), visibility="public").id)],
        "claim_id": [str(db.session.scalar(select(Claim.id).where(Claim.direction.is_not(None))))],
        "tools": [tool.slug, tool.slug, hidden.slug, gone.slug],
        "organisations": [force.slug],
        "boards": [board.slug],
        "measures": [a_measure().code],
        "problems": ["long-101-waits"],
        "units": ["hours"],
        "standard": [standard.code],
        "standards": [standard.code],
        "search_id": [str(f.ASavedSearch(f.APerson((force, Role.LEAD))).id)],
        "needs": [str(f.ANeed(force, None, "long-101-waits", visibility="public").id)],
    }


def values(schema: dict[str, Any]) -> st.SearchStrategy[list[str]]:
    """Values that a parameter takes as documented, or something odd."""
    inner = schema.get("items", schema)
    if "enum" in inner:
        good = st.sampled_from([str(value) for value in inner["enum"]])
    elif inner.get("type") == "integer":
        good = st.integers(inner.get("minimum", 1), inner.get("maximum", 100)).map(str)
    elif inner.get("format") == "date":
        good = st.dates().map(str)
    elif inner.get("format") == "date-time":
        good = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    else:
        good = st.sampled_from(["force-1", "knife-crime", "tool-1", "x" * 120])
    many = 3 if "items" in schema else 1
    return st.lists(st.one_of(good, good, good, ODD), min_size=1, max_size=many)


@st.composite
def requests(draw: Any, document: dict[str, Any], known: dict[str, list[str]]) -> tuple[str, str]:
    """A documented path and an address of it."""
    path = draw(st.sampled_from(sorted(document["paths"])))
    item = document["paths"][path]
    address, asked = path, []
    for parameter in [*item.get("parameters", []), *item["get"].get("parameters", [])]:
        if parameter["in"] == "path":
            names = st.sampled_from(known.get(parameter["name"]) or known[path.split("/")[3]])
            name = draw(st.one_of(names, names, IN_PATH))
            address = address.replace(f"{{{parameter['name']}}}", quote(name, safe=""))
        elif draw(st.booleans()):
            asked += [(parameter["name"], value) for value in draw(values(parameter["schema"]))]
    if draw(st.integers(0, 9)) == 9:
        asked.append((draw(st.sampled_from(["q", "Page", "sort"])), draw(ODD)))
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked)
    return path, f"{address}?{query}" if query else address


def needed(item: dict[str, Any], known: dict[str, list[str]]) -> str:
    """The parameters without which an address answers nothing, with names of records of their kind."""
    parameters = [*item.get("parameters", []), *item["get"].get("parameters", [])]
    names = [one["name"] for one in parameters if one["in"] == "query" and one.get("required")]
    return "".join(f"{'&' if place else '?'}{name}={known[f'{name}s'][0]}" for place, name in enumerate(names))


class TestContract:
    @pytest.mark.parametrize("signed_in", [False, True])
    def test_every_answer_is_as_documented(self, web: Browser, known: dict[str, list[str]], signed_in: bool):
        document = web.get("/api/v1/openapi.json").json
        if signed_in:
            web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        met = set()

        for path in document["paths"]:
            for name in known.get(path.split("/")[3], ["none"]):
                address = re.sub(r"{(\w+)}", lambda gap, name=name: known.get(gap.group(1), [name])[0], path)
                address += needed(document["paths"][path], known)
                response = web.get(address)
                check(document, path, address, response)
                met.add((path, response.status_code))

        @seed(20261122)
        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(requests(document, known))
        def ask(asked: tuple[str, str]) -> None:
            path, address = asked
            response = web.get(address)
            check(document, path, address, response)
            met.add((path, response.status_code))

        ask()

        assert {path for path, status in met if status == 200} == set(document["paths"])
        assert {status for _, status in met} == {200, 400, 404, 410, 422}
