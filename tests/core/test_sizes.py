"""The database knows how its tables are filled."""

from flask import Flask

from registry.core.db import db, learn_sizes
from tests import factories as f


class TestLearningSizes:
    def test_looks_at_each_table_that_holds_something(self, copy: Flask):
        f.AForce()

        assert learn_sizes() == (1 if db.engine.dialect.name == "sqlite" else 0)

    def test_may_be_repeated(self, copy: Flask):
        f.ATool()

        assert learn_sizes() == learn_sizes()
