"""Statistics as pure functions: numbers in, numbers with their interval out, or a refusal that says why."""
