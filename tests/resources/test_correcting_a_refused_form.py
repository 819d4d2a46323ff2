"""What is refused comes back whole, with a sentence that says what to do."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.contributions.models import State, Visibility
from app.database import db
from app.files.models import StoredFile
from app.resources import actions
from app.resources.models import Licence, Resource
from tests.make.files import docx_bytes, image_bytes, locked_pdf_bytes, pdf_bytes
from tests.make.resources import TITLE, make_resource, resource_fields


def send(me: FlaskClient, **changes: object) -> TestResponse:
    return me.post("/ressources/nouvelle", data=resource_fields(**changes))


def refused(me: FlaskClient, **changes: object) -> str:
    answer = send(me, **changes)
    assert answer.status_code == 422
    assert db.session.scalars(select(Resource)).all() == []
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Donnez un titre : le nom de l’outil tel qu’on le cherche."),
        ({"title": "a" * 161}, "160 caractères au plus ; il y en a 161."),
        ({"description": "b" * 1612}, "1 500 caractères au plus ; il y en a 1 612."),
        ({"type": ""}, "Choisissez un type de ressource."),
        ({"type": "999999"}, "Choisissez dans la liste."),
        ({"themes": []}, "Choisissez-en au moins un."),
        ({"publics": []}, "Choisissez-en au moins un."),
        ({"authors": ""}, "Dites qui a fait l’outil : une personne ou une structure."),
        ({"rights_checked": None}, "Confirmez que vous avez le droit de partager cet outil."),
        ({"url": ""}, "Joignez un fichier, ou donnez une adresse web."),
        ({"url": "javascript:alert(1)"}, "Écrivez une adresse complète"),
        ({"url": "data:text/html,x"}, "Écrivez une adresse complète"),
        ({"url": "ftp://exemple.fr/a"}, "Écrivez une adresse complète"),
        ({"url": "https://"}, "Écrivez une adresse complète"),
        ({"url": "https://exemple.fr/a b"}, "Écrivez une adresse complète"),
        ({"url": "https://[oups"}, "Écrivez une adresse complète"),
        ({"url": "https://exemple.fr/" + "a" * 500}, "500 caractères au plus"),
        ({"keywords": "a, b, c, d, e, f"}, "Cinq mots-clés au plus ; il y en a 6."),
        ({"keywords": "c" * 41}, "est trop long : quarante caractères au plus."),
        ({"made_on": "13/2025"}, "Écrivez une année, un mois ou un jour, comme 03/2025."),
        ({"made_on": "31/02/2025"}, "Écrivez une année, un mois ou un jour, comme 03/2025."),
        ({"made_on": "0000"}, "Écrivez une année, un mois ou un jour, comme 03/2025."),
        ({"made_on": "jadis"}, "Écrivez une année, un mois ou un jour, comme 03/2025."),
        ({"visibility": "group"}, "Qui pourra lire"),
        ({"visibility": "parties"}, "Qui pourra lire"),
        ({"licence": "la mienne"}, "Licence"),
        ({"language": "xx"}, "Langue"),
    ],
)
def test_each_thing_that_is_not_right_is_said_and_nothing_typed_is_lost(
    browse, sylvain, changes, sentence
):
    kept = {"title": TITLE, "authors": "Pôle associatif", "advice": "Avec précaution", **changes}

    page = refused(browse(sylvain), **kept)

    assert "Rien n’est perdu" in page
    assert sentence in page
    for text in (kept["title"], kept["authors"], kept["advice"], "Quatorze questions"):
        assert str(text) in page or "description" in changes


def test_the_summary_leads_to_each_field_in_error(browse, sylvain):
    page = refused(browse(sylvain), url="", title="", themes=[], rights_checked=None)

    assert "4 points à reprendre" in page
    links = [f'href="#{name}"' for name in ("fichiers", "title", "themes", "rights_checked")]
    places = [page.index(link) for link in links]
    assert places == sorted(places)


def test_a_title_of_160_characters_and_a_whole_description_pass(browse, sylvain):
    lines = "\r\n".join(["c" * 49] * 30)
    assert send(browse(sylvain), title="a" * 160, description=lines).status_code == 302


def test_an_address_without_its_beginning_is_completed(browse, sylvain):
    answer = send(browse(sylvain), url=" www.exemple.fr/outil?x=1 ")

    assert 'href="https://www.exemple.fr/outil?x=1"' in browse(sylvain).get(answer.location).text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "vide.docx", "vide.docx : Le fichier est vide."),
        (image_bytes(), "faux.pdf", "faux.pdf : Le nom du fichier annonce « .pdf »"),
        (
            locked_pdf_bytes(),
            "secret.pdf",
            "secret.pdf : Le fichier est protégé par un mot de passe",
        ),
        (pdf_bytes()[:400], "casse.pdf", "casse.pdf : Le fichier est abîmé"),
        (b"MZ" + bytes(500), "outil.exe", "outil.exe : Ce type de fichier n’est pas accepté"),
    ],
)
def test_a_refused_file_says_why_and_the_good_one_is_kept(browse, sylvain, content, name, sentence):
    me = browse(sylvain)
    files = [(BytesIO(docx_bytes()), "bon.docx"), (BytesIO(content), name)]

    page = refused(me, url=None, fichiers=files)

    assert sentence in page
    assert "Fichiers : " in page.split("form-errors")[1].split("</ul>")[0]
    assert TITLE in page
    [kept] = db.session.scalars(select(StoredFile)).all()
    assert kept.name == "bon.docx"
    assert f'name="file_ids" value="{kept.id}" checked' in page
    assert send(me, url=None, file_ids=str(kept.id)).status_code == 302


def test_a_file_of_somebody_else_is_not_taken(browse, sylvain, fatou, received):
    hers = received(fatou, name="prive.txt")

    page = refused(browse(sylvain), file_ids=str(hers.id))

    assert "Un des fichiers n’est plus disponible. Envoyez-le à nouveau." in page
    assert "prive.txt" not in page


def test_a_file_already_used_elsewhere_is_not_taken_twice(browse, sylvain, received):
    file = received(sylvain)
    make_resource(author=sylvain, file_ids=[file.id])

    answer = send(browse(sylvain), file_ids=str(file.id))

    assert answer.status_code == 422
    assert "Un des fichiers n’est plus disponible" in answer.text


def test_reserved_to_members_and_public_do_not_go_together(browse, sylvain):
    page = refused(browse(sylvain), licence=Licence.MEMBERS.value, visibility="public")

    assert "La licence la réserve aux membres du réseau" in page


def test_all_rights_reserved_allows_a_link_and_no_file(browse, sylvain, received):
    me = browse(sylvain)
    file = received(sylvain)

    page = refused(me, licence=Licence.RESERVED.value, file_ids=str(file.id))
    assert "« Tous droits réservés » ne permet qu’un lien" in page

    assert send(me, licence=Licence.RESERVED.value).status_code == 302


def test_a_resource_reserved_to_members_cannot_be_opened_to_all_later(browse, sylvain):
    resource = make_resource(author=sylvain, licence=Licence.MEMBERS)
    me = browse(sylvain)
    address = f"/contributions/{resource.id}/visibilite"
    assert 'value="public"' not in me.get(address).text

    assert me.post(address, data={"visibility": "public"}).status_code == 422
    assert db.session.get_one(Resource, resource.id).visibility is Visibility.NETWORK


def test_the_session_ended_meanwhile_and_the_text_comes_back(client, browse, sylvain):
    answer = client.post(
        "/ressources/nouvelle", data={**resource_fields(), "_place": "resources.new"}
    )

    assert answer.status_code == 401
    assert "Quatorze questions" in answer.text


@pytest.mark.parametrize("changes", [{"licence": Licence.MEMBERS}, {"rights_checked": False}])
def test_the_action_itself_refuses_what_the_form_would(app, sylvain, changes):
    from app.errors import Invalid

    with app.app_context(), pytest.raises(Invalid, match="il reste à"):
        make_resource(author=sylvain, visibility=Visibility.PUBLIC, **changes)


def test_only_members_of_the_network_deposit_even_without_the_page(app, lens):
    from app.accounts.actor import actor_for
    from app.errors import Forbidden
    from tests.make.accounts import make_account

    guest = actor_for(make_account())
    content = actions.ResourceContent(title=TITLE)
    with app.app_context(), pytest.raises(Forbidden):
        actions.deposit(guest, content, Visibility.NETWORK)


def test_a_draft_keeps_what_would_be_refused_to_publish(browse, sylvain):
    fields = resource_fields(licence=Licence.MEMBERS.value, visibility="public", _draft="1")
    answer = browse(sylvain).post("/ressources/nouvelle", data=fields, follow_redirects=True)

    assert "choisir entre une page publique et une licence réservée" in answer.text
    assert db.session.scalars(select(Resource)).one().state is State.DRAFT
