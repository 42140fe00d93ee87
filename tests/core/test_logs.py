"""Logs: one line of JSON each, tied to their request, with nothing personal in them."""

import io
import json
import logging

import pytest

from registry.core import logs


@pytest.fixture
def lines():
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.end()
    root.handlers[:] = handlers
    root.setLevel(level)


class TestLines:
    def test_carry_the_request_they_belong_to(self, lines):
        logs.begin("abc-12345", route="tools.show")

        logs.logger("registry.try").info("tool read", tool_id=7)

        line = lines()[0]
        assert (line["request_id"], line["route"], line["tool_id"], line["level"]) == (
            "abc-12345",
            "tools.show",
            7,
            "info",
        )

    def test_carry_no_request_once_it_has_ended(self, lines):
        logs.begin("abc-12345")
        logs.end()

        logs.logger("registry.try").info("idle")

        assert "request_id" not in lines()[0]

    def test_of_libraries_are_json_as_well(self, lines):
        logging.getLogger("some.library").warning("slow: %s", "12 ms")

        assert lines()[0]["event"] == "slow: 12 ms"


class TestRequestIds:
    @pytest.mark.parametrize(
        "given", ["short", "has space in it", 'quote"and{brace}', "x" * 65, "line\nbreak-12345", None]
    )
    def test_from_outside_are_replaced_when_they_are_not_plain(self, given):
        assert logs.begin(given) != given
        logs.end()


class TestNothingPersonal:
    @pytest.mark.parametrize(
        "name", ["password", "new_password", "csrf_token", "email", "team_mailbox", "full_name", "name"]
    )
    def test_a_private_field_is_masked_by_its_name(self, lines, name):
        logs.logger("registry.try").info("saved", **{name: "Ann Other"})

        assert lines()[0][name] == logs.MASK

    def test_an_address_is_masked_inside_a_sentence(self, lines):
        logs.logger("registry.try").info("sent", detail="to ann.other@force.police.example now")

        assert "ann.other" not in json.dumps(lines())

    def test_an_address_is_masked_inside_lists_and_maps(self, lines):
        logs.logger("registry.try").info("sent", facts={"to": ["ann@force.example"], "password": "x"})

        assert lines()[0]["facts"] == {"to": [logs.MASK], "password": logs.MASK}

    def test_a_single_use_link_is_masked(self, lines):
        link = "/invitations/" + "a1B2c3D4" * 6

        logs.logger("registry.try").info("opened", path=link)

        assert lines()[0]["path"] == f"/invitations/{logs.MASK}"

    def test_an_address_is_masked_inside_a_traceback(self, lines):
        def fail():
            raise ValueError("ann.other@force.example is unknown")

        try:
            fail()
        except ValueError:
            logs.logger("registry.try").exception("failed")

        line = lines()[0]
        assert "ValueError" in line["exception"]
        assert "ann.other" not in json.dumps(line)
