"""Mergers, new names and splits of organisations: dated, listed before they happen, undone by a counter-entry."""
