"""Telling people: at once when it cannot wait, else in one digest; each mail carries link, actor and reason."""
