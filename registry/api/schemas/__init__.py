"""What the API takes and sends, as schemas."""
