"""The levelled scorecard of a tool: of today, of a past day, and how it came to be."""

from registry.scorecards.queries.present import Scorecard, scorecard

__all__ = ["Scorecard", "scorecard"]
