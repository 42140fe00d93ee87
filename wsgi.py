"""The application as a server loads it."""

import gc

gc.disable()  # what is loaded here stays: to look through it again and again takes a fifth of the start

from registry.app import create_app  # noqa: E402

app = create_app()

gc.freeze()
gc.enable()
