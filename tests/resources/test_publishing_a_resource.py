"""Sharing a file or a link, as a draft or at once."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from app.contributions.models import FormDraft, State
from app.database import db
from app.files.models import StoredFile
from app.resources.models import Resource
from app.themes.models import SECTOR, STAGE
from tests.make.accounts import make_account, make_structure
from tests.make.files import docx_bytes, image_bytes, odt_bytes, pdf_bytes, pptx_bytes, xlsx_bytes
from tests.make.resources import TITLE, address_of, make_resource, resource_fields, term
from tests.make.saving import save


def only_resource() -> Resource:
    return db.session.scalars(select(Resource)).one()


def said(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_member_shares_a_link_and_another_member_opens_it(browse, sylvain, fatou):
    answer = browse(sylvain).post(
        "/ressources/nouvelle", data=resource_fields(), follow_redirects=True
    )

    assert "C’est publié." in answer.text
    resource = only_resource()
    page = browse(fatou).get(address_of(resource)).text
    assert f"<h1>{TITLE}</h1>" in page
    assert "<strong>en tête</strong>" in page
    assert 'href="https://exemple.fr/grille" rel="noopener nofollow ugc"' in page
    assert "Grille d'analyse ou d'entretien" in page.replace("&#39;", "'").replace("’", "'")
    assert "Pôle associatif du Dunkerquois" in page
    assert "Appui ESS Artois" in page
    assert "CC BY-SA 4.0" in page


def test_a_member_shares_seven_files_at_once_each_in_its_own_format(
    browse, sylvain, fatou, tmp_path
):
    files = [
        (BytesIO(pdf_bytes("Une page.", "Deux pages.")), "guide.pdf"),
        (BytesIO(docx_bytes()), "guide.docx"),
        (BytesIO(odt_bytes()), "guide.odt"),
        (BytesIO(xlsx_bytes()), "calcul.xlsx"),
        (BytesIO(b"nom;ville\nRecyclerie;Lens\n"), "liste.csv"),
        (BytesIO(pptx_bytes(str(tmp_path))), "diapos.pptx"),
        (BytesIO(image_bytes()), "affiche.png"),
    ]
    fields = resource_fields(url=None, fichiers=files)

    answer = browse(sylvain).post("/ressources/nouvelle", data=fields)

    assert answer.status_code == 302
    page = said(browse(fatou).get(answer.location).text)
    for words in ("guide.pdf PDF, 2 pages", "Document Word", "Document OpenDocument"):
        assert words in page
    for words in ("Tableur Excel", "Tableau CSV", "Présentation PowerPoint", "Image PNG"):
        assert words in page
    taken = page[page.index("Prendre l’outil Télécharger") :]
    places = [taken.index(name) for _content, name in files]
    assert places == sorted(places)


def test_everything_one_may_say_of_a_tool_is_shown_on_its_page(browse, sylvain, fatou):
    stage, sector = (
        term(STAGE, "etape-exploration"),
        db.session.scalars(
            select(type(term(STAGE, "etape-exploration"))).filter_by(scheme=SECTOR)
        ).first(),
    )
    assert sector is not None
    fields = resource_fields(
        short_title="GPE",
        advice="Une heure, **sans ordinateur**.",
        stages=[str(stage.id)],
        sectors=[str(sector.id)],
        keywords="accueil, écoute ; entretien",
        extent="4 pages",
        language="nl",
        made_on="03/2025",
        valid_until="2031-01-05",
        accessibility="Titres structurés.",
        contributors="Maison des associations",
        rights_holder="Département du Nord",
        licence="CC BY-NC-SA 4.0",
    )
    answer = browse(sylvain).post("/ressources/nouvelle", data=fields)

    page = said(browse(fatou).get(answer.location).text)

    for words in (
        "GPE", "Une heure, sans ordinateur", "Exploration", sector.label.replace("'", "&#39;"),
        "accueil, écoute, entretien", "4 pages", "Néerlandais", "mars 2025",
        "5 janvier 2031", "Titres structurés.", "Maison des associations",
        "Département du Nord", "CC BY-NC-SA 4.0", "sans usage commercial",
    ):  # fmt: skip
        assert words in page, words


def test_a_draft_asks_for_a_title_only_and_nobody_else_reads_it(browse, sylvain, fatou):
    me = browse(sylvain)
    answer = me.post("/ressources/nouvelle", data={**draft_fields(), "_draft": "1"})

    assert answer.status_code == 302
    page = me.get(answer.location).text
    assert "Brouillon enregistré" in page
    assert "Avant de publier, il reste à" in page
    assert "joindre un fichier, ou donner une adresse web" in page
    assert browse(fatou).get(answer.location).status_code == 404
    assert TITLE not in browse(fatou).get("/ressources/").text
    assert TITLE not in me.get("/ressources/").text


def draft_fields() -> dict[str, object]:
    return {
        "title": TITLE,
        "licence": "CC BY-SA 4.0",
        "language": "fr",
        "visibility": "network",
    }


def test_a_draft_without_a_title_is_refused(browse, sylvain):
    fields = {**draft_fields(), "title": "  ", "_draft": "1"}
    answer = browse(sylvain).post("/ressources/nouvelle", data=fields)

    assert answer.status_code == 422
    assert "Donnez un titre" in answer.text


def test_a_draft_that_lacks_nothing_is_published_from_its_page(browse, sylvain, fatou):
    resource = make_resource(author=sylvain, state=State.DRAFT)
    me = browse(sylvain)
    assert "/publier" in me.get(address_of(resource)).text

    me.post(f"/contributions/{resource.id}/publier")

    assert browse(fatou).get(address_of(resource)).status_code == 200


def test_a_draft_that_lacks_something_cannot_be_published_by_its_address(browse, sylvain):
    resource = make_resource(author=sylvain, state=State.DRAFT, rights_checked=False)

    answer = browse(sylvain).post(f"/contributions/{resource.id}/publier", follow_redirects=True)

    assert "Reprendre votre brouillon" in answer.text
    assert "confirmer que vous avez le droit de la partager" in answer.text
    assert only_resource().state is State.DRAFT


def test_the_same_form_sent_twice_makes_one_resource(browse, sylvain):
    me, fields = browse(sylvain), resource_fields(_once="une-clef")

    first = me.post("/ressources/nouvelle", data=fields)
    second = me.post("/ressources/nouvelle", data=fields)

    assert first.location == second.location
    assert only_resource().title == TITLE


def test_what_is_typed_saves_itself_and_comes_back_with_its_files(browse, sylvain, received):
    me = browse(sylvain)
    file = received(sylvain, name="convention.txt")
    typed = {"_place": "resources.new", "title": "À finir demain", "file_ids": str(file.id)}

    assert me.post("/brouillons", data=typed).status_code == 200

    page = me.get("/ressources/nouvelle").text
    assert 'value="À finir demain"' in page
    assert "convention.txt" in page
    me.post("/ressources/nouvelle", data=resource_fields(file_ids=str(file.id)))
    assert db.session.scalars(select(FormDraft)).all() == []
    assert "À finir demain" not in me.get("/ressources/nouvelle").text


def test_a_member_of_two_structures_chooses_under_whose_name(browse, sylvain):
    from app.organisations.models import Membership

    other = make_structure(name="Relais ESS Baie de Somme")
    save(Membership(member_id=sylvain.id, structure_id=other.id))
    me = browse(sylvain)
    assert "Structure qui publie" in me.get("/ressources/nouvelle").text

    me.post("/ressources/nouvelle", data=resource_fields(structure=str(other.id)))

    assert only_resource().structure_id == other.id


def test_a_member_of_one_structure_is_not_asked_and_cannot_take_another_name(browse, sylvain):
    other = make_structure(name="Relais ESS Baie de Somme")
    me = browse(sylvain)
    assert "Structure qui publie" not in me.get("/ressources/nouvelle").text

    me.post("/ressources/nouvelle", data=resource_fields(structure=str(other.id)))

    assert only_resource().structure_id == sylvain.home_structure_id


def test_who_runs_the_site_without_being_of_a_structure_publishes_too(browse, sign_in):
    elise = make_account(name="Élise P.", is_facilitator=True)
    page = sign_in(elise).get("/ressources/nouvelle").text
    assert "Ma structure" not in page

    answer = sign_in(elise).post("/ressources/nouvelle", data=resource_fields())

    assert answer.status_code == 302
    assert only_resource().state is State.PUBLISHED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guest_and_a_visitor_do_not_deposit(client, sign_in, method):
    guest = sign_in(make_account(name="Invitée"))

    assert getattr(guest, method)("/ressources/nouvelle").status_code == 403
    assert getattr(client, method)("/ressources/nouvelle").status_code in (302, 401)
    assert db.session.scalars(select(Resource)).all() == []


def test_a_preview_shows_the_text_and_publishes_nothing(browse, sylvain):
    fields = {**resource_fields(), "_preview": "1", "rights_checked": ""}
    answer = browse(sylvain).post("/ressources/nouvelle", data=fields)

    assert answer.status_code == 200
    assert "<strong>en tête</strong>" in answer.text
    assert "points à reprendre" not in answer.text
    assert db.session.scalars(select(Resource)).all() == []


def test_files_are_received_ahead_of_the_form_and_taken_by_it(browse, sylvain):
    me = browse(sylvain)
    sent = me.post("/fichiers/", data={"fichiers": (BytesIO(pdf_bytes()), "guide.pdf")})
    [file] = sent.get_json()["files"]

    answer = me.post("/ressources/nouvelle", data=resource_fields(url=None, file_ids=file["id"]))

    assert answer.status_code == 302
    assert "guide.pdf" in me.get(answer.location).text
    assert db.session.get_one(StoredFile, file["id"]).attached_at is not None
