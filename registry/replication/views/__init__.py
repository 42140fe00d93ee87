"""The addresses of the replication slice."""

from flask import Flask

from registry.replication.views import adoptions, barriers, enquiries, gates, safety, several, standing, terms
from registry.replication.views.blueprint import bp


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


__all__ = ["adoptions", "barriers", "bp", "enquiries", "gates", "init_app", "safety", "several", "standing", "terms"]
