"""A site that has just been made has no index yet: its search page answers all the same."""

import pytest

from app import create_app
from app.database import db
from app.jobs import migrations
from app.settings import Settings


@pytest.mark.real_site
def test_the_page_answers_before_the_first_index(tmp_path):
    site = create_app(
        Settings(
            secret_key="tests only",
            var_dir=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'tremplin.db'}",
            testing=True,
        )
    )
    with site.app_context():
        migrations.upgrade()
    client = site.test_client()
    for address in ("/recherche", "/recherche?q=essai", "/recherche?q=essai&theme=tresorerie"):
        assert client.get(address).status_code == 200
    with site.app_context():
        db.engine.dispose()
