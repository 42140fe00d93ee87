"""What the masks of the log must also catch."""

import string

from registry.core.logs import MASK, mask


class TestMask:
    def test_takes_out_a_single_use_link_that_happens_to_hold_no_digit(self):
        token = (string.ascii_letters * 2)[:43]

        assert token not in mask(None, "info", {"path": f"/join/{token}"})["path"]

    def test_leaves_a_long_address_of_plain_words(self):
        path = "/tools/a-very-long-name-of-a-tool-that-somebody-thought-of"

        assert mask(None, "info", {"path": path})["path"] == path

    def test_reads_what_an_error_says(self):
        said = mask(None, "info", {"cause": ValueError("no such person: a.lead@force.example")})["cause"]

        assert said == f"ValueError('no such person: {MASK}')"

    def test_leaves_numbers_as_they_are(self):
        assert mask(None, "info", {"status": 200, "done": True, "share": 0.5, "until": None}) == {
            "status": 200,
            "done": True,
            "share": 0.5,
            "until": None,
        }
