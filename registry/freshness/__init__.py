"""What is due to be confirmed, of every kind: one page of it, and one link a month that opens that page."""
