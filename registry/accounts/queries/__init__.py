"""Reading people, their memberships and their sessions."""
