"""Settings: what is missing or unsafe stops the start, and is named, all of it at once."""

import stat
import subprocess
import sys

import pytest

from config import ROOT, SettingsError, load_settings

KEY = "9f2c5b7e1d4a8036f1c2e3b4a5968778"
SAFE = {
    "SECRET_KEY": KEY,
    "AUDIT_KEY": KEY[::-1],
    "DATABASE_URL": "postgresql://registry@db/registry",
    "ALLOWED_HOSTS": "registry.example, www.registry.example",
    "DATA_CONTROLLER": "Example Police",
    "DATA_HOST": "Example Hosting, London",
}


def problems(env: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(env)
    return str(caught.value)


class TestProduction:
    def test_is_what_an_empty_environment_means(self):
        assert "SECRET_KEY is missing" in problems({})

    @pytest.mark.parametrize("name", sorted(SAFE))
    def test_names_a_missing_setting(self, name):
        env = {key: value for key, value in SAFE.items() if key != name}

        assert f"{name} is missing" in problems(env)

    def test_names_every_problem_at_once(self):
        text = problems({"PORT": "eighty", "ALLOWED_HOSTS": "*"})

        named = {name for name in ("PORT", *SAFE) if name in text}
        assert named == {"PORT", *SAFE}

    @pytest.mark.parametrize("hosts", ["*", "*.police.example", ".police.example", "a.example,,b.example"])
    def test_refuses_hosts_that_match_more_than_one_name(self, hosts):
        assert "ALLOWED_HOSTS may not hold" in problems(SAFE | {"ALLOWED_HOSTS": hosts})

    @pytest.mark.parametrize(
        "key",
        ["x7Yq2", "a" * 64, "abababab" * 8, "this-is-a-secret-which-everyone-knows", "changeme-0123456789abcdefghijkl"],
    )
    def test_refuses_a_key_that_can_be_guessed(self, key):
        text = problems(SAFE | {"SECRET_KEY": key})

        assert "SECRET_KEY is" in text
        assert key not in text

    def test_refuses_one_key_for_two_uses(self):
        assert "AUDIT_KEY is the same" in problems(SAFE | {"AUDIT_KEY": KEY})

    def test_refuses_the_keys_that_tests_use(self):
        known = load_settings({"REGISTRY_ENV": "testing"}).secret_key

        assert "SECRET_KEY is a known" in problems(SAFE | {"SECRET_KEY": known})

    def test_refuses_uploads_larger_than_a_request(self):
        assert "UPLOAD_BYTES" in problems(SAFE | {"UPLOAD_BYTES": "2000000", "MAX_BODY_BYTES": "1000000"})

    def test_starts_with_safe_settings(self):
        settings = load_settings(SAFE)

        assert (settings.production, settings.secure_cookies, settings.hsts) == (True, True, True)
        assert settings.allowed_hosts == ("registry.example", "www.registry.example")
        assert settings.base_url == "https://registry.example"

    def test_takes_sqlite_when_it_is_asked_for(self):
        settings = load_settings(SAFE | {"DATABASE_URL": "sqlite:////srv/registry.sqlite3"})

        assert str(settings.database_file) == "/srv/registry.sqlite3"


class TestValues:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_reach_postgresql_through_one_driver(self, scheme):
        settings = load_settings(SAFE | {"DATABASE_URL": f"{scheme}://registry@db/registry"})

        assert settings.database_url == "postgresql+psycopg://registry@db/registry"
        assert settings.database_file is None

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PORT", "0"),
            ("PORT", "70000"),
            ("WEB_WORKERS", "none"),
            ("SESSION_HOURS", "-1"),
            ("SEARCH_BACKEND", "solr"),
            ("SMTP_STARTTLS", "perhaps"),
        ],
    )
    def test_that_cannot_be_read_are_named(self, name, value):
        assert f"{name} cannot be read" in problems(SAFE | {name: value})

    @pytest.mark.parametrize("environment", ["production", "development"])
    def test_that_want_the_index_in_a_database_that_cannot_keep_it_are_refused(self, environment, tmp_path):
        given = SAFE | {"REGISTRY_ENV": environment, "INSTANCE_DIR": str(tmp_path), "SEARCH_BACKEND": "postgresql"}

        assert "leave it out to keep the index in files" in problems(given | {"DATABASE_URL": "sqlite:///x"})
        assert load_settings(given | {"DATABASE_URL": "postgresql://db/x"}).search_backend == "postgresql"
        assert load_settings(SAFE).search_backend == "whoosh"

    @pytest.mark.parametrize("network", ["nowhere", "10.20.0.1/16", "10.20.0.0/40"])
    def test_that_name_no_network_are_refused(self, network):
        assert f"WEBHOOK_NETWORKS names '{network}'" in problems(SAFE | {"WEBHOOK_NETWORKS": f"10.1.0.0/16, {network}"})

    @pytest.mark.parametrize("network", ["127.0.0.1", "::1", "169.254.169.254/32", "0.0.0.0/0", "::/0", "fe80::/64"])
    def test_that_lead_webhooks_to_this_machine_are_refused_where_people_depend_on_it(self, network, tmp_path):
        given = SAFE | {"WEBHOOK_NETWORKS": network}
        trial = given | {"REGISTRY_ENV": "development", "INSTANCE_DIR": str(tmp_path)}

        assert "which leads to this machine" in problems(given)
        assert load_settings(trial).webhook_networks == (network,)
        assert load_settings(SAFE | {"WEBHOOK_NETWORKS": "10.1.0.0/16, fd12::/16"}).webhook_networks == (
            "10.1.0.0/16",
            "fd12::/16",
        )

    def test_left_empty_count_as_not_given(self):
        settings = load_settings(SAFE | {"SMTP_HOST": "", "PORT": ""})

        assert (settings.smtp_host, settings.port) == (None, 8000)

    def test_do_not_show_secrets_when_printed(self):
        settings = load_settings(
            SAFE | {"SMTP_PASSWORD": "hunter2hunter2", "DATABASE_URL": "postgresql://u:pw12345@db/x"}
        )

        shown = repr(settings)
        assert not [secret for secret in (KEY, KEY[::-1], "hunter2hunter2", "pw12345") if secret in shown]

    def test_of_an_unknown_environment_are_refused(self):
        assert "REGISTRY_ENV" in problems({"REGISTRY_ENV": "staging"})


