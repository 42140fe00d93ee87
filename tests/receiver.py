"""A real server on loopback that webhooks are sent to, and what it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass
class Receiver:
    """Where it listens, what it answers with, and each request that came in."""

    port: int = 0
    answer: int = 204
    refuses: bytes = b""  # answers 400 to what holds this
    pause: float = 0.0  # seconds between the letters of its answer
    at_once: bytes = b""  # what it says before it begins to take its time
    said_all: bool = False  # whether it was heard to the end of that
    secure: bool = False
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Its address on this machine."""
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}/hooks?for=registry"

    @property
    def bodies(self) -> list[Any]:
        """What each request said."""
        return [json.loads(body) for _path, _headers, body in self.requests]

    def tools(self) -> list[str]:
        """The tools that were named, in the order in which they came."""
        return [tool["name"] for body in self.bodies for tool in body["data"].get("tools", [])]


@contextmanager
def receiving(context: SSLContext | None = None) -> Iterator[Receiver]:
    """Receive until it is left."""
    kept = Receiver(secure=context is not None)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.requests.append((self.path, {key.lower(): text for key, text in self.headers.items()}, body))
            if kept.pause:
                return self._drip()
            self.send_response(400 if kept.refuses and kept.refuses in body else kept.answer)
            if 300 <= kept.answer < 400:
                self.send_header("Location", kept.address)
            self.send_header("Content-Length", "0")
            return self.end_headers()

        def _drip(self) -> None:
            said = b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 10 + b"\r\n"
            with suppress(OSError):
                self.wfile.write(kept.at_once)
                for letter in said.removeprefix(kept.at_once):
                    self.wfile.write(bytes([letter]))
                    time.sleep(kept.pause)
                kept.said_all = True

        def log_message(self, *_words: object) -> None:
            """Nothing: what came in is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
