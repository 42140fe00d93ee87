"""What is done when something happened."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Add them."""
