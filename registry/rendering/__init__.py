"""Heavy or dangerous work in a process of its own: a job's name and bytes go in, bytes come out, within limits.

`running.run(job, payload)` is the parent's side. This file imports nothing, because the children load it too.
"""
