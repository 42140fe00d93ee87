"""Commands for the terminal."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Add them."""
