from datetime import timedelta

import pytest

from app.clock import frozen_at, now
from app.contributions.models import State, Visibility
from app.forum.models import Nature
from tests.make.accounts import make_account, make_actor
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, make_reply, make_topic


def titles_in_order(page: str, *titles: str) -> bool:
    places = [page.find(title) for title in titles]
    return -1 not in places and places == sorted(places)


def test_the_last_answered_topic_comes_first(browse, sylvain):
    with frozen_at(now() - timedelta(days=2)):
        old = make_topic(title="Le plus ancien des sujets")
    with frozen_at(now() - timedelta(days=1)):
        make_topic(title="Un sujet plus récent que lui")
    me = browse(sylvain)
    assert titles_in_order(
        me.get("/forum/").text, "Un sujet plus récent que lui", "Le plus ancien des sujets"
    )

    make_reply(old, author=make_actor(name="Fatou N."))

    page = me.get("/forum/").text
    assert titles_in_order(page, "Le plus ancien des sujets", "Un sujet plus récent que lui")
    assert "Fatou N." in page


def test_a_row_says_nature_rubric_answers_and_who_spoke_last(browse, sylvain):
    topic = make_topic(title="Comment fixer un prix juste", nature=Nature.DISCUSSION)
    make_reply(topic, author=make_actor(name="Karim B."))

    row = browse(sylvain).get("/forum/").text.split("rows-forum")[1].split("</ol>")[0]

    for word in ("Discussion", "Financements", ">1<", "Karim B."):
        assert word in row


def test_a_rubric_shows_its_own_topics(browse, sylvain):
    make_topic(title="Une question de financement", category="financements")
    make_topic(title="Une question de statuts ici", category="statuts-gouvernance")

    page = browse(sylvain).get("/forum/financements/").text

    assert "Une question de financement" in page
    assert "Une question de statuts ici" not in page
    assert "<h1>Financements</h1>" in page


def test_the_filter_leads_to_the_rubric_and_keeps_the_nature(browse, sylvain):
    answer = browse(sylvain).get("/forum/?rubrique=financements&nature=annonce")

    assert answer.location == "/forum/financements/?nature=annonce"


def test_a_nature_may_be_chosen(browse, sylvain):
    make_topic(title="Rendez-vous à Arras en mars", nature=Nature.ANNOUNCEMENT)
    make_topic(title="Qui connaît ce financeur ?", nature=Nature.QUESTION)

    page = browse(sylvain).get("/forum/?nature=annonce").text

    assert "Rendez-vous à Arras en mars" in page
    assert "Qui connaît ce financeur" not in page


def test_questions_without_an_answer_stand_alone(browse, sylvain):
    waiting = make_topic(title="Une question qui attend encore")
    answered = make_topic(title="Une question déjà répondue")
    make_topic(title="Une discussion sans réponse", nature=Nature.DISCUSSION)
    make_reply(answered)

    page = browse(sylvain).get("/forum/?filtre=sans-reponse").text

    assert waiting.title in page
    assert "Une question déjà répondue" not in page
    assert "Une discussion sans réponse" not in page


def test_a_visitor_sees_what_is_public_and_nothing_else(client):
    make_topic(
        title="Un échange ouvert à tout le monde",
        category=PUBLIC_CATEGORY,
        visibility=Visibility.PUBLIC,
    )
    make_topic(title="Un échange réservé au réseau", category=PUBLIC_CATEGORY)

    page = client.get("/forum/").text

    assert "Un échange ouvert à tout le monde" in page
    assert "Un échange réservé au réseau" not in page
    assert "Financements" not in page
    assert "Poser une question" not in page


def test_the_closed_rubric_is_for_its_group(browse, sylvain):
    claire = make_actor(is_facilitator=True)
    make_topic(author=claire, title="Préparer la modération", category=GROUP_CATEGORY)

    assert "Préparer la modération" in browse(claire).get(f"/forum/{GROUP_CATEGORY}/").text
    assert "Préparer la modération" in browse(claire).get("/forum/").text
    assert browse(sylvain).get(f"/forum/{GROUP_CATEGORY}/").status_code == 404
    assert "Salon de l" not in browse(sylvain).get("/forum/").text


def test_a_guest_reads_no_network_topic(sign_in):
    make_topic(title="Réservé aux membres du réseau")

    page = sign_in(make_account()).get("/forum/").text

    assert "Réservé aux membres du réseau" not in page


@pytest.mark.parametrize("state", [State.DRAFT])
def test_drafts_are_in_no_list_not_even_their_authors(browse, sylvain, state):
    make_topic(author=sylvain, title="Un brouillon bien à moi", state=state)

    assert "Un brouillon bien à moi" not in browse(sylvain).get("/forum/").text


def test_older_topics_are_a_page_away(browse, sylvain):
    author = make_actor()
    for number in range(35):
        with frozen_at(now() - timedelta(hours=number)):
            make_topic(author=author, title=f"Sujet numéro {number:02d} de la liste")
    me = browse(sylvain)

    first = me.get("/forum/").text
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = me.get(address).text

    assert "Sujet numéro 29 de la liste" in first
    assert "Sujet numéro 30 de la liste" not in first
    assert "Sujet numéro 30 de la liste" in second
    assert "Sujet numéro 29 de la liste" not in second
    assert "Retour aux plus récents" in second


@pytest.mark.parametrize("suite", ["n-importe-quoi", "%00", "é", "MjAyNg", "=" * 500])
def test_an_unreadable_place_in_the_list_is_its_beginning(browse, sylvain, suite):
    make_topic(title="Toujours là au début")

    answer = browse(sylvain).get(f"/forum/?suite={suite}&nature=poeme&filtre=x")

    assert answer.status_code == 200
    assert "Toujours là au début" in answer.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/forum/", "Aucun sujet ici pour l’instant"),
        ("/forum/financements/", "Ouvrir le premier sujet"),
        ("/forum/?filtre=sans-reponse", "Aucune question n’attend de réponse"),
        ("/forum/?nature=annonce", "Rien de cette nature"),
    ],
)
def test_an_empty_list_says_what_to_do(browse, sylvain, address, said):
    assert said in browse(sylvain).get(address).text


def test_an_unknown_rubric_is_not_found(browse, sylvain):
    assert browse(sylvain).get("/forum/cuisine/").status_code == 404


def test_the_list_costs_the_same_with_one_and_thirty_rows(browse, sylvain, max_queries):
    me = browse(sylvain)
    author = make_actor()
    make_topic(author=author)
    for number in range(30):
        make_reply(make_topic(author=author, title=f"Encore un sujet, le {number}"))
    make_topic(author=author, category="vie-du-reseau")
    me.get("/forum/")

    with max_queries(8) as sent:
        assert me.get("/forum/vie-du-reseau/").text.count('<article class="row') == 1
    one = len(sent)
    with max_queries(8) as sent:
        assert me.get("/forum/financements/").text.count('<article class="row') == 30

    assert len(sent) == one
