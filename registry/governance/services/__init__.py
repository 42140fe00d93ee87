"""Changing reviews, boards, cases, decisions and what follows from them."""
