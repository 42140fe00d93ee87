"""The composition root: settings in, application out."""

from importlib import import_module

from flask import Flask
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from config import ROOT, Settings, load_settings
from registry.core import db as database
from registry.core import logs, schema
from registry.web import assets, filters, forms, headers, requests

# A slice registers itself: `init_app(app)` in these modules adds its blueprints, commands and subscribers.
SLICES = (
    "registry.core.schema",
    "registry.launcher.commands",
    "registry.organisations.commands",
    "registry.accounts.views",
    "registry.accounts.commands",
    "registry.attachments.views",
    "registry.catalogue.views",
    "registry.evidence.views",
    "registry.standards.views",
    "registry.replication.views",
    "registry.governance.views",
    "registry.governance.subscribers",
    "registry.search.views",
    "registry.search.commands",
    "registry.notifications.subscribers",
    "registry.notifications.commands",
    "registry.seeding.commands",
    "registry.pages.views",
    "registry.api.views",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises SettingsError when a setting is missing or unsafe, and names it.
    """
    settings = settings or load_settings()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    configure(app, settings)
    database.init_app(app, settings.database_url)
    schema.init_app(app)
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(str(ROOT / "templates")),
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    WTFormsHelpers(app)
    for floor in (assets, filters, forms, headers, requests):
        floor.init_app(app)
    for name in SLICES:
        import_module(name).init_app(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Carry the settings into what Flask and its extensions read."""
    if settings.environment != "testing":
        logs.configure(settings.log_level)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.environment == "testing",
        TRUSTED_HOSTS=list(settings.allowed_hosts),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_NAME="registry",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="en",
        BABEL_DEFAULT_TIMEZONE="Europe/London",
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
