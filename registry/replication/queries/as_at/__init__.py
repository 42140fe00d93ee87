"""The register as it stood at the end of a day: what was recorded by then, of what had happened by then.

Nothing here opens anything: whoever may not read an adoption or its tool today does not read what it was before.
"""

from registry.replication.queries.as_at.counts import adopted_on, counts_on
from registry.replication.queries.as_at.matrix import matrix_list_on, matrix_on, matrix_rows_on
from registry.replication.queries.as_at.rows import adoptions_at_on, rows_on

__all__ = [
    "adopted_on",
    "adoptions_at_on",
    "counts_on",
    "matrix_list_on",
    "matrix_on",
    "matrix_rows_on",
    "rows_on",
]
