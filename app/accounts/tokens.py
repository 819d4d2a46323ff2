"""Secrets of links and sessions: long, random, kept only as a hash when they leave by e-mail."""

import hashlib
import secrets


def new_token() -> str:
    """Return a secret that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()
