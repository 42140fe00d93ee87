"""Reading pilot cohorts."""
