"""Messages to addresses that people gave: where none goes, how they are signed, and that nobody is waited for too long."""

import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace

import pytest

from registry.web import webhooks
from registry.web.webhooks import NotDelivered, Unfit, post, secret_of, signed, target
from tests.receiver import LOOPBACK, receiving

HEADERS = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    about = ["-days", "2", "-subj", "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example"]
    subprocess.run([*made, *about, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


@pytest.fixture
def leads_to(monkeypatch):
    """Name servers are outside: say what they answer. Returns the names that were asked for."""
    asked = []

    def said(*places):
        rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in places]

        def found(host, *_args, **_more):
            asked.append(host)
            return rows

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return asked

    return said


class TestWhereNoneGoes:
    @pytest.mark.parametrize(
        "place",
        [
            "127.0.0.1",
            "127.1.2.3",
            "0.0.0.0",
            "localhost",
            "2130706433",  # 127.0.0.1 as one number
            "0x7f.1",
            "169.254.169.254",  # where clouds tell a machine about itself
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "192.0.0.192",  # the same of another cloud
            "168.63.129.16",  # and what a third one's host offers
            "192.88.99.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[::7f00:1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[64:ff9b::7f00:1]",  # loopback behind a translator
            "[64:ff9b:1::7f00:1]",
            "[2002:7f00:1::]",  # and behind tunnels
            "[2001:0:7f00:1::]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[ff02::1]",
        ],
    )
    @pytest.mark.parametrize("scheme", ["https", "http"])
    def test_to_this_machine_or_inside(self, scheme, place):
        with pytest.raises(Unfit, match="can be reached from outside"):
            target(f"{scheme}://{place}/latest/meta-data")

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "https://",
            "https:///path",
            "93.184.216.34",
            "ftp://93.184.216.34/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://93.184.216.34:99999/",
            "https://93.184.216.34:port/",
            "https://93.184.216.34:0/",
            "https://93.184.216.34:22/",
            "https://93.184.216.34:8080/",
            "https://93.184.216.34/a b",
            "https://93.184.216.34/\r\nX-Other: 1",
            "https://93.184.216.34/\x00",
            "https://[::1/",
            "https://" + "a" * 300 + ".example/",
        ],
    )
    def test_to_what_is_no_address(self, address):
        with pytest.raises(Unfit):
            target(address)

    def test_with_a_password_in_the_address(self):
        with pytest.raises(Unfit, match="name and password"):
            target("https://someone:word@93.184.216.34/")

    def test_without_tls_outside(self):
        with pytest.raises(Unfit, match="https://"):
            target("http://93.184.216.34/")

    def test_a_host_that_leads_to_one_place_inside_among_others(self, leads_to):
        leads_to("93.184.216.34", "10.0.0.1")

        with pytest.raises(Unfit, match="can be reached from outside"):
            target("https://registry.example/")

    def test_a_host_that_is_not_there_is_told_apart_from_one_inside_by_nobody(self, leads_to):
        said = []
        for places in ((), ("10.0.0.1",)):
            leads_to(*places)
            with pytest.raises(Unfit) as refusal:
                target("https://registry.example/")
            said.append(str(refusal.value))

        assert said[0] == said[1]

    def test_nobody_waits_for_a_name_server_that_does_not_answer(self, monkeypatch):
        monkeypatch.setattr(webhooks, "PATIENCE", 0.1)
        over, answered = threading.Event(), []
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answered.append(over.wait(30)) or [])

        with pytest.raises(Unfit):
            target("https://registry.example/")

        assert answered == []
        over.set()

    def test_the_operators_networks_are_the_only_exception(self):
        assert target("http://10.20.1.2/in", ["10.20.0.0/16"]).places == ("10.20.1.2",)
        with pytest.raises(Unfit):
            target("http://10.21.1.2/in", ["10.20.0.0/16"])
        with pytest.raises(Unfit):
            target("https://[::ffff:10.20.1.2]/in", ["10.21.0.0/16"])


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "host", "port", "named", "path"),
        [
            ("https://93.184.216.34", "93.184.216.34", 443, "93.184.216.34", "/"),
            ("https://93.184.216.34:8443/a?b=1&c=%20", "93.184.216.34", 8443, "93.184.216.34:8443", "/a?b=1&c=%20"),
            ("HTTPS://93.184.216.34/ü#part", "93.184.216.34", 443, "93.184.216.34", "/%C3%BC"),
            ("https://[2606:2800:220:1::1]/", "2606:2800:220:1::1", 443, "[2606:2800:220:1::1]", "/"),
        ],
    )
    def test_are_taken_apart(self, address, host, port, named, path):
        found = target(address)

        assert (found.host, found.port, found.named, found.path) == (host, port, named, path)
        assert found.secure

    def test_names_of_other_alphabets_are_written_as_the_net_writes_them(self, leads_to):
        asked = leads_to("93.184.216.34")

        assert target("https://bücher.example/").named == "xn--bcher-kva.example"
        assert asked == ["xn--bcher-kva.example"]


