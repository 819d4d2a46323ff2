"""Polls inside a message: one choice, several, or a ranking; each person votes once."""
