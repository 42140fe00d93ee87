"""Where messages to addresses that people gave go, and where none does."""

import socket
import threading

import pytest

from registry.web import webhooks
from registry.web.webhooks import Unfit, target

HEADERS = {"Content-Type": "application/json"}


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
