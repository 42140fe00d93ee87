"""Reading which systems organisations have, what fits them, and who is like whom."""
