"""What a child can do: each module here is a job, named like it, with `work(content)` that yields lines of JSON."""
