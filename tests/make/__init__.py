"""Builders: `make_topic(...)` saves a thing with sensible values for the rest."""
