"""Finding sheets: the list and its choices, titles like one's own, what the search is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.contributions.models import Visibility
from app.database import db
from app.practices import searchable
from app.practices.actions import rewrite_sheet
from app.search.outbox import SearchOutboxRow
from tests.make.accounts import make_member
from tests.make.practices import TITLE, make_draft_sheet, make_sheet

SignIn = Callable[[Member], FlaskClient]
MaxQueries = Callable[[int], AbstractContextManager[list[str]]]
STATEMENTS = 8


def test_an_empty_list_says_what_to_do(sign_in: SignIn, client: FlaskClient) -> None:
    assert "Aucune fiche pour le moment" in client.get("/fiches/").text
    assert "Écrire la première" in sign_in(make_member()).get("/fiches/").text


def test_each_reader_counts_what_they_may_read(sign_in: SignIn, client: FlaskClient) -> None:
    author = make_member()
    make_sheet(author, titre="Une fiche ouverte à tous", visibility=Visibility.PUBLIC)
    make_sheet(author, titre="Une fiche pour le réseau")
    make_sheet(author, titre="Une fiche pour la maison", visibility=Visibility.STRUCTURE)
    make_draft_sheet(author, titre="Une fiche à peine commencée")
    by_author, by_member = sign_in(author), sign_in(make_member())
    for_visitors = client.get("/fiches/").text
    assert "Une fiche publique" in for_visitors
    assert "Une fiche pour" not in for_visitors
    for_members = by_member.get("/fiches/").text
    assert "2 fiches que vous pouvez lire" in for_members
    assert "Une fiche pour la maison" not in for_members
    for_author = by_author.get("/fiches/").text
    assert "3 fiches que vous pouvez lire" in for_author
    assert "à peine commencée" not in for_author


def test_the_list_narrows_by_theme_stage_maturity_and_place(client: FlaskClient) -> None:
    author = make_member()
    make_sheet(author, titre="Accueillir à Hirson, ensemble", visibility=Visibility.PUBLIC)
    make_sheet(
        author,
        titre="Compter la trésorerie à plusieurs",
        visibility=Visibility.PUBLIC,
        themes=["tresorerie"],
        etapes=["etape-developpement"],
        territoires=["departement:60"],
        maturite="mp-experimentation",
    )
    for choice in (
        "theme=analyse-demande",
        "theme=metier-accompagnement",  # the broader theme
        "etape=etape-emergence",
        "maturite=mp-prometteuse",
        "territoire=hirson-02381",
        "territoire=aisne",  # the department around the town
    ):
        page = client.get(f"/fiches/?{choice}").text
        assert "Accueillir à Hirson" in page, choice
        assert "Compter la trésorerie" not in page, choice
        assert "retirer ce filtre" in page


def test_choices_that_find_nothing_say_so(client: FlaskClient) -> None:
    make_sheet(visibility=Visibility.PUBLIC)
    page = client.get("/fiches/?maturite=mp-depassee").text
    assert "Aucune fiche ne répond à ces choix" in page
    assert "Voir toutes les fiches" in page


def test_long_lists_come_in_pages_that_miss_nothing(client: FlaskClient) -> None:
    author = make_member()
    for n in range(33):
        make_sheet(author, titre=f"Fiche numéro {n:02d} de la série", visibility=Visibility.PUBLIC)
    first = client.get("/fiches/").text
    assert "33 fiches publiques" in first
    older = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = client.get(older).text
    seen = [n for n in range(33) if f"numéro {n:02d}" in first or f"numéro {n:02d}" in second]
    assert seen == list(range(33))
    assert "numéro 32" in first
    assert "numéro 00" in second


def test_the_list_costs_the_same_with_one_row_and_with_thirty(
    sign_in: SignIn, max_queries: MaxQueries
) -> None:
    author = make_member()
    make_sheet(author)
    browser = sign_in(make_member())
    browser.get("/fiches/")
    with max_queries(STATEMENTS) as one:
        assert TITLE in browser.get("/fiches/").text
    count = len(one)
    for n in range(30):
        make_sheet(author, titre=f"Fiche numéro {n:02d} de la série")
    with max_queries(STATEMENTS) as thirty:
        browser.get("/fiches/")
    assert len(thirty) == count


def test_titles_like_the_one_being_typed_are_shown(sign_in: SignIn) -> None:
    make_sheet(titre="Tenir une permanence à plusieurs dans un bourg")
    make_sheet(titre="Une permanence pour la maison", visibility=Visibility.STRUCTURE)
    browser = sign_in(make_member())
    page = browser.get("/fiches/titres-proches?q=Ouvrir des permanences rurales").text
    assert "Tenir une permanence à plusieurs" in page
    assert "pour la maison" not in page
    assert "permanence" not in browser.get("/fiches/titres-proches?q=Compost").text


def test_the_search_is_told_one_document_a_section() -> None:
    author = make_member()
    sheet = make_sheet(author)
    found = {one.part: one for one in searchable.documents(sheet.id)}
    assert found["demarche"].heading == "Démarche"
    assert "fiche-navette" in found["demarche"].body
    assert "deux ou trois structures" in found["contexte"].body  # without its marks
    assert found["moyens"].title == TITLE
    assert found["moyens"].audience == {"network"}
    assert found["moyens"].terms
    rewrite_sheet(actor_for(author), sheet, {"temps": "Un mot jamais publié"})
    assert "jamais publié" not in str(searchable.documents(sheet.id))
    assert searchable.documents(make_draft_sheet(author).id) == []


def test_hits_lead_to_the_section_and_are_read_again_through_the_rule() -> None:
    author = make_member()
    sheet = make_sheet(author, visibility=Visibility.STRUCTURE)
    parts = [(sheet.id, "moyens")]
    hit = searchable.links(actor_for(author), parts)[sheet.id, "moyens"]
    assert hit.url.endswith(f"/fiches/{sheet.id}-{sheet.slug}#moyens")
    assert hit.title == TITLE
    assert searchable.links(actor_for(make_member()), parts) == {}
    assert searchable.links(None, parts) == {}


def test_the_search_hears_of_every_change_of_a_published_sheet(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_sheet(author)
    browser, sheet_id = sign_in(author), sheet.id
    for act in ("retirer", "publier", "supprimer", "restaurer"):
        db.session.execute(delete(SearchOutboxRow))
        db.session.commit()
        browser.post(f"/contributions/{sheet_id}/{act}")
        rows = db.session.scalars(select(SearchOutboxRow.object_id)).all()
        assert sheet_id in rows, act
