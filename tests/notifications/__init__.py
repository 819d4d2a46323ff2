"""Outgoing mail, against a real mail server on this machine."""
