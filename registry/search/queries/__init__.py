"""What is asked of the index, how it is understood, and what is found."""
