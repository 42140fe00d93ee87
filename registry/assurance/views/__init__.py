"""The addresses of assessments, sign-offs and exemptions, each once for a tool and once for an adoption."""

from flask import Flask

from registry.assurance.views import assessing, exempting, inheriting, proof, standing
from registry.assurance.views.blueprint import bp

__all__ = ["assessing", "exempting", "inheriting", "proof", "standing"]


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)
