"""Pages that look into the index begin without one."""

from tests.search.conftest import index_home

__all__ = ["index_home"]
