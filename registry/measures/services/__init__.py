"""Changing what is held on measures: how they are defined, and their values over time."""

from registry.measures.services.defining import MeasureDetails, add_measure, edit_measure, keep_version
from registry.measures.services.series import SeriesRows, record_series, withdraw_series

__all__ = [
    "MeasureDetails",
    "SeriesRows",
    "add_measure",
    "edit_measure",
    "keep_version",
    "record_series",
    "withdraw_series",
]
