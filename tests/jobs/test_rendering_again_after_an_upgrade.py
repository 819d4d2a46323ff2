"""When the renderer changes, stored HTML follows, by a job."""

from sqlalchemy import select, update

from app.database import db
from app.forum.models import Post
from app.jobs.plan import planned
from app.practices.models import SheetRevision
from app.resources.models import Resource
from tests.make.forum import make_topic
from tests.make.practices import make_sheet
from tests.make.resources import make_resource


def _run(app, name):
    (job,) = [one for one in planned().jobs if one.name == name]
    with app.app_context():
        return job.run()


def test_what_an_older_version_rendered_is_rendered_again(app, session):
    make_topic(), make_resource(), make_sheet()
    for table, version, html in (
        (Post, "html_version", {"html": "ancien"}),
        (Resource, "html_version", {"description_html": "ancien"}),
        (SheetRevision, "rendered_version", {"rendered": {}}),
    ):
        db.session.execute(update(table).values({version: 0, **html}))
    db.session.commit()
    assert _run(app, "rendering")
    assert not _run(app, "rendering")
    assert db.session.scalars(select(Post.html)).all() != ["ancien"]
    assert db.session.scalars(select(SheetRevision.rendered)).first()
