"""HTTP helpers that know nothing of policing."""