class TestDevelopment:
    def test_needs_nothing_and_listens_to_this_machine_alone(self, tmp_path):
        settings = load_settings({"REGISTRY_ENV": "development", "INSTANCE_DIR": str(tmp_path)})

        assert (settings.host, settings.loopback, settings.secure_cookies) == ("127.0.0.1", True, False)
        assert settings.database_file == tmp_path / "registry.sqlite3"

    def test_keeps_its_keys_for_its_owner_alone(self, tmp_path):
        env = {"REGISTRY_ENV": "development", "INSTANCE_DIR": str(tmp_path)}

        first, second = load_settings(env), load_settings(env)

        assert (first.secret_key, first.audit_key) == (second.secret_key, second.audit_key)
        assert first.secret_key != first.audit_key
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}

    def test_makes_one_key_when_many_processes_start_at_once(self, tmp_path):
        script = f"from config import load_settings; print(load_settings({{'REGISTRY_ENV': 'development', 'INSTANCE_DIR': {str(tmp_path)!r}}}).secret_key)"
        running = [subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(6)]

        keys = {process.communicate()[0] for process in running}

        assert len(keys) == 1
        assert len(keys.pop().strip()) == 64


class TestTesting:
    def test_never_falls_back_to_the_real_folder(self):
        assert ROOT not in load_settings({"REGISTRY_ENV": "testing"}).instance_dir.parents
