"""What people are told when something happened: each module registers its handlers as it is imported."""

from flask import Flask

from registry.notifications.subscribers import at_once, people, redactions, reviews, safety


def init_app(_app: Flask) -> None:
    """The handlers registered as their modules were imported."""


__all__ = ["at_once", "init_app", "people", "redactions", "reviews", "safety"]
