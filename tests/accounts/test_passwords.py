"""Passwords: what is refused, and that the stored form tells nothing."""

import pytest

from registry.accounts.services import passwords
from registry.accounts.services.passwords import acceptable, hashed, matches
from registry.core.errors import Invalid

GOOD = "kettle violin harbour"


class TestAcceptable:
    @pytest.mark.parametrize(
        "password",
        [
            "short",
            "password1234",
            "P4ssw0rd!!!!",
            "Welcome2026!!",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "PolicePassword1",
            "ann.example99",
            "x" * 201,
        ],
    )
    def test_refuses_the_short_the_obvious_and_the_endless(self, password):
        with pytest.raises(Invalid) as refusal:
            acceptable(password, "Ann Example", "ann.example")

        assert list(refusal.value.fields) == ["password"]

    @pytest.mark.parametrize("password", [GOOD, "Tr0ub4dor&3xyz", "ååååbbççd øøé", "police kettle violin"])
    def test_takes_what_is_hard_to_guess(self, password):
        assert acceptable(password, "Ann Example", "ann.example") == password


class TestMatches:
    def test_knows_the_password_from_what_is_stored(self):
        stored = hashed(GOOD)

        assert matches(stored, GOOD)
        assert not matches(stored, GOOD + " ")
        assert GOOD not in stored

    @pytest.mark.parametrize("stored", [None, "", "!", "$argon2id$broken"])
    def test_opens_nothing_without_a_stored_password(self, stored):
        assert not matches(stored, GOOD)

    def test_stores_the_same_password_differently_each_time(self):
        assert hashed(GOOD) != hashed(GOOD)


def test_who_has_no_password_takes_as_long_to_refuse():
    assert not passwords._hasher.check_needs_rehash(passwords.NOBODY)
    assert not passwords.matches(None, "any password")
