"""Messages to addresses that people gave: signed, and sent to nowhere that the open internet could not be asked for.

Signatures follow Standard Webhooks (standardwebhooks.com), so that its libraries can check them.
"""

import base64
import hashlib
import hmac
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread, Timer
from time import monotonic
from urllib.parse import quote, urlsplit

PATIENCE = 5.0  # seconds for each step: to find the host, to connect, to send, to read
LONGEST = 15.0  # seconds from the first connection to the answer, however slowly the other side speaks
TRIED = 3  # network addresses of one host
PORTS = {"https": 443, "http": 80}
OPEN_PORTS = (443, 8443)  # where others listen for messages; more is asked of nobody outside
UNICAST = ip_network("2000::/3")  # all that is given out of IPv6
CLOSED = [  # not marked as closed everywhere: special uses, a cloud's own services, and ways around to IPv4
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/32", "2002::/16", "3fff::/20")
]

NOT_ONE = "Enter a whole address that begins with https://, such as https://example.police.uk/hooks/registry."
NOT_HTTPS = "The address must begin with https://, so that nobody can read or change what is sent on its way."
NO_SIGN_IN = "Leave out the name and password in front of the host: what is sent carries a signature instead."
NO_PORT = "Leave the port out, or use 443 or 8443: nothing is sent to others."
NOT_OPEN = (
    "There is no host of this name that can be reached from outside. Check the spelling, and that it is open to all."
)


class Unfit(ValueError):
    """Nothing is sent to this address. The text says why, to whoever gave it."""


class NotDelivered(Exception):
    """The other side could not be reached, or did not answer in time."""


@dataclass(frozen=True)
class Target:
    """Where a message goes: its address taken apart, and the network addresses that were looked at."""

    secure: bool
    host: str
    port: int
    named: str  # host and port as the Host header has them
    path: str
    places: tuple[str, ...]
    inside: bool  # in networks that the operator allows


def target(address: str, networks: Sequence[str] = ()) -> Target:
    """Take an address apart and find its host; `networks` are those inside that the operator allows.

    Raises Unfit for what is no https address, and for a host any of whose network addresses is neither open to all nor
    in those networks. A host in those networks alone may also be asked without TLS and on any port.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError) as error:
        raise Unfit(NOT_ONE) from error
    if not host or not port or not address.isprintable() or " " in address:
        raise Unfit(NOT_ONE)
    if "@" in parts.netloc:
        raise Unfit(NO_SIGN_IN)
    places = [ip_address(one) for one in _places(host, port)]
    known = [any(place in ip_network(network) for network in networks) for place in places]
    if not places or not all(one or _open_to_all(place) for one, place in zip(known, places, strict=True)):
        raise Unfit(NOT_OPEN)
    inside = all(known)
    if parts.scheme != "https" and not inside:
        raise Unfit(NOT_HTTPS)
    if port not in OPEN_PORTS and not inside:
        raise Unfit(NO_PORT)
    named = f"[{host}]" if ":" in host else host
    return Target(
        secure=parts.scheme == "https",
        host=host,
        port=port,
        named=named if parts.port is None else f"{named}:{port}",
        path=quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe="/%:;?=&+,$@!~*'()"),
        places=tuple(map(str, places)),
        inside=inside,
    )


def post(to: Target, headers: Mapping[str, str], body: bytes) -> int:
    """Send a message to the network addresses that were looked at and no other; returns the status of the answer.

    Redirects are not followed and the answer's text is not read. Raises NotDelivered when there is no answer in time.
    """
    connection = _Connection(to)
    timer = Timer(LONGEST, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", to.path, body, {"Host": to.named, **headers})
        answer = connection.getresponse().status
        connection.in_time()
    except (OSError, HTTPException, ValueError) as error:
        raise NotDelivered(_said(error, connection.late)) from error
    finally:
        timer.cancel()
        connection.close()
    return answer


def secret_of(salt: str, key: str) -> str:
    """The secret that a webhook's receiver checks signatures with: made of its salt, and kept nowhere."""
    made = hmac.digest(key.encode(), f"webhook:{salt}".encode(), "sha256")
    return f"whsec_{base64.b64encode(made).decode()}"


def signed(secret: str, message_id: str, sent_at: int, body: bytes) -> dict[str, str]:
    """The headers that name and sign a message; `sent_at` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.digest(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


class _Connection(HTTPConnection):
    """To the network addresses of a target, so that a name that leads elsewhere a moment later is not followed."""

    def __init__(self, to: Target) -> None:
        super().__init__(to.host, to.port, timeout=PATIENCE)
        self.to = to
        self.late = False
        self._ends = monotonic() + LONGEST

    def connect(self) -> None:
        """Reach the first that answers, and speak TLS under the host's name."""
        self.sock = self._reached()
        if self.sock.getsockname()[0] == self.sock.getpeername()[0] and not self.to.inside:
            raise ConnectionAbortedError("this machine")
        if self.to.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.in_time()
            self.sock.do_handshake()
        self.in_time()

    def cut(self) -> None:
        """End it from another thread: whoever waits for an answer is told that there is none."""
        self.late = True
        if self.sock is not None:
            with suppress(OSError):  # it has ended already
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def in_time(self) -> None:
        """Raises TimeoutError once the time is up, also where that was noticed between two sockets."""
        if self.late or monotonic() > self._ends:
            self.late = True
            raise TimeoutError

    def _reached(self) -> socket.socket:
        *others, last = self.to.places[:TRIED]
        for place in others:
            with suppress(OSError):
                return self._opened(place)
        return self._opened(last)

    def _opened(self, place: str) -> socket.socket:
        self.in_time()
        return socket.create_connection((place, self.port), min(PATIENCE, self._ends - monotonic()))


def _places(host: str, port: int) -> list[str]:
    """The network addresses of a host; none when they are not found in time."""
    found: list[str] = []

    def look() -> None:
        with suppress(OSError, UnicodeError):
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(row[4][0]).partition("%")[0] for row in rows)

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(PATIENCE)
    return list(dict.fromkeys(found))


def _open_to_all(place: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the open internet, and not one that leads around to another."""
    if isinstance(place, IPv6Address):
        if place.ipv4_mapped:
            return _open_to_all(place.ipv4_mapped)
        if place not in UNICAST:
            return False
    return place.is_global and not place.is_multicast and not any(place in network for network in CLOSED)


def _said(error: Exception, late: bool) -> str:
    """What went wrong, for the webhook's owner."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate was not accepted: {error.verify_message}."
    if late or isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "It refused the connection."
    if isinstance(error, ConnectionAbortedError):
        return NOT_OPEN
    return f"The connection failed ({type(error).__name__})."
