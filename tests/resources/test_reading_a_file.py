"""The words of a file on a page of the site, and search results that land where they stand."""

from io import BytesIO

import pytest

from app.contributions.models import State, Visibility
from app.database import db
from app.files.models import Extraction, StoredFile
from app.resources.reading import paragraphs
from tests.make.files import docx_bytes, image_bytes, odt_bytes, pdf_bytes, xlsx_bytes
from tests.make.resources import address_of, make_resource, resource_fields

PAGES = ("La première page parle d’un chrysanthème.", "La seconde page parle d’hortensias.")


@pytest.fixture
def guide(sylvain, received):
    """A published PDF of two pages: its resource and its file."""
    file = received(sylvain, content=pdf_bytes(*PAGES), name="guide.pdf")
    return make_resource(author=sylvain, title="Guide fleuri", file_ids=[file.id]), file


@pytest.fixture
def deposit(browse, sylvain, work):
    """Publish a file through the page, and let the jobs read it."""

    def _deposit(content: bytes, name: str) -> None:
        fields = resource_fields(url=None, fichiers=(BytesIO(content), name))
        assert browse(sylvain).post("/ressources/nouvelle", data=fields).status_code == 302
        work()

    return _deposit


def text_of(guide) -> str:
    resource, file = guide
    return f"{address_of(resource)}/fichiers/{file.id}"


def test_a_pdf_is_read_page_by_page_and_opened_at_the_same_place(browse, fatou, guide, work):
    work()
    _resource, file = guide

    page = browse(fatou).get(text_of(guide)).text

    for position, words in enumerate(PAGES):
        assert f'id="fichier-{file.id}-{position}"' in page
        assert words in page
    assert f'href="/fichiers/{file.id}/guide.pdf?voir=1#page=2"' in page
    assert "Ouvrir à cet endroit" in page
    assert 'content="noindex"' in page


def test_the_words_looked_for_are_marked_and_the_first_is_one_click_away(
    browse, fatou, guide, work
):
    work()
    _resource, file = guide

    page = browse(fatou).get(f"{text_of(guide)}?q=hortensia").text

    assert "<mark>hortensias</mark>" in page
    assert "<mark>chrysanthème</mark>" not in page
    assert "un mot surligné" in page
    assert f'href="#fichier-{file.id}-1">Aller au premier' in page
    assert "ne se trouve pas dans ce texte" in browse(fatou).get(f"{text_of(guide)}?q=zèbre").text


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", "%00", "a" * 5000, "   "])
def test_odd_questions_do_no_harm(browse, fatou, guide, work, question):
    work()

    answer = browse(fatou).get(text_of(guide), query_string={"q": question})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_sheet_is_read_row_by_row(browse, sylvain, fatou, received, work):
    file = received(
        sylvain, content=xlsx_bytes({"Flux": [["Loyer", "signé", -900]]}), name="flux.xlsx"
    )
    resource = make_resource(author=sylvain, file_ids=[file.id])
    work()

    page = browse(fatou).get(f"{address_of(resource)}/fichiers/{file.id}").text

    assert "Feuille Flux" in page
    row = page.split('class="row-of-cells">')[1].partition("</p>")[0]
    assert [cell in row for cell in ("Loyer", "signé", "-900")] == [True] * 3
    assert "Ouvrir à cet endroit" not in page


def test_lines_that_a_page_width_cut_are_read_as_one_paragraph():
    text = (
        "Un titre\nCe guide aide à recevoir une personne qui porte une idée, sans hâte \n"
        "et sans formulaire.\n- Relire le message reçu, et noter la question qui revient le plus\n"
        "souvent\n- Choisir un lieu\naccueil 10 minutes\nVentes\t800\nLoyer\t-9\n\nFin"
    )
    assert list(paragraphs(text)) == [
        "Un titre",
        "Ce guide aide à recevoir une personne qui porte une idée, sans hâte et sans formulaire.",
        "- Relire le message reçu, et noter la question qui revient le plus souvent",
        "- Choisir un lieu",
        "accueil 10 minutes",
        "Ventes\t800",
        "Loyer\t-9",
        "Fin",
    ]


