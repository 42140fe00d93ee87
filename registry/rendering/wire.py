"""What goes over the socket between those who ask and the warm process: lengths first, so that neither side guesses."""

import socket
import struct
import time
from dataclasses import dataclass

ASKED = struct.Struct("!4sBdQ")  # mark, length of the job's name, seconds that the job may take, length of the payload
SAID = struct.Struct("!cQ")  # how it ended, length of what was said
MARK = b"PIRw"
BEGUN, DONE, LIMIT, FAULT = b"b", b"d", b"l", b"f"
MOST = 32 * 1024 * 1024  # bytes in either direction
LONGEST = 60.0  # seconds that any job may ask for
PIECE = 1 << 16


class Garbled(Exception):
    """What arrived is not what this is for, or the other side went away."""


@dataclass(frozen=True)
class Question:
    """A job, the seconds that it may take, and what it works on."""

    job: str
    seconds: float
    payload: bytes

    def packed(self) -> bytes:
        """As it goes over the socket."""
        name = self.job.encode()
        return ASKED.pack(MARK, len(name), self.seconds, len(self.payload)) + name + self.payload


def question(peer: socket.socket, until: float) -> Question:
    """Read a question. Raises Garbled for anything else."""
    mark, length, seconds, size = ASKED.unpack(exactly(peer, ASKED.size, until))
    if mark != MARK or size > MOST or not 0 < seconds <= LONGEST:
        raise Garbled
    name = exactly(peer, length, until)
    if not name.isascii():
        raise Garbled
    return Question(name.decode(), seconds, exactly(peer, size, until))


def answer(peer: socket.socket, until: float) -> tuple[bytes, bytes]:
    """Read how a job ended and what it said. Raises Garbled, and TimeoutError when the time is over first."""
    status, size = SAID.unpack(exactly(peer, SAID.size, until))
    if status not in (DONE, LIMIT, FAULT) or size > MOST:
        raise Garbled
    return status, exactly(peer, size, until)


def exactly(peer: socket.socket, size: int, until: float) -> bytes:
    """So many bytes. Raises Garbled when the other side ends first, and TimeoutError when the time does."""
    parts, left = [], size
    while left:
        wait(peer, until)
        part = peer.recv(min(left, PIECE))
        if not part:
            raise Garbled
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def wait(peer: socket.socket, until: float) -> None:
    """Let the next call on the socket wait until then. Raises TimeoutError when that is past."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    peer.settimeout(left)
