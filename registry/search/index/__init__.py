"""The index of tools: the one place that knows Whoosh. It is a copy, and can always be built again."""
