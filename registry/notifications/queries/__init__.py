"""Whom to tell, and who did it: a role and an organisation, never a name."""
