"""The floor every slice stands on: time, database, commands, events, lifecycles, refusals, pages."""
