"""Pictures of what studies found, as positions for a template to draw; nothing is estimated here."""
