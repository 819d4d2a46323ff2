"""Coming back to what one shared: its words, its files, and somebody else at the same time."""

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, update

from app.clock import frozen_at, now
from app.contributions.models import Contribution, State, Visibility, contribution_coauthors
from app.database import db
from app.files.models import StoredFile
from app.resources import queries
from app.resources.models import Resource
from tests.make.files import pdf_bytes
from tests.make.resources import TITLE, address_of, make_resource, resource_fields


def based_on(page: str) -> str:
    return page.split('name="_based_on" value="')[1].partition('"')[0]


def test_the_form_shows_all_that_was_said(browse, sylvain, received):
    file = received(sylvain, name="grille.txt")
    resource = make_resource(
        author=sylvain, file_ids=[file.id], keywords=["accueil", "écoute"], made_on="2025-03"
    )

    page = browse(sylvain).get(f"{address_of(resource)}/modifier").text

    assert f'value="{TITLE}"' in page
    assert "Quatorze questions, à garder **en tête**." in page
    assert 'value="accueil, écoute"' in page
    assert 'value="03/2025"' in page
    assert "grille.txt" in page
    assert "Publier les changements" in page
    assert "Garder en brouillon" not in page


def test_a_change_is_read_by_others_and_leads_to_the_new_address(browse, sylvain, fatou):
    resource = make_resource(author=sylvain)
    old = address_of(resource)
    fields = resource_fields(title="Un autre nom", description="Une autre description.")

    answer = browse(sylvain).post(f"{old}/modifier", data=fields)

    assert answer.location.endswith("-un-autre-nom")
    moved = browse(fatou).get(old)
    assert (moved.status_code, moved.location) == (301, answer.location)
    assert "Une autre description." in browse(fatou).get(answer.location).text


def test_a_file_is_removed_and_another_added(browse, sylvain, fatou, received):
    old = received(sylvain, name="ancien.txt")
    kept = received(sylvain, name="garde.txt")
    resource = make_resource(author=sylvain, file_ids=[old.id, kept.id])
    fields = resource_fields(
        url=None, file_ids=str(kept.id), fichiers=(BytesIO(pdf_bytes()), "neuf.pdf")
    )

    browse(sylvain).post(f"{address_of(resource)}/modifier", data=fields)

    page = browse(fatou).get(address_of(resource)).text
    assert "garde.txt" in page
    assert "neuf.pdf" in page
    assert "ancien.txt" not in page
    assert browse(fatou).get(f"/fichiers/{old.id}/ancien.txt").status_code == 404
    assert db.session.get_one(StoredFile, old.id).detached_at is not None


def test_a_published_resource_cannot_lose_its_only_file(browse, sylvain, received):
    file = received(sylvain, name="seul.txt")
    resource = make_resource(author=sylvain, file_ids=[file.id])

    for kept_as_draft in ({}, {"_draft": "1"}):
        answer = browse(sylvain).post(
            f"{address_of(resource)}/modifier", data={**resource_fields(url=None), **kept_as_draft}
        )
        assert answer.status_code == 422
        assert "Joignez un fichier, ou donnez une adresse web." in answer.text

    assert "seul.txt" in browse(sylvain).get(address_of(resource)).text


def test_its_readers_and_its_licence_change_together(browse, sylvain, client):
    resource = make_resource(author=sylvain, visibility=Visibility.PUBLIC)
    fields = resource_fields(licence="Réservé aux membres du réseau", visibility="structure")

    answer = browse(sylvain).post(f"{address_of(resource)}/modifier", data=fields)

    assert answer.status_code == 302
    assert client.get(address_of(resource)).status_code in (302, 401)
    assert db.session.get_one(Resource, resource.id).visibility is Visibility.STRUCTURE


def test_a_draft_is_kept_again_then_published(browse, sylvain, fatou):
    resource = make_resource(author=sylvain, state=State.DRAFT, rights_checked=False)
    me, address = browse(sylvain), f"{address_of(resource)}/modifier"
    assert "Reprendre votre brouillon" in me.get(address).text

    fields = resource_fields(rights_checked=None, title=TITLE)
    assert me.post(address, data={**fields, "_draft": "1"}).status_code == 302
    assert browse(fatou).get(address_of(resource)).status_code == 404

    me.post(address, data=resource_fields())
    assert browse(fatou).get(address_of(resource)).status_code == 200


