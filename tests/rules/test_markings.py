"""Which markings are stopped, and which words only look like one."""

import pytest

from registry.rules.markings import marking, marking_in_name


class TestText:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
            ("OFFICIAL: SENSITIVE", "OFFICIAL: SENSITIVE"),
            ("OFFICIAL\u2013SENSITIVE [COMMERCIAL]", "OFFICIAL\u2013SENSITIVE"),
            ("OFFICIAL \u2013 SENSITIVE", "OFFICIAL \u2013 SENSITIVE"),
            ("OFFICIAL SENSITIVE", "OFFICIAL SENSITIVE"),
            ("OFFICIAL_SENSITIVE", "OFFICIAL_SENSITIVE"),
            ("OFFICIAL\n(SENSITIVE)", "OFFICIAL (SENSITIVE"),
            ("OFFICIALSENSITIVE", "OFFICIALSENSITIVE"),
            ("O F F I C I A L - S E N S I T I V E", "O F F I C I A L - S E N S I T I V E"),
            ("in the middle OFFICIAL-SENSITIVE of a sentence", "OFFICIAL-SENSITIVE"),
            ("Classification: Official-Sensitive", "Official-Sensitive"),
            ("Protective marking: secret", "secret"),
            ("this is classified as Top Secret and", "Top Secret"),
            ("TOP SECRET", "TOP SECRET"),
            ("Page 1\nTOP  SECRET STRAP1\nText", "TOP SECRET"),
            ("SECRET", "SECRET"),
            ("\n  SECRET - UK EYES ONLY \n", "SECRET"),
            ("UK SECRET", "SECRET"),
            ("[SECRET]", "SECRET"),
            ("S E C R E T", "S E C R E T"),
            ("a,SECRET,b", "SECRET"),
            ("a\tb\nSECRET\tc", "SECRET"),
            ("SECRET Page 3 of 20", "SECRET"),
            ("A sentence. " * 50 + "\nSECRET\n" + "Another. " * 50, "SECRET"),
        ],
    )
    def test_above_official_is_found(self, text: str, found: str):
        assert marking(text) == found

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "OFFICIAL",
            "official and sensitive",
            "An official-sensitive question for some",
            "SECRETARY OF STATE",
            "Official Secrets Act 1989",
            "OFFICIAL SECRETS ACT 1989",
            "a secret that everybody knows",
            "TRADE SECRET",
            "It is no SECRET that officers wait",
            "THE SECRET OF A GOOD HANDOVER",
            "OFFICIAL statistics on sensitive areas",
            "UNOFFICIAL-SENSITIVE",
            "OFFICIAL SENSITIVENESS",
            "classified as secret services",
            "Secret Santa",
            "OFFICIAL\n\nNot sensitive",
        ],
    )
    def test_words_that_only_look_like_it_are_not(self, text: str):
        assert marking(text) == ""


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "Report OFFICIAL-SENSITIVE.docx",
            "official_sensitive-report.pdf",
            "DPIA (OFFICIAL - SENSITIVE) v2.docx",
            "SECRET annex.pdf",
            "annex_SECRET.pdf",
            "Top Secret.txt",
        ],
    )
    def test_above_official_is_found(self, name: str):
        assert marking_in_name(name)

    @pytest.mark.parametrize(
        "name",
        [
            "Report OFFICIAL.docx",
            "Secretariat.pdf",
            "Official Secrets Act.pdf",
            "a secret garden.txt",
            "TRADE SECRET.txt",
        ],
    )
    def test_words_that_only_look_like_it_are_not(self, name: str):
        assert marking_in_name(name) == ""
