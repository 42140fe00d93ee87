"""Where the processes of this copy meet those that work for them."""

from pathlib import Path

from flask import current_app


def rendering_folder() -> Path:
    """The folder of the warm process and of those that wait for a turn."""
    folder: Path = current_app.config["SETTINGS"].instance_dir / "rendering"
    return folder
