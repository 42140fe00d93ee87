"""Barriers: those of one adoption, all of them counted, and who got past which, and how."""
