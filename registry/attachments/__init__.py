"""Files, kept by their content beneath the record that they belong to."""
