"""Typed settings, read from the environment once, at start.

`REGISTRY_ENV` says how careful to be: production (the default), development or testing. A setting that is missing or
unsafe stops the start; every problem is named at once, so that nobody mends them one restart at a time.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, validate

ROOT = Path(__file__).resolve().parent
OWN_PLACES = [
    ip_network(one) for one in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "::/96", "::ffff:0:0/96", "fe80::/10")
]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MIB = 1024 * 1024
SECRET_LENGTH = 32
TESTING_SECRET = "known to everyone: for tests alone"  # noqa: S105
WEAK_WORDS = ("changeme", "change-me", "secret", "password", "example", "development", "known to everyone", "insecure")

Environment = Literal["production", "development", "testing"]


class SettingsError(Exception):
    """The settings do not allow a start. `problems` holds one plain sentence for each, naming its variable."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("The registry cannot start with these settings:\n" + "\n".join(f"  - {p}" for p in problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the registry may be told from outside. Secrets stay out of its printed form."""

    environment: Environment
    secret_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    database_url: str = field(repr=False)
    instance_dir: Path
    attachments_at: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    data_controller: str
    data_host: str
    base_url: str
    host: str
    port: int
    web_workers: int
    mail_from: str
    mail_folder: Path
    smtp_host: str | None
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None = field(repr=False)
    smtp_starttls: bool
    session_hours: int
    session_idle_minutes: int
    max_body_bytes: int
    upload_bytes: int
    secure_cookies: bool
    hsts: bool
    api_per_minute: int
    kept_pages_bytes: int
    webhook_networks: tuple[str, ...]
    log_level: str
    search_backend: Literal["whoosh", "postgresql"]

    @property
    def production(self) -> bool:
        """Whether real people may depend on this copy."""
        return self.environment == "production"

    @property
    def attachments_url(self) -> str:
        """The address of the store of files: a folder of the instance unless another was given."""
        return self.attachments_at or (self.instance_dir / "attachments").as_uri()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in ("127.0.0.1", "localhost", "::1")

    @property
    def database_file(self) -> Path | None:
        """Where SQLite keeps the database; nothing for PostgreSQL or for memory."""
        path = self.database_url.partition("sqlite:///")[2].partition("?")[0]
        return None if path in ("", ":memory:") else Path(path)


