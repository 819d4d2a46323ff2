"""Texts of members: what they become on a page, and what cannot get in."""
