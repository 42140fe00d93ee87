"""Changing what people keep of searching."""