class _Reader(Env):
    """Reads from a given mapping instead of the process, and takes an empty value as none."""

    def __init__(self, source: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        self._source = source

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._source.get(env_key) or default


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read settings from `env`, or from the process when none is given.

    Raises SettingsError naming each variable that is missing, cannot be read or is unsafe in production.
    """
    source = os.environ if env is None else env
    environment = source.get("REGISTRY_ENV") or "production"
    if environment not in ("production", "development", "testing"):
        raise SettingsError([f"REGISTRY_ENV is {environment!r}: use production, development or testing."])
    read = _Reader(source)
    values = _values(read, cast(Environment, environment))
    settings = Settings(environment=cast(Environment, environment), **values)
    problems = _unreadable(read) + _search_problems(settings) + _network_problems(settings)
    problems += _problems(settings) if settings.production else []
    if problems:
        raise SettingsError(problems)
    return settings


def _values(read: _Reader, environment: Environment) -> dict[str, Any]:
    """Each setting with its type and its default."""
    production = environment == "production"
    instance_dir = _instance_dir(read, environment)
    host = read.str("HOST", "127.0.0.1")
    port = read.int("PORT", 8000, validate=validate.Range(1, 65535))
    allowed_hosts = tuple(name.strip() for name in read.list("ALLOWED_HOSTS", [] if production else list(LOOPBACK)))
    secure_cookies = read.bool("SECURE_COOKIES", production)
    return {
        "instance_dir": instance_dir,
        "attachments_at": read.str("ATTACHMENTS_URL", ""),
        "database_url": _database_url(read, environment, instance_dir),
        "host": host,
        "port": port,
        "allowed_hosts": allowed_hosts,
        "base_url": _base_url(read, production, host, port, allowed_hosts),
        "trusted_proxies": read.int("TRUSTED_PROXIES", 0, validate=validate.Range(0, 5)),
        "web_workers": read.int("WEB_WORKERS", 2, validate=validate.Range(1, 64)),
        "data_controller": read.str("DATA_CONTROLLER", "" if production else "Nobody: this is a trial copy"),
        "data_host": read.str("DATA_HOST", "" if production else "This computer"),
        "session_hours": read.int("SESSION_HOURS", 12, validate=validate.Range(1, 24 * 7)),
        "session_idle_minutes": read.int("SESSION_IDLE_MINUTES", 60, validate=validate.Range(1, 24 * 60)),
        "max_body_bytes": read.int("MAX_BODY_BYTES", 12 * MIB, validate=validate.Range(64 * 1024)),
        "upload_bytes": read.int("UPLOAD_BYTES", 10 * MIB, validate=validate.Range(1024)),
        "secure_cookies": secure_cookies,
        "hsts": read.bool("HSTS", secure_cookies),
        "api_per_minute": read.int("API_PER_MINUTE", 300, validate=validate.Range(1)),
        "kept_pages_bytes": read.int(
            "KEPT_PAGES_BYTES", 0 if environment == "testing" else 4 * MIB, validate=validate.Range(0)
        ),
        "webhook_networks": tuple(one.strip() for one in cast("list[str]", read.list("WEBHOOK_NETWORKS", []))),
        "search_backend": read.str("SEARCH_BACKEND", "whoosh", validate=validate.OneOf(["whoosh", "postgresql"])),
        "log_level": read.str("LOG_LEVEL", "info" if production else "warning").lower(),
        **_mail(read, instance_dir),
        **_secrets(read, environment, instance_dir),
    }


def _mail(read: _Reader, instance_dir: Path) -> dict[str, Any]:
    """How mail leaves: by SMTP when a host is named, else as files in a folder."""
    return {
        "mail_from": read.str("MAIL_FROM", "registry@localhost"),
        "mail_folder": Path(read.str("MAIL_FOLDER", str(instance_dir / "mail"))),
        "smtp_host": read.str("SMTP_HOST", None),
        "smtp_port": read.int("SMTP_PORT", 587, validate=validate.Range(1, 65535)),
        "smtp_user": read.str("SMTP_USER", None),
        "smtp_password": read.str("SMTP_PASSWORD", None),
        "smtp_starttls": read.bool("SMTP_STARTTLS", True),
    }


def _secrets(read: _Reader, environment: Environment, instance_dir: Path) -> dict[str, str]:
    """The two keys: given in production, generated once in development, fixed in tests."""
    keys = {"secret_key": "", "audit_key": ""}
    for name in keys:
        given = read.str(name.upper(), "")
        if given or environment == "production":
            keys[name] = given or ""
        elif environment == "testing":
            keys[name] = f"{TESTING_SECRET}: {name}"
        else:
            keys[name] = _generated_once(instance_dir / name.replace("_", "-"))
    return keys


def _generated_once(path: Path) -> str:
    """A random key kept in a file that only its owner may read. Safe when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by the owner alone
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(SECRET_LENGTH))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its key holds
        finally:
            os.unlink(draft)
    return path.read_text().strip()


def _instance_dir(read: _Reader, environment: Environment) -> Path:
    """The folder for all that a running copy writes; tests never fall back to the real one."""
    default = ROOT / "instance" if environment != "testing" else Path(tempfile.gettempdir()) / f"registry-{os.getpid()}"
    return Path(read.str("INSTANCE_DIR", str(default)) or default).resolve()


def _database_url(read: _Reader, environment: Environment, instance_dir: Path) -> str:
    """SQLite in the instance folder unless told otherwise; PostgreSQL always through psycopg 3."""
    default = "" if environment == "production" else f"sqlite:///{instance_dir / 'registry.sqlite3'}"
    url = read.str("DATABASE_URL", default) or ""
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if mark and scheme in ("postgres", "postgresql") else url


