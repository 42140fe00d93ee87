"""Pilot cohorts: several forces that pilot one tool by a shared protocol, with shared measures."""
