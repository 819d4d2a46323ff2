"""What the tests of the library share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.files import extraction
from app.files.models import StoredFile
from app.organisations.models import Structure
from app.search.updating import current_engine, update_index
from app.settings import Settings
from tests.make.accounts import make_actor, make_structure
from tests.make.files import make_file


@pytest.fixture(autouse=True)
def own_folder(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A data folder for each test: files and index."""
    app.config["SETTINGS"] = replace(settings, var_dir=tmp_path)
    extraction._under_way.clear()
    yield tmp_path
    app.config["SETTINGS"] = settings


@pytest.fixture
def browse(sign_in: Callable[[Member], FlaskClient]) -> Callable[[Actor], FlaskClient]:
    """`browse(actor)` returns a browser signed in as this person."""
    return lambda actor: sign_in(actor.member)


@pytest.fixture
def lens() -> Structure:
    return make_structure(name="Appui ESS Artois")


@pytest.fixture
def sylvain(lens: Structure) -> Actor:
    return make_actor(name="Sylvain C.", structure=lens)


@pytest.fixture
def fatou() -> Actor:
    """An advisor of another structure."""
    return make_actor(name="Fatou N.")


@pytest.fixture
def marc(lens: Structure) -> Actor:
    """A colleague of Sylvain."""
    return make_actor(name="Marc H.", structure=lens)


@pytest.fixture
def received(app: Flask) -> Callable[..., StoredFile]:
    """`received(uploader, content=…, name=…)` is a file sent and not yet used."""

    def _received(uploader: Actor, **file: object) -> StoredFile:
        with app.app_context():
            return make_file(uploader, **file)  # type: ignore[arg-type]

    return _received


@pytest.fixture
def work(app: Flask) -> Iterator[Callable[[], None]]:
    """Do what the jobs do, until nothing is left: read the files, bring the index up to date."""

    def _work() -> None:
        with app.app_context():
            while extraction.extract_pending() or extraction._under_way:
                pass
            while update_index():
                pass

    yield _work
    with app.app_context():
        current_engine().close()
