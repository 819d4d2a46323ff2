"""The engine knows no database: its tests need none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.search.whoosh_engine import WhooshEngine


@pytest.fixture(autouse=True)
def session() -> None:
    """No database session here."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    """An empty index."""
    engine = WhooshEngine(tmp_path / "index")
    engine.create()
    yield engine
    engine.close()
