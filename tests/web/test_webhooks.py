"""Messages to addresses that people gave: how they are signed, and that nobody is waited for too long."""

import socket
import ssl
import subprocess
import time
from dataclasses import replace

import pytest

from registry.web import webhooks
from registry.web.webhooks import NotDelivered, post, secret_of, signed, target
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
