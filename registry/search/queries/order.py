"""The order of what was found, and what each tool shown is filed under."""

import numpy as np

from registry.search.index.bitmaps import Mask
from registry.search.index.columns import VOCABULARIES
from registry.search.index.segment import Numbers, Scores
from registry.search.index.snapshot import Reading
from registry.search.queries.asked import Asked
from registry.search.queries.match import boost

FILED = ("category", "problem", "technique")


def ordered(reading: Reading, asked: Asked, mask: Mask, score: Scores, upto: int) -> Numbers:
    """The matched documents in the order asked for, as far as `upto`; of equals the newest, then the lowest number."""
    documents = np.flatnonzero(mask)
    single = reading.snapshot.columns.single
    best: Numbers | Scores
    if asked.sort == "newest":
        best = single["published"]
    elif asked.sort == "adopted":
        best = reading.adopters
    else:
        best = score if score.any() else boost(reading)
    if documents.size > upto:  # put in order only what can be on the page
        least = np.partition(best[documents], -upto)[-upto]
        documents = documents[best[documents] >= least]
    newest, ids = -single["published"][documents], single["id"][documents]
    return documents[np.lexsort((ids, newest, -best[documents]))]


def labels(reading: Reading, documents: Numbers) -> dict[int, list[str]]:
    """What tools are filed under, by tool."""
    filed: list[list[str]] = [[] for _ in documents]
    for code in FILED:
        pairs, names = reading.snapshot.columns.listed[code], VOCABULARIES[code].labels
        wanted = documents.astype(pairs.documents.dtype)  # of another type all would be copied to be compared
        first, last = (np.searchsorted(pairs.documents, wanted, side).tolist() for side in ("left", "right"))
        for told, start, end in zip(filed, first, last, strict=True):
            told += [names[value] for value in pairs.values[start:end].tolist()]
    return dict(zip(reading.snapshot.ids[documents].tolist(), filed, strict=True))
