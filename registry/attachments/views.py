"""How files are kept in this copy, for the pages of the slices that have files beneath them. No address of its own."""

from flask import current_app

from registry.attachments.services import Keeping


def keeping() -> Keeping:
    """As the settings say."""
    settings = current_app.config["SETTINGS"]
    return Keeping(settings.attachments_url, settings.upload_bytes, settings.instance_dir / "rendering")
