"""Finding a tool in the list: the latest first, by type, theme, stage and public, page by page."""

from datetime import timedelta

import pytest

from app.clock import frozen_at, now
from app.contributions.models import Visibility
from app.database import db
from app.themes.models import PUBLIC, RESOURCE_TYPE, STAGE, THEME, Term
from tests.make.accounts import make_account
from tests.make.resources import make_resource, term

STATEMENTS = 8


def theme(slug: str):
    return term(THEME, slug)


@pytest.fixture
def shelf(sylvain):
    """Three tools: a guide on cash flow, a game on the same, a guide on governance."""
    for days, title, kind, subject, stage in (
        (3, "Guide de trésorerie", "guide", "tresorerie", "etape-lancement"),
        (2, "Jeu de la trésorerie", "jeu", "tresorerie", "etape-emergence"),
        (1, "Guide de gouvernance", "guide", "gouvernance", "etape-lancement"),
    ):
        with frozen_at(now() - timedelta(days=days)):
            make_resource(
                author=sylvain,
                title=title,
                type_id=term(RESOURCE_TYPE, kind).id,
                terms=[theme(subject), term(STAGE, stage), term(PUBLIC, "accompagnateurs")],
            )


def listed(page: str) -> list[str]:
    """The titles of the rows, in order."""
    rows = page.rpartition('class="rows rows-top"')[2].partition("</ol>")[0]
    return [part.split(">")[1].partition("<")[0] for part in rows.split('class="row-t"><a ')[1:]]


def facets(page: str) -> str:
    return " ".join(page.partition('class="facets fold"')[2].partition("</nav>")[0].split())


def test_the_latest_come_first_with_what_one_needs_to_choose(browse, fatou, shelf):
    page = browse(fatou).get("/ressources/").text

    assert listed(page) == ["Guide de gouvernance", "Jeu de la trésorerie", "Guide de trésorerie"]
    assert "3 ressources que vous pouvez lire" in page.replace("\u00a0", " ")
    for words in (
        "Guide méthodologique",
        "Quatorze questions, à garder en tête.",
        "Appui ESS Artois",
    ):
        assert words in page


def test_the_list_is_narrowed_by_names_in_the_address(browse, fatou, shelf):
    me = browse(fatou)

    assert listed(me.get("/ressources/?type=guide").text) == [
        "Guide de gouvernance", "Guide de trésorerie",
    ]  # fmt: skip
    assert listed(me.get("/ressources/?theme=tresorerie").text) == [
        "Jeu de la trésorerie", "Guide de trésorerie",
    ]  # fmt: skip
    assert listed(
        me.get("/ressources/?type=guide&etape=etape-lancement&theme=tresorerie").text
    ) == ["Guide de trésorerie"]
    assert len(listed(me.get("/ressources/?public=accompagnateurs").text)) == 3


def test_a_broad_theme_brings_its_narrower_ones_and_shows_them(browse, fatou, shelf):
    broad = db.session.get_one(Term, theme("tresorerie").parent_id)

    page = browse(fatou).get(f"/ressources/?theme={broad.slug}").text

    assert "Guide de trésorerie" in listed(page)
    assert 'class="narrower"' in facets(page)
    assert "theme=tresorerie" in facets(page)
    assert 'class="narrower"' not in facets(browse(fatou).get("/ressources/").text)


def test_each_choice_says_how_much_it_gives_and_a_choice_is_taken_back(browse, fatou, shelf):
    page = browse(fatou).get("/ressources/?etape=etape-lancement").text

    assert "Guide méthodologique <span>2</span>" in facets(page)
    assert "Jeu ou outil pédagogique" not in facets(page)
    assert "Émergence <span>1</span>" in facets(page)
    chosen = facets(page).split('aria-current="true"')[0].rpartition("<a ")[2]
    assert 'href="/ressources/"' in chosen
    assert "retirer ce filtre" in page


def test_what_a_reader_may_not_read_is_not_counted_either(browse, client, sylvain, fatou):
    make_resource(author=sylvain, title="Ouverte", visibility=Visibility.PUBLIC)
    make_resource(author=sylvain, title="Entre membres")
    make_resource(author=sylvain, title="Entre nous", visibility=Visibility.STRUCTURE)

    other, own = browse(fatou), browse(sylvain)

    page = client.get("/ressources/").text

    assert listed(page) == ["Ouverte"]
    assert "Une ressource publique" in page
    for reader, count in ((client, 1), (other, 2), (own, 3)):
        assert f"<span>{count}</span>" in facets(reader.get("/ressources/").text)


def test_an_address_that_names_nothing_narrows_nothing(browse, fatou, shelf):
    odd = "/ressources/?type=nimporte&theme=%00&etape=1&public=&suite=abcd"
    assert len(listed(browse(fatou).get(odd).text)) == 3


def test_no_tool_for_these_choices_says_so_and_gives_the_way_back(browse, fatou, shelf):
    page = browse(fatou).get("/ressources/?type=jeu&etape=etape-rebond").text

    assert "Aucune ressource ne répond à ces choix" in page
    assert "Voir toutes les ressources" in page
    assert "Tout retirer" in page


def test_an_empty_library_says_what_to_do_next_to_each(browse, client, sign_in, fatou):
    assert "Déposer la première ressource" in browse(fatou).get("/ressources/").text
    visitor = client.get("/ressources/").text
    assert "Aucune ressource publique pour le moment" in visitor
    assert "/connexion?next=/ressources/" in visitor
    guest = sign_in(make_account()).get("/ressources/").text
    assert "Déposer" not in guest.split("<main")[1]


def test_the_list_goes_on_page_by_page_without_losing_its_filters(browse, fatou, sylvain):
    for number in range(30):
        with frozen_at(now() - timedelta(days=number + 1)):
            make_resource(author=sylvain, title=f"Outil numéro {number}")
    me = browse(fatou)

    first = me.get("/ressources/?type=grille").text
    older = first.split('rel="next" href="')[1].partition('"')[0].replace("&amp;", "&")
    second = me.get(older).text

    assert len(listed(first)) == 24
    assert listed(second) == [f"Outil numéro {number}" for number in range(24, 30)]
    assert "type=grille" in older
    assert 'rel="next"' not in second
    assert 'href="/ressources/?type=grille"' in second
    assert "30 ressources" in second.replace("\u00a0", " ")


@pytest.mark.parametrize("count", [1, 30])
def test_one_tool_or_thirty_cost_the_same(browse, fatou, sylvain, received, max_queries, count):
    for number in range(count):
        file = received(sylvain, content=f"Mot {number}.".encode())
        make_resource(author=sylvain, title=f"Outil {number}", file_ids=[file.id])
    me = browse(fatou)
    me.get("/ressources/")

    for address in ("/ressources/", "/ressources/?theme=tresorerie&type=grille"):
        with max_queries(STATEMENTS - 2):
            assert me.get(address).status_code == 200


def test_the_page_of_a_tool_costs_the_same_with_one_file_or_ten(
    browse, fatou, sylvain, received, max_queries
):
    me = browse(fatou)
    for count in (1, 10):
        files = [received(sylvain, content=f"Mot {n} {count}.".encode()).id for n in range(count)]
        resource = make_resource(author=sylvain, file_ids=files)
        address = f"/ressources/{resource.id}-{resource.slug}"
        me.get(address)
        with max_queries(STATEMENTS):
            assert me.get(address).status_code == 200
