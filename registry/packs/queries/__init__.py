"""Reading packs."""
