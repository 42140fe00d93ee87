"""The Policing Innovation Registry: what works in policing, who uses it, and what it took."""
