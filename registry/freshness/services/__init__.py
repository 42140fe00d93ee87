"""Confirming what is due, signed in or by link; making links, and asking for a sign-in before they work."""

from registry.freshness.services.confirming import Caller, confirm_by_link, confirm_facts, look
from registry.freshness.services.links import make_link, new_key, restrict_links

__all__ = ["Caller", "confirm_by_link", "confirm_facts", "look", "make_link", "new_key", "restrict_links"]
