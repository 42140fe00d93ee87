"""Keeping the index in step with the database."""

from registry.search.services.keeping import Report, catch_up, check, look_after, prepare, rebuild

__all__ = ["Report", "catch_up", "check", "look_after", "prepare", "rebuild"]
