"""Nothing hidden shows in any public answer, whatever is hidden."""

import itertools
import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from registry.core import clock
from registry.rules.lifecycles import Stage, ToolState
from registry.rules.questions import schema
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.api.records import a_decision, a_reason
from tests.browser import Browser

NARROW = [question.code for question in schema().questions if question.visibility is not Visibility.PUBLIC]
FREE = [question.code for question in schema().questions if question.kind.value in ("text", "long_text")]
LISTS = ("/api/v1/tools", "/api/v1/adoptions", "/api/v1/boards")
marks = itertools.count(1)

tools = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(list(Visibility)),
        "state": st.sampled_from([ToolState.DRAFT, ToolState.PUBLISHED, ToolState.RETIRED]),
        "suspended": st.booleans(),
        "adoption": st.sampled_from([None, *Visibility]),
        "stage": st.sampled_from([Stage.LIVE, Stage.STOPPED, Stage.STAGE_NOT_STATED]),
    }
)


def hide(made: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Build a tool with its adoption and a decision; what must not show, and what must."""
    mark = f"mark{next(marks):05d}"
    hidden = {code: f"{mark}-{code}" for code in NARROW if code in FREE}
    gone = {"suspended_at": clock.now(), "suspension_reason": f"{mark}-suspension"} if made["suspended"] else {}
    tool = f.ATool(
        state=made["state"],
        visibility=made["visibility"].value,
        name=f"{mark}-name",
        slug=f"{mark}-slug",
        content=hidden,
        **gone,
    )
    secret, shown = [*hidden.values(), f"{mark}-suspension", f"{mark}-reason"], []
    open_to_all = (
        made["visibility"] is Visibility.PUBLIC and made["state"] is not ToolState.DRAFT and not made["suspended"]
    )
    (shown if open_to_all else secret).append(f"{mark}-name")
    board = f.ABoard()
    a_decision(tool, board, rationale=f"{mark}-rationale")
    (shown if open_to_all else secret).append(f"{mark}-rationale")
    if made["adoption"]:
        force = f.AForce(name=f"{mark}-force")
        a_reason(f.AnAdoption(tool, force, stage=made["stage"], visibility=made["adoption"]), f"{mark}-reason")
    return secret, shown


def everything(web: Browser) -> str:
    """All that a visitor can read about tools, adoptions and boards, as one text."""
    read = []
    for path in LISTS:
        page = web.get(f"{path}?page_size=100").json
        assert page["pages"] == 1, "the test reads whole lists"
        for item in page["items"]:
            read.append(json.dumps(item))
            if path != "/api/v1/adoptions":
                read.append(web.get(item["url"]).text)
    return "\n".join(read)


class TestPublicAnswers:
    def test_nothing_hidden_shows_and_everything_public_does(self, web: Browser):
        secrets: list[str] = []
        publics: list[str] = []

        @seed(20261122)
        @settings(
            max_examples=20,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(tools, min_size=1, max_size=3))
        def build(wanted: list[dict[str, Any]]) -> None:
            for made in wanted:
                secret, shown = hide(made)
                secrets.extend(secret)
                publics.extend(shown)

        build()
        text = everything(web)

        assert [secret for secret in secrets if secret in text] == []
        assert [public for public in publics if public not in text] == []

    def test_an_adoption_that_is_not_released_shows_neither_row_nor_count(self, web: Browser):
        tool = f.ATool()
        hidden = [f.AForce(), f.AForce()]
        f.AnAdoption(tool, hidden[0], visibility=Visibility.POLICING)
        f.AnAdoption(tool, hidden[1], visibility=Visibility.NAMED)

        assert web.get(f"/api/v1/adoptions?tool={tool.slug}").json["total"] == 0
        assert web.get(f"/api/v1/adoptions?organisation={hidden[0].slug}").json["total"] == 0
        assert web.get(f"/api/v1/tools/{tool.slug}").json["adoptions"] == []

    def test_a_filter_does_not_tell_that_a_hidden_tool_exists(self, web: Browser):
        force = f.AForce()
        f.ATool(owner=force, visibility="policing", content={"category": "rare-category"})

        totals = [
            web.get(f"/api/v1/tools?{one}").json["total"] for one in (f"owner={force.slug}", "category=rare-category")
        ]

        assert totals == [0, 0]

    def test_the_list_is_filtered_by_public_answers_alone(self):
        asked = [schema().question(code) for code in ("category", "problems", "phase")]

        assert {question.visibility for question in asked} == {Visibility.PUBLIC}

    def test_narrow_answers_show_to_the_owners_people_alone(self, web: Browser):
        force = f.AForce()
        tool = f.ATool(owner=force, visibility="named", content={"named_organisations": ["some-force"]})
        web.sign_in(f.APerson((force, Role.READER)).id)

        assert web.get(f"/api/v1/tools/{tool.slug}").json["answers"]["named_organisations"] == ["some-force"]

    def test_the_keys_of_a_public_tool_are_these(self, web: Browser):
        tool = f.ATool(content={question.code: "x" for question in schema().questions if question.code in FREE})

        answers = web.get(f"/api/v1/tools/{tool.slug}").json["answers"]

        assert sorted(answers) == sorted(
            question.code
            for question in schema().questions
            if question.visibility is Visibility.PUBLIC and (question.code in f.CONTENT or question.code in FREE)
        )
