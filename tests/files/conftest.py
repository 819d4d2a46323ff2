"""Each test of this room has a data folder of its own, so that « nothing is left » can be seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.files.models import StoredFile
from app.settings import Settings
from tests.make.files import make_file


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


@pytest.fixture
def send_file(app: Flask) -> Callable[..., StoredFile]:
    """`make_file`, for tests that then go through pages: no context is left open."""

    def _send(*args: object, **kwargs: object) -> StoredFile:
        with app.app_context():
            return make_file(*args, **kwargs)  # type: ignore[arg-type]

    return _send


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()
