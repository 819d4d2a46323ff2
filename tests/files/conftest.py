"""Each test of this room has a data folder of its own, so that « nothing is left » can be seen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.settings import Settings


@pytest.fixture(autouse=True)
def files_dir(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    own = replace(settings, var_dir=tmp_path)
    app.config["SETTINGS"] = own
    yield own.files_dir
    app.config["SETTINGS"] = settings


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context, for tests that call actions and jobs rather than pages."""
    with app.app_context():
        yield app
