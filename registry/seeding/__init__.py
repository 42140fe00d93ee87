"""Loading reference data, published records, demonstration accounts and invented records for scale."""
