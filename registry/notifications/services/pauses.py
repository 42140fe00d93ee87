"""How long to wait before what could not be sent is tried again."""

from datetime import timedelta

ATTEMPTS = 50  # together a good week: an outage over a long weekend loses nothing
WEEK = timedelta(days=7)
PAUSE = timedelta(minutes=1)
DOUBLINGS = 8  # beyond the longest pause already
LONGEST_PAUSE = timedelta(hours=4)  # how long after an outage the last goes out


def pause_after(attempts: int) -> timedelta:
    """Two minutes after the first attempt, then twice as long each time, up to four hours."""
    doubled: int = 2 ** min(attempts, DOUBLINGS)
    return min(PAUSE * doubled, LONGEST_PAUSE)