def test_the_second_of_two_editors_is_told_and_loses_nothing(browse, sylvain, marc):
    resource = make_resource(author=sylvain)
    with_two(resource, marc)
    address = f"{address_of(resource)}/modifier"
    mine = based_on(browse(sylvain).get(address).text)
    with frozen_at(now() + timedelta(minutes=1)):
        browse(marc).post(
            address, data=resource_fields(description="La version de Marc.", _based_on=mine)
        )

    answer = browse(sylvain).post(
        address, data=resource_fields(description="La version de Sylvain.", _based_on=mine)
    )

    assert answer.status_code == 409
    assert "Cette ressource a changé pendant que vous écriviez." in answer.text
    assert "La version de Sylvain." in answer.text
    assert "La version de Marc." in answer.text
    assert "La version de Marc." in db.session.get_one(Resource, resource.id).description

    again = resource_fields(
        description="Les deux versions réunies.", _based_on=based_on(answer.text)
    )
    assert browse(sylvain).post(address, data=again).status_code == 302
    assert "Les deux versions réunies." in browse(marc).get(address_of(resource)).text


def with_two(resource: Resource, other) -> None:
    db.session.execute(
        contribution_coauthors.insert().values(contribution_id=resource.id, member_id=other.id)
    )
    db.session.commit()
    db.session.expunge_all()  # the next request reads everything again


def test_a_form_kept_from_before_a_change_says_so_when_it_is_opened(browse, sylvain, marc):
    resource = make_resource(author=sylvain)
    with_two(resource, marc)
    me, address = browse(sylvain), f"{address_of(resource)}/modifier"
    typed = {
        **resource_fields(description="Ce que j’écrivais."),
        "_place": f"resources.edit.{resource.id}",
        "_based_on": based_on(me.get(address).text),
    }
    me.post("/brouillons", data=typed)
    with frozen_at(now() + timedelta(minutes=1)):
        browse(marc).post(address, data=resource_fields(description="Ce qu’il a publié."))

    page = me.get(address).text

    assert "Cette ressource a changé pendant que vous écriviez." in page
    assert "Ce que j’écrivais." in page
    assert "Ce qu’il a publié." in page


def test_a_change_that_came_while_files_were_received_is_seen(app, sylvain):
    with app.app_context():
        resource = make_resource(author=sylvain)
        read = queries.get_resource(sylvain, resource.id)
        db.session.execute(
            update(Contribution)
            .where(Contribution.id == resource.id)
            .values(title="Entre-temps", updated_at=now() + timedelta(minutes=1)),
            execution_options={"synchronize_session": False},
        )

        queries.refresh(read)

        assert read.title == "Entre-temps"
        assert read.files == []


def test_nobody_else_changes_it(browse, client, sylvain, fatou):
    resource = make_resource(author=sylvain)
    address = f"{address_of(resource)}/modifier"

    assert browse(fatou).get(address).status_code == 403
    assert browse(fatou).post(address, data=resource_fields(title="À moi")).status_code == 403
    assert client.get(address).status_code in (302, 401)
    assert db.session.scalars(select(Resource.title)).one() == TITLE


def test_the_page_never_says_a_file_was_replaced_by_one_of_somebody_else(
    browse, sylvain, fatou, received
):
    resource = make_resource(author=sylvain)
    hers = received(fatou, name="prive.txt")

    answer = browse(sylvain).post(
        f"{address_of(resource)}/modifier", data=resource_fields(file_ids=str(hers.id))
    )

    assert answer.status_code == 422
    assert "prive.txt" not in answer.text


def test_what_was_begun_is_listed_among_ones_contributions(browse, sylvain, fatou):
    resource = make_resource(author=sylvain)
    me, other = browse(sylvain), browse(fatou)
    place = f"resources.edit.{resource.id}"
    me.post("/brouillons", data={"_place": place, "title": "Un titre repris"})
    me.post("/brouillons", data={"_place": "resources.new", "title": "Un outil neuf"})
    other.post("/brouillons", data={"_place": place, "title": "Pas le mien"})

    page = me.get("/compte/contributions").text

    assert f'href="{address_of(resource)}/modifier"' in page
    assert "Un titre repris" in page
    assert 'href="/ressources/nouvelle"' in page
    assert "/modifier" not in other.get("/compte/contributions").text