def test_before_it_is_read_and_when_it_cannot_be_the_page_says_so(browse, fatou, guide):
    me = browse(fatou)
    assert "Le texte est en cours de lecture" in me.get(text_of(guide)).text

    file = db.session.get_one(StoredFile, guide[1].id)
    file.extraction, file.problem = Extraction.FAILED, "Le document n’est pas fait comme attendu."
    db.session.commit()
    assert "Le texte n’a pas pu être lu" in me.get(text_of(guide)).text


def test_an_image_has_no_words_but_is_shown(browse, sylvain, fatou, received):
    file = received(sylvain, content=image_bytes(), name="affiche.png")
    resource = make_resource(author=sylvain, file_ids=[file.id])
    me = browse(fatou)

    assert f'src="/fichiers/{file.id}/affiche.png?voir=1"' in me.get(address_of(resource)).text
    assert (
        "Aucun texte dans ce fichier" in me.get(f"{address_of(resource)}/fichiers/{file.id}").text
    )


def test_its_author_sees_how_far_the_reading_is_and_asks_again(browse, sylvain, fatou, guide):
    resource, file = guide
    assert "Texte en cours de lecture" in browse(sylvain).get(address_of(resource)).text
    assert "Texte en cours de lecture" not in browse(fatou).get(address_of(resource)).text
    stored = db.session.get_one(StoredFile, file.id)
    stored.extraction, stored.problem = Extraction.FAILED, "La lecture a pris trop de temps."
    db.session.commit()
    me = browse(sylvain)

    page = me.get(address_of(resource)).text
    assert "Le texte n’a pas pu être lu" in page
    assert "La lecture a pris trop de temps." in page

    me.post(f"/fichiers/{file.id}/relire", data={"suite": address_of(resource)})
    assert db.session.get_one(StoredFile, file.id).extraction is Extraction.PENDING


@pytest.mark.parametrize(
    ("content", "ending", "word"),
    [
        (pdf_bytes(*PAGES), ".pdf", "hortensias"),
        (docx_bytes(), ".docx", "chrysanthème"),
        (odt_bytes(), ".odt", "chrysanthème"),
    ],
)
def test_a_word_inside_a_file_is_found_and_leads_to_its_place(
    deposit, browse, fatou, content, ending, word
):
    deposit(content, f"guide{ending}")

    found = browse(fatou).get("/recherche", query_string={"q": word}).text

    address = found.split("/fichiers/", 1)[0].rpartition('"')[2]
    place = found.split("/fichiers/", 1)[1].partition('"')[0]
    page = browse(fatou).get(f"{address}/fichiers/{place}".partition("#")[0]).text
    anchor = place.partition("#")[2]
    assert anchor.startswith("fichier-")
    part = page.split(f'id="{anchor}"')[1].partition("</section>")[0]
    assert word in part.replace("<mark>", "").replace("</mark>", "")


def test_a_resource_is_found_by_its_own_words_and_no_longer_once_withdrawn(
    browse, sylvain, fatou, work
):
    resource = make_resource(author=sylvain, advice="Prévoir un sablier.", keywords=["dahlia"])
    number = resource.id
    me, reader = browse(sylvain), browse(fatou)
    work()
    for word in ("Quatorze", "sablier", "dahlia", "Dunkerquois"):
        assert f"/ressources/{number}-" in reader.get(f"/recherche?q={word}").text, word

    me.post(f"/contributions/{number}/retirer")
    work()

    assert f"/ressources/{number}-" not in reader.get("/recherche?q=sablier").text


def test_search_shows_nothing_of_what_is_not_for_the_reader(
    browse, client, sylvain, fatou, received, work
):
    file = received(sylvain, content=b"Un mot rare : sarbacane.", name="note.txt")
    make_resource(author=sylvain, visibility=Visibility.STRUCTURE, file_ids=[file.id])
    draft = received(sylvain, content=b"Un mot rare : troubadour.", name="brouillon.txt")
    make_resource(author=sylvain, state=State.DRAFT, file_ids=[draft.id])
    work()

    for reader in (browse(fatou), client):
        assert "note.txt" not in reader.get("/recherche?q=sarbacane").text
    assert "note.txt" in browse(sylvain).get("/recherche?q=sarbacane").text
    assert "brouillon.txt" not in browse(sylvain).get("/recherche?q=troubadour").text
