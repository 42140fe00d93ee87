"""Reviewing records, and boards: meetings, cases, decisions, conditions and actions."""
