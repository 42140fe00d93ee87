"""Messages to addresses that people gave: signed, and sent to nowhere that the open internet could not be asked for.

Signatures follow Standard Webhooks (standardwebhooks.com), so that its libraries can check them.
"""

import base64
import hashlib
import hmac
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import quote, urlsplit

PATIENCE = 5.0  # seconds for each step: to connect, to send, to read
LONGEST = 15.0  # seconds for all of it, however slowly the other side answers
TRIED = 3  # network addresses of one host
PORTS = {"https": 443, "http": 80}
UNICAST = ip_network("2000::/3")  # all that is given out of IPv6
TUNNELS = [ip_network(one) for one in ("2001::/32", "2002::/16")]  # they lead to IPv4 addresses that nobody looked at

NOT_ONE = "Enter a whole address that begins with https://, such as https://example.police.uk/hooks/registry."
NOT_HTTPS = "The address must begin with https://, so that nobody can read or change what is sent on its way."
NO_SIGN_IN = "Leave out the name and password in front of the host: what is sent carries a signature instead."
NOT_FOUND = "There is no host of this name, or it cannot be found now. Check the spelling."
NOT_OPEN = "This address leads to this machine or to a network that is not open to all. Enter one that can be reached from outside."


class Unfit(ValueError):
    """Nothing is sent to this address. The text says why, to whoever gave it."""


class NotDelivered(Exception):
    """The other side could not be reached, or did not answer as it should."""


@dataclass(frozen=True)
class Target:
    """Where a message goes: its address taken apart, and the network addresses that were looked at."""

    secure: bool
    host: str
    port: int
    named: str  # host and port as the Host header has them
    path: str
    places: tuple[str, ...]


def target(address: str, networks: Sequence[str] = ()) -> Target:
    """Take an address apart and find its host; `networks` are those inside that the operator allows.

    Raises Unfit for what is no https address, and for a host any of whose network addresses is neither open to all nor
    in those networks. A host in those networks alone may also be asked without TLS.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise Unfit(NOT_ONE) from error
    if not host or not address.isprintable() or " " in address:
        raise Unfit(NOT_ONE)
    if "@" in parts.netloc:
        raise Unfit(NO_SIGN_IN)
    places = _places(host, port)
    inside = [any(ip_address(one) in ip_network(network) for network in networks) for one in places]
    if not all(known or _open_to_all(ip_address(one)) for known, one in zip(inside, places, strict=True)):
        raise Unfit(NOT_OPEN)
    if parts.scheme != "https" and not all(inside):
        raise Unfit(NOT_HTTPS)
    named = f"[{host}]" if ":" in host else host
    path = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe="/%:;?=&+,$@!~*'()")
    return Target(
        parts.scheme == "https", host, port, named if parts.port is None else f"{named}:{port}", path, tuple(places)
    )


def post(to: Target, headers: Mapping[str, str], body: bytes) -> int:
    """Send a message to the network addresses that were looked at and no other; returns the status of the answer.

    Redirects are not followed and the answer's text is not read. Raises NotDelivered when there is no answer in time.
    """
    connection = _Connection(to)
    try:
        with _in_time(connection):
            connection.request("POST", to.path, body, {"Host": to.named, **headers})
            return connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        raise NotDelivered(_said(error)) from error
    finally:
        connection.close()


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

    def connect(self) -> None:
        """Reach the first that answers, and speak TLS under the host's name."""
        self.sock = self._reached()
        if self.to.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread: whoever waits for an answer is told that there is none."""
        if self.sock is not None:
            with suppress(OSError):  # it has ended already
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _reached(self) -> socket.socket:
        *others, last = self.to.places[:TRIED]
        for place in others:
            try:
                return socket.create_connection((place, self.port), PATIENCE)
            except OSError:
                continue
        return socket.create_connection((last, self.port), PATIENCE)


@contextmanager
def _in_time(connection: _Connection) -> Iterator[None]:
    timer = Timer(LONGEST, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _places(host: str, port: int) -> list[str]:
    """The network addresses of a host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfit(NOT_FOUND) from error
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in found))


def _open_to_all(place: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the open internet, and not one that leads around to another."""
    if isinstance(place, IPv6Address):
        if place.ipv4_mapped:
            return _open_to_all(place.ipv4_mapped)
        if place not in UNICAST or any(place in tunnel for tunnel in TUNNELS):
            return False
    return place.is_global and not place.is_multicast


def _said(error: Exception) -> str:
    """What went wrong, for the webhook's owner."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate was not accepted: {error.verify_message}."
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "It refused the connection."
    return f"The connection failed ({type(error).__name__})."
