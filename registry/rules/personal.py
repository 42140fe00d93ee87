"""What people type into a search that may be about somebody: it is never kept. Rather too much is dropped than too little."""

import re

# Frequent given names in England and Wales; a search that holds one is not kept, whatever else it may mean
GIVEN_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    aaron abdul adam ahmed aisha alan albert alex alexander alexandra alfie ali alice amanda amelia amy andrea
    andrew angela ann anna anne anthony arthur ashley barbara barry ben benjamin beth bethany brian callum
    cameron carl carol caroline catherine charles charlie charlotte chloe chris christian christine christopher
    claire colin connor craig daniel danielle darren david dawn dean deborah debbie denise dennis derek diane
    donna dorothy dylan edward eleanor elizabeth ella ellie emily emma eric ethan evie fatima fiona frank freya
    gareth gary gemma geoffrey george georgia gillian gordon graham hannah harriet harry hassan heather helen
    henry holly hussain ian ibrahim isabella isla jack jacob jacqueline jake james jamie jane janet jasmine
    jason jayne jean jennifer jenny jeremy jessica jill joan joanna joanne joe john jonathan jordan joseph josh
    joshua joyce judith julia julian julie karen kate katherine kathleen katie kayleigh keith kelly kenneth
    kerry kevin khan kieran kim kirsty kyle laura lauren lawrence leanne lee leon lesley lewis liam linda lisa
    logan lorraine louise lucy luke lynn malcolm marc margaret maria marie marion martin mary matthew maureen
    megan melanie melissa michael michelle mohamed mohammad mohammed molly muhammad nathan neil nicholas nicola
    nigel noah norman oliver olivia omar oscar owen pamela patricia patrick paul pauline peter philip phoebe
    poppy rachel raymond rebecca richard robert robin roger ronald rosie roy russell ruth ryan sally sam
    samantha samuel sandra sara sarah scott sean sharon sheila shirley simon sophia sophie stacey stephanie
    stephen steve steven stuart susan suzanne sylvia teresa terence thomas tim timothy tina toby tom tony tracey
    tracy valerie vanessa victoria vincent wayne wendy william yasmin yusuf yvonne zoe
        """,
    )
)
TITLES = frozenset(
    re.findall(r"\w+", "mr mrs ms miss mx dr sir dame lord lady pc ps dc ds di dci dsu insp sgt wpc pcso cllr")
)
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.I)
POSTCODE_DISTRICT = re.compile(r"\b(?:[a-z]{1,2}\d{1,2}[a-z]?)\s+(?:road|street|lane|avenue|close|drive)\b", re.I)
# Crime and case numbers, collar numbers, number plates
REFERENCE = re.compile(r"\d{4,}|\d+[/\\-]\d+|(?=\w*\d)(?=\w*[a-z])\w{6,}|\b[a-z]{2}\d{2}\s*[a-z]{3}\b", re.I)
ADDRESS = re.compile(r"@|https?:|www\.|\b\d+[a-z]?\s+\w+\s+(?:road|street|lane|avenue|close|drive|way|court)\b", re.I)
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
SPLIT_NUMBER = re.compile(r"(?:\d[\s.()+-]*){7,}")
LONGEST = 80  # characters: what is longer is a text and no search
MOST_WORDS = 8


def may_be_about_somebody(text: str) -> bool:
    """Whether a search looks like a name, an address, a number or a reference, or is too long to be told."""
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return True
    patterns = (POSTCODE, POSTCODE_DISTRICT, REFERENCE, ADDRESS, SPLIT_NUMBER)
    return any(pattern.search(text) for pattern in patterns) or _named(WORD.findall(text))


def _named(words: list[str]) -> bool:
    lower = [word.lower().split("'")[0].split("\u2019")[0] for word in words]
    if any(word in GIVEN_NAMES for word in lower):
        return True
    if any(word in TITLES for word in lower[:-1]):
        return True
    # Two or three words that all begin with a capital, and are no abbreviations: so people write names
    return len(words) in (2, 3) and all(word[0].isupper() and not word.isupper() for word in words)
