"""Which answers may be saved, and what a record still lacks."""

import pytest

from registry.rules.answers import check, looks_personal, tidy
from registry.rules.questions import readable, schema
from registry.rules.readiness import missing
from registry.rules.words import Visibility

WHOLE = {
    "name": "Call helper",
    "summary": "Answers calls",
    "problems": ["long-101-waits"],
    "category": "public-contact",
    "techniques": ["none"],
    "users": ["control-room"],
    "phase": "production",
    "supply": "in-house",
    "contact_role": "Lead",
    "contact_mailbox": "team@force.example",
    "visibility": "public",
    "personal_data": "no",
    "decider": "person",
}
OPTIONS = {"techniques": {"none": "None", "rules": "Rules"}, "phase": {"production": "Production"}}


def checked(code: str, value: object) -> tuple[object, str]:
    kept, wrong = check([schema().question(code)], {code: value}, OPTIONS)
    return kept[code], wrong.get(code, "")


class TestChecking:
    @pytest.mark.parametrize(
        ("code", "typed", "kept"),
        [
            ("name", "  Call \r\n helper ", "Call helper"),
            ("name", "Ŵylan 触发器", "Ŵylan 触发器"),
            ("description", " a\r\n\r\nb ", "a\n\nb"),
            ("name", None, ""),
            ("techniques", None, []),
            ("techniques", ["rules", "rules"], ["rules"]),
            ("techniques", "rules", ["rules"]),
            ("phase", "production", "production"),
            ("contact_mailbox", "Team@Force.example", "Team@Force.example"),
        ],
    )
    def test_keeps_what_is_good(self, code, typed, kept):
        assert checked(code, typed) == (kept, "")

    @pytest.mark.parametrize(
        ("code", "typed"),
        [
            ("name", "x" * 101),
            ("phase", "finished"),
            ("techniques", ["magic"]),
            ("techniques", ["none", "rules"]),
            ("contact_mailbox", "team"),
            ("contact_mailbox", "a@b"),
            ("contact_mailbox", "a b@force.example"),
            ("contact_mailbox", "a@force.example\nBcc: b@force.example"),
        ],
    )
    def test_says_what_is_wrong(self, code, typed):
        assert checked(code, typed)[1] != ""

    def test_nothing_turns_the_reading_direction_of_what_follows(self):
        assert tidy("a\u202eb\u2066c\u2069") == "abc"

    def test_an_emoji_of_several_people_stays_whole(self):
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

        assert tidy(family) == family

    def test_tidying_twice_changes_nothing(self):
        once = tidy(" a\x00\r\nb\u2028c ")

        assert tidy(once) == once == "a\nbc"

    @pytest.mark.parametrize(
        ("address", "personal"),
        [
            ("jane.smith@force.example", True),
            ("j_smith2@force.example", True),
            ("innovation@force.example", False),
            ("digital.team@force.example", False),
            ("contact.centre@force.example", False),
        ],
    )
    def test_a_mailbox_may_look_personal(self, address, personal):
        assert looks_personal(address) is personal


class TestReadiness:
    def test_twelve_answers_are_enough(self):
        assert missing(WHOLE, schema()) == ()

    @pytest.mark.parametrize("code", WHOLE)
    def test_each_of_them_is_needed(self, code):
        content = {key: value for key, value in WHOLE.items() if key != code}

        assert [answer.code for answer in missing(content, schema())] == [code]

    def test_a_supplier_is_named_once_there_is_one(self):
        assert [answer.code for answer in missing({**WHOLE, "supply": "both"}, schema())] == ["supplier"]

    def test_organisations_are_named_once_the_record_is_for_named_ones(self):
        content = {**WHOLE, "visibility": "named"}

        assert [answer.code for answer in missing(content, schema())] == ["named_organisations"]


class TestReadable:
    def test_answers_beyond_a_readers_tier_are_left_out(self):
        content = {**WHOLE, "lessons": "Start small", "named_organisations": ["force-1"]}

        seen = {
            tier: set(readable(content, 1, tiers)) & {"name", "lessons", "named_organisations"}
            for tier, tiers in {
                "public": {Visibility.PUBLIC},
                "policing": {Visibility.PUBLIC, Visibility.POLICING},
                "named": set(Visibility),
            }.items()
        }

        assert seen == {
            "public": {"name"},
            "policing": {"name", "lessons"},
            "named": {"name", "lessons", "named_organisations"},
        }
