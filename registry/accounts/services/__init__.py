"""Changing people, their memberships and their sessions."""
