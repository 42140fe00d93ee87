"""Measurements: figures are printed, none is asserted."""
