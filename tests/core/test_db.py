"""What each request leaves to the database handle."""

from inspect import iscoroutinefunction

from flask import Flask


def test_a_request_starts_no_event_loop_to_close_its_session(app: Flask):
    closers = app.teardown_appcontext_funcs

    assert closers
    assert not any(iscoroutinefunction(closer) for closer in closers)
