"""Measures: `make bench` for speed, `make eval` for the quality of the search."""
