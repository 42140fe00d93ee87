"""Who may do what, what leads where, and what a record needs: tables that can be read and printed alone."""
