import pytest

from app.contributions import actions as contributions
from app.contributions.models import Visibility
from app.database import db
from app.forum import posting
from app.forum.queries import get_topic
from tests.make.accounts import make_account, make_actor, make_member
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, a_theme, make_reply, make_topic


def address_of(topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_a_topic_reads_from_its_question_to_its_last_answer(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, text="Bonjour, **qui** connaît ?")
    make_reply(topic, author=fatou, text="Moi. Voyez <script>alert(1)</script> ici.")

    page = browse(fatou).get(address_of(topic)).text

    assert page.index("<strong>qui</strong>") < page.index("Moi. Voyez")
    assert "<script>alert" not in page
    assert "Sylvain C." in page
    assert "Appui de la Lys" in page
    assert "2 messages" in page
    assert 'id="message-2"' in page


def test_the_number_alone_and_a_wrong_title_lead_to_the_address(browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)

    for other in (f"/forum/sujets/{topic.id}", f"/forum/sujets/{topic.id}-un-autre-titre"):
        answer = me.get(f"{other}?apres=20")
        assert answer.status_code == 301
        assert answer.location == f"{address_of(topic)}?apres=20"


def test_twenty_messages_a_page_and_each_has_its_own_address(browse, sylvain):
    topic = make_topic(author=sylvain)
    for number in range(2, 45):
        make_reply(topic, author=sylvain, text=f"Le message {number}.")
    me = browse(sylvain)

    first = me.get(address_of(topic)).text
    assert "Le message 20." in first
    assert "Le message 21." not in first
    assert "Messages suivants" in first
    second = me.get(f"{address_of(topic)}?apres=20").text
    assert "Le message 21." in second
    assert "Le message 40." in second
    assert "Messages précédents" in second
    permanent = me.get(f"{address_of(topic)}/messages/33")
    assert permanent.location == f"{address_of(topic)}?apres=20#message-33"
    beyond = me.get(f"{address_of(topic)}/messages/99999")
    assert beyond.location == f"{address_of(topic)}?apres=40#message-44"


@pytest.mark.parametrize("after", ["-5", "abc", "1e9", "99999999999999999999", ""])
def test_an_impossible_page_is_one_that_exists(browse, sylvain, after):
    topic = make_topic(text="Le tout premier message.")

    answer = browse(sylvain).get(f"{address_of(topic)}?apres={after}")

    assert answer.status_code == 200
    assert "Le tout premier message." in answer.text


@pytest.mark.parametrize("number", [0, 2**31, 2**70])
def test_a_number_that_no_topic_has_is_not_found(browse, sylvain, number):
    assert browse(sylvain).get(f"/forum/sujets/{number}-x").status_code == 404


def test_a_visitor_reads_a_public_topic_and_is_invited_to_sign_in(client):
    topic = make_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)

    page = client.get(address_of(topic)).text

    assert "Bonjour, comment avez-vous rédigé" in page
    assert "Connectez-vous" in page
    assert "Votre réponse" not in page
    assert "Citer" not in page


def test_a_visitor_is_sent_to_sign_in_before_a_network_topic_and_learns_nothing(client):
    topic = make_topic(title="Un titre que personne ne doit voir")

    by_number = client.get(f"/forum/sujets/{topic.id}")
    page = client.get(by_number.location).text

    assert by_number.location.startswith("/connexion?")
    assert "personne-ne-doit-voir" not in by_number.text
    assert "Un titre que personne ne doit voir" not in page
    assert "Se connecter" in page


def test_what_one_may_not_read_does_not_exist(sign_in, browse, sylvain):
    network = make_topic()
    closed = make_topic(author=make_actor(is_facilitator=True), category=GROUP_CATEGORY)

    assert sign_in(make_account()).get(address_of(network)).status_code == 404
    assert browse(sylvain).get(address_of(closed)).status_code == 404
    assert browse(sylvain).get(address_of(network)).status_code == 200


def test_a_withdrawn_or_deleted_topic_is_gone_for_those_who_could_read_it(browse, sylvain, fatou):
    withdrawn, deleted = make_topic(author=sylvain), make_topic(author=sylvain)
    contributions.withdraw(sylvain, withdrawn)
    contributions.delete(sylvain, deleted)
    db.session.commit()
    me, other = browse(sylvain), browse(fatou)
    where_withdrawn, where_deleted = address_of(withdrawn), address_of(deleted)

    assert other.get(where_withdrawn).status_code == 410
    assert me.get(where_withdrawn).status_code == 200
    assert other.get(where_deleted).status_code == 410
    assert me.get(where_deleted).status_code == 410


def test_what_is_cited_stands_beside_when_it_may_be_read(browse, sylvain):
    from tests.make.practices import make_sheet

    sheet = make_sheet(author=make_member(), titre="Une fiche à reprendre ailleurs")
    topic = make_topic(author=sylvain)
    contributions.cite(topic, [sheet.id])
    db.session.commit()

    page = browse(sylvain).get(address_of(topic)).text

    assert "Cité ici" in page
    assert "Une fiche à reprendre ailleurs" in page


def test_neighbours_share_a_theme_and_may_be_read(browse, sylvain):
    topic = make_topic(terms=[a_theme(0)])
    make_topic(title="Un voisin par son thème", terms=[a_theme(0), a_theme(1)])
    make_topic(title="Un sujet tout à fait autre", terms=[a_theme(2)])
    make_topic(
        title="Un voisin fermé au public",
        author=make_actor(is_facilitator=True),
        category=GROUP_CATEGORY,
        terms=[a_theme(0)],
    )

    page = browse(sylvain).get(address_of(topic)).text

    assert "Sujets voisins" in page
    assert "Un voisin par son thème" in page
    assert "Un sujet tout à fait autre" not in page
    assert "Un voisin fermé au public" not in page


def test_the_vocabulary_of_the_topic_stands_beside(browse, sylvain):
    topic = make_topic(terms=[a_theme()])

    assert a_theme().label in browse(sylvain).get(address_of(topic)).text


def test_what_a_former_member_wrote_stays(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Je pars, ceci reste.")
    db.session.delete(fatou.member)
    db.session.commit()

    page = browse(sylvain).get(address_of(topic)).text

    assert "Je pars, ceci reste." in page
    assert "Ancien membre" in page


def test_a_topic_costs_the_same_with_one_and_twenty_messages(browse, sylvain, fatou, max_queries):
    me = browse(fatou)
    short, long = make_topic(author=sylvain), make_topic(author=sylvain)
    for number in range(19):
        posting.reply(make_actor(name=f"Membre {number}"), get_topic(sylvain, long.id), "Oui.")
    db.session.commit()
    where_short, where_long = address_of(short), address_of(long)
    me.get(where_short)

    with max_queries(8) as sent:
        me.get(where_short)
    one = len(sent)
    with max_queries(8) as sent:
        assert me.get(where_long).text.count('class="post"') == 20

    assert len(sent) == one


def test_the_deepest_page_costs_no_more_than_the_first(browse, sylvain, max_queries):
    topic = make_topic(author=sylvain)
    for _number in range(60):
        posting.reply(sylvain, topic, "Oui.")
    db.session.commit()
    me, address = browse(sylvain), address_of(topic)
    me.get(address)

    with max_queries(8) as sent:
        me.get(address)
    first = len(sent)
    with max_queries(8) as sent:
        me.get(f"{address}?apres=60")

    assert len(sent) == first