def _base_url(read: _Reader, production: bool, host: str, port: int, allowed_hosts: tuple[str, ...]) -> str:
    """The address that links in mail begin with."""
    if production:
        default = f"https://{allowed_hosts[0]}" if allowed_hosts else ""
    else:
        default = f"http://{f'[{host}]' if ':' in (host or '') else host}:{port}"
    return (read.str("BASE_URL", default) or default).rstrip("/")


def _unreadable(read: _Reader) -> list[str]:
    """What could not be read, in one sentence each."""
    try:
        read.seal()
    except EnvValidationError as error:
        details = cast("dict[str, list[str]]", error.error_messages)
        return [f"{name} cannot be read: {' '.join(map(str, messages))}" for name, messages in details.items()]
    return []


def _search_problems(settings: Settings) -> list[str]:
    """An index in a database that cannot keep one."""
    if settings.search_backend != "postgresql" or (settings.database_url or "").startswith("postgresql"):
        return []
    return [
        "SEARCH_BACKEND is postgresql, but DATABASE_URL names no PostgreSQL: leave it out to keep the index in files."
    ]


def _network_problems(settings: Settings) -> list[str]:
    """Networks for webhooks that cannot be read or, where people depend on the copy, that nobody may reach through it."""
    found = []
    for one in settings.webhook_networks or ():
        try:
            network = ip_network(one)
        except ValueError:
            found.append(f"WEBHOOK_NETWORKS names {one!r}: give networks such as 10.20.0.0/16, separated by commas.")
            continue
        if settings.production and any(network.version == own.version and network.overlaps(own) for own in OWN_PLACES):
            found.append(
                f"WEBHOOK_NETWORKS names {one}, which leads to this machine or its host's services: leave it out."
            )
    return found


def _problems(settings: Settings) -> list[str]:
    """What makes these settings unsafe for real people, all at once."""
    found = _key_problems(settings)
    if not settings.database_url:
        found.append("DATABASE_URL is missing: give the PostgreSQL address, or sqlite:/// and the path of a file.")
    if not settings.allowed_hosts:
        found.append("ALLOWED_HOSTS is missing: list the host names that people use, separated by commas.")
    if any("*" in host or not host or host.startswith(".") for host in settings.allowed_hosts):
        found.append("ALLOWED_HOSTS may not hold a wildcard, a leading dot or an empty name: list each host name.")
    if not settings.data_controller:
        found.append("DATA_CONTROLLER is missing: name the organisation that answers for personal data.")
    if not settings.data_host:
        found.append("DATA_HOST is missing: name who hosts the data, and where.")
    if settings.base_url and urlsplit(settings.base_url).scheme not in ("http", "https"):
        found.append("BASE_URL must begin with https:// (or http:// on a closed network).")
    if (settings.upload_bytes or 0) > (settings.max_body_bytes or 0):
        found.append("UPLOAD_BYTES is more than MAX_BODY_BYTES: no upload of that size could arrive.")
    return found


def _key_problems(settings: Settings) -> list[str]:
    """Keys that are missing, short, guessable or the same."""
    found = []
    for name, key in (("SECRET_KEY", settings.secret_key), ("AUDIT_KEY", settings.audit_key)):
        advice = "make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
        if not key:
            found.append(f"{name} is missing: {advice}.")
        elif len(key) < SECRET_LENGTH or len(set(key)) < SECRET_LENGTH // 4:
            found.append(f"{name} is too short or too simple: use {SECRET_LENGTH} random characters or more; {advice}.")
        elif any(word in key.lower() for word in WEAK_WORDS):
            found.append(f"{name} is a known or guessable value; {advice}.")
    if settings.secret_key and settings.secret_key == settings.audit_key:
        found.append("AUDIT_KEY is the same as SECRET_KEY: give each its own value.")
    return found
