"""Starts a copy of the registry: sets it up, then runs and watches its processes."""
