from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.database import db
from app.jobs import migrations
from app.settings import Settings


def _site(folder: Path) -> Flask:
    folder.mkdir(parents=True, exist_ok=True)
    return create_app(
        Settings(
            secret_key="tests only",
            var_dir=folder,
            database_url=f"sqlite:///{folder / 'tremplin.db'}",
            testing=True,
        )
    )


@pytest.fixture
def make_site(tmp_path: Path):
    """`make_site("a")` returns a real site of its own, migrated, in a folder of its own."""
    sites: list[Flask] = []

    def _make(name: str, *, migrated: bool = True) -> Flask:
        site = _site(tmp_path / name)
        sites.append(site)
        if migrated:
            with site.app_context():
                migrations.upgrade()
        return site

    yield _make
    for site in sites:
        with site.app_context():
            db.engine.dispose()


SiteMaker = Callable[..., Flask]
