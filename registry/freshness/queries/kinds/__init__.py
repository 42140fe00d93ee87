"""The kinds of facts that fall due, a module each: a query of those that are due by a day."""
