import pytest
from sqlalchemy import inspect

from app.database import db
from app.jobs import migrations

pytestmark = pytest.mark.real_site


def test_the_migrations_make_what_the_models_say(make_site):
    site = make_site("new")
    with site.app_context():
        assert migrations.differences() == []


def test_upgrading_twice_changes_nothing(make_site):
    site = make_site("new")
    with site.app_context():
        migrations.upgrade()
        assert migrations.differences() == []


def test_an_upgrade_stopped_half_way_leaves_nothing_and_goes_on(make_site, monkeypatch):
    from alembic import op

    site = make_site("half", migrated=False)
    made = op.create_table
    calls = []

    def stop_after_five(*args, **kwargs):
        calls.append(args[0])
        if len(calls) > 5:
            raise RuntimeError("the machine stops")
        return made(*args, **kwargs)

    with site.app_context():
        monkeypatch.setattr(op, "create_table", stop_after_five)
        with pytest.raises(RuntimeError):
            migrations.upgrade()
        monkeypatch.undo()
        assert "members" not in inspect(db.engine).get_table_names()
        migrations.upgrade()
        assert migrations.differences() == []
