"""Reading reviews, boards, cases and decisions."""
