"""Where templates come from: our own, and the GOV.UK macros and widgets."""

from pathlib import Path

from flask import Flask
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

PACKAGES = ("govuk_frontend_jinja", "govuk_frontend_wtf")


def init_app(app: Flask) -> None:
    """Find templates in our folder first, then in the packages."""
    ours = FileSystemLoader(str(Path(app.root_path, str(app.template_folder))))
    app.jinja_loader = ChoiceLoader([ours, PrefixLoader({name: PackageLoader(name) for name in PACKAGES})])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    WTFormsHelpers(app)
