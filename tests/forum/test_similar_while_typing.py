"""What is already there is shown while a title is typed, through the rights of who types."""

import pytest

from app.search.updating import update_index
from tests.make.forum import GROUP_CATEGORY, make_topic
from tests.make.groups import make_group_member

TITLE = "Convention de mise à disposition d’un local"


@pytest.fixture
def indexed(app):
    author = make_group_member(GROUP_CATEGORY)
    make_topic(title=TITLE)
    make_topic(title="Convention de local gardée ici", author=author, category=GROUP_CATEGORY)
    with app.app_context():
        update_index()


@pytest.mark.usefixtures("indexed")
def test_neighbours_come_without_script_on_asking(browse, sylvain):
    page = browse(sylvain).post(
        "/forum/nouveau", data={"title": "convention pour un local", "_near": "1"}
    )

    assert page.status_code == 200
    assert TITLE in page.text
    assert "gardée ici" not in page.text
    assert "Peut-être déjà là" in page.text


@pytest.mark.usefixtures("indexed")
def test_neighbours_come_while_typing(browse, sylvain):
    me = browse(sylvain)

    assert TITLE in me.get("/forum/voisins?titre=convention+pour+un+local").text
    assert TITLE not in me.get("/forum/voisins?titre=conv").text
    assert me.get("/forum/voisins").text.strip() == ""
