"""The JSON API: the same queries and policy as the pages."""