class TestSignatures:
    def test_are_those_of_standard_webhooks(self):
        """The example that the specification's own libraries are tested with."""
        headers = signed(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )

        assert headers == {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }

    def test_each_webhook_has_a_secret_of_its_own(self):
        assert secret_of("a", "key") == secret_of("a", "key")
        assert len({secret_of("a", "key"), secret_of("b", "key"), secret_of("a", "other")}) == 3


class TestSending:
    def test_the_message_arrives_as_it_is(self):
        with receiving() as there:
            assert post(target(there.address, LOOPBACK), HEADERS, b'{"a": "\xc3\xbc"}') == 204

        ((path, headers, body),) = there.requests
        assert (path, body) == ("/hooks?for=registry", b'{"a": "\xc3\xbc"}')
        assert headers["host"] == f"127.0.0.1:{there.port}"
        assert headers["content-type"] == "application/json"

    @pytest.mark.parametrize("answer", [200, 302, 307, 410, 500])
    def test_what_is_answered_is_told_and_no_redirect_followed(self, answer):
        with receiving() as there:
            there.answer = answer

            assert post(target(there.address, LOOPBACK), HEADERS, b"{}") == answer

        assert len(there.requests) == 1

    @pytest.mark.parametrize("at_once", [b"", b"HTTP/1.1 200 OK\r\n"])
    def test_nobody_is_waited_for_who_answers_letter_by_letter(self, monkeypatch, at_once):
        monkeypatch.setattr(webhooks, "LONGEST", 0.3)
        with receiving() as there:
            there.pause, there.at_once = 0.05, at_once

            with pytest.raises(NotDelivered, match="in time"):
                post(target(there.address, LOOPBACK), HEADERS, b"{}")

        assert not there.said_all

    def test_the_time_that_it_took_to_connect_counts(self, monkeypatch):
        monkeypatch.setattr(webhooks, "LONGEST", 0.3)
        connect = socket.create_connection

        def slowly(*args, **more):
            time.sleep(0.5)
            return connect(*args, **more)

        monkeypatch.setattr(socket, "create_connection", slowly)
        with receiving() as there, pytest.raises(NotDelivered, match="in time"):
            post(target(there.address, LOOPBACK), HEADERS, b"{}")

        assert there.requests == []

    def test_this_machine_is_known_by_where_the_connection_ends(self):
        with receiving() as there:
            to = replace(target(there.address, LOOPBACK), inside=False)

            with pytest.raises(NotDelivered, match="reached from outside"):
                post(to, HEADERS, b"{}")

        assert there.requests == []

    def test_a_closed_door_is_said(self):
        with receiving() as there:
            address = there.address

        with pytest.raises(NotDelivered, match="refused the connection"):
            post(target(address, LOOPBACK), HEADERS, b"{}")

    def test_it_goes_to_the_place_that_was_looked_at_wherever_the_name_leads_now(self):
        with receiving() as there:
            to = replace(target(there.address, LOOPBACK), host="no-such-host.invalid", named="no-such-host.invalid")

            assert post(to, HEADERS, b"{}") == 204

        assert there.requests[0][1]["host"] == "no-such-host.invalid"


class TestTls:
    @pytest.fixture
    def there(self, certificate):
        key, path = certificate
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, key)
        with receiving(context) as receiver:
            yield receiver

    @pytest.fixture
    def to(self, there):
        return replace(target(there.address, LOOPBACK), host="hooks.example", named="hooks.example")

    def test_a_certificate_of_the_hosts_name_is_accepted(self, there, to, certificate, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))

        assert post(to, HEADERS, b"{}") == 204

    def test_one_that_nobody_vouches_for_is_not(self, there, to):
        with pytest.raises(NotDelivered, match="certificate was not accepted"):
            post(to, HEADERS, b"{}")

        assert there.requests == []

    def test_one_of_another_name_is_not(self, there, to, certificate, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))

        with pytest.raises(NotDelivered, match="certificate was not accepted"):
            post(replace(to, host="other.example"), HEADERS, b"{}")

        assert there.requests == []
