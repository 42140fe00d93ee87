"""The composition root: settings in, application out."""

from importlib import import_module

from flask import Flask

from config import ROOT, Settings, load_settings
from registry.core import db as database
from registry.core import schema
from registry.web import assets, configuration, filters, forms, headers, requests, templating

# A slice registers itself: `init_app(app)` in these modules adds its blueprints, commands and subscribers.
SLICES = (
    "registry.launcher.commands",
    "registry.organisations.commands",
    "registry.accounts.views",
    "registry.accounts.commands",
    "registry.attachments.commands",
    "registry.catalogue.views",
    "registry.catalogue.commands",
    "registry.measures.views",
    "registry.evidence.views",
    "registry.standards.views",
    "registry.replication.views",
    "registry.assurance.views",
    "registry.contracts.views",
    "registry.lineage.views",
    "registry.estates.views",
    "registry.funding.views",
    "registry.packs.views",
    "registry.cohorts.views",
    "registry.governance.views",
    "registry.governance.subscribers",
    "registry.search.views",
    "registry.search.commands",
    "registry.discovery.views",
    "registry.discovery.commands",
    "registry.freshness.views",
    "registry.notifications.subscribers",
    "registry.notifications.commands",
    "registry.seeding.commands",
    "registry.pages.views",
    "registry.reorganisation.views",
    "registry.reorganisation.subscribers",
    "registry.api.views",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises SettingsError when a setting is missing or unsafe, and names it.
    """
    settings = settings or load_settings()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    configuration.apply(app, settings)
    database.init_app(app, settings.database_url)
    for floor in (schema, templating, assets, filters, forms, headers, requests):
        floor.init_app(app)
    for name in SLICES:
        import_module(name).init_app(app)
    return app
