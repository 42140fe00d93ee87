"""A load generator for loopback: a few kept-alive connections that each ask again as soon as they are answered."""

import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

WARM_UP = 20
LONGEST = 30.0  # seconds to wait for one answer
UNKNOWN = sys.maxsize
LAST_PART = b"\r\n0\r\n\r\n"


@dataclass
class Figures:
    """What one address gave under load."""

    path: str
    size: int = 0
    failures: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of answers came (nearest rank)."""
        ranked = sorted(self.times)
        return ranked[min(len(ranked) - 1, round(share * len(ranked)))] * 1000 if ranked else float("nan")


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int, request: bytes) -> None:
        self.port, self.request = port, request
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def ask(self) -> None:
        """Send the request."""
        self.started = time.perf_counter()
        self.received = bytearray()
        self.expected = -1
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Take in what came; True once the answer is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        self.received += part
        if self.expected < 0:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            length = content_length(bytes(self.received[:end]))
            self.expected = end + 4 + length if length is not None else UNKNOWN
        if self.expected == UNKNOWN:
            return self.received.endswith(LAST_PART)
        return len(self.received) >= self.expected

    @property
    def status(self) -> int:
        """The answer's status."""
        return int(self.received[9:12])


def content_length(head: bytes) -> int | None:
    """How long an answer is; nothing when it comes in parts."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
        if name.strip().lower() == b"transfer-encoding":
            return None
    raise ValueError("an answer that does not say how long it is")


def measure(port: int, path: str, connections: int = 8, seconds: float = 5.0, cookie: str = "") -> Figures:
    """Ask for one path for so many seconds; the first answers warm the server up and are not counted."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
    request = f"{head}Cookie: {cookie}\r\n\r\n" if cookie else f"{head}\r\n"
    pool = [Connection(port, request.encode()) for _ in range(connections)]
    for _ in range(WARM_UP):
        for connection in pool:
            connection.ask()
            while not connection.read():
                pass
    figures = Figures(path, size=len(pool[0].received))
    _run(pool, figures, seconds)
    for connection in pool:
        connection.socket.close()
    return figures


def _run(pool: list[Connection], figures: Figures, seconds: float) -> None:
    waiting = selectors.DefaultSelector()
    begun = time.perf_counter()
    for connection in pool:
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask()
    open_ones = len(pool)
    while open_ones:
        for key, _ in waiting.select(timeout=LONGEST):
            connection: Connection = key.data
            if not connection.read():
                continue
            now = time.perf_counter()
            figures.times.append(now - connection.started)
            figures.failures += connection.status != 200
            if now - begun < seconds:
                connection.ask()
            else:
                waiting.unregister(connection.socket)
                open_ones -= 1
    figures.seconds = time.perf_counter() - begun
