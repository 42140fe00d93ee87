"""Adoption packs: what a force that thinks of taking a tool over gets as a draft of its own."""
