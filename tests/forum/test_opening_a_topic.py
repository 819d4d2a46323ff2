import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import frozen_at, now
from app.contributions.models import FormDraft, State
from app.database import db
from app.forum.models import Post, Topic
from tests.make.accounts import make_account, make_actor
from tests.make.forum import a_theme, make_topic


def fields(**changes: object) -> dict[str, object]:
    return {
        "_place": "forum.new_topic",
        "title": "Qui a déjà négocié une convention au tonnage ?",
        "category": "financements",
        "nature": "question",
        "text": "Bonjour, je cherche une **convention** récente.",
        "themes": [str(a_theme().id)],
        "visibility": "network",
        **changes,
    }


def count_topics() -> int:
    return db.session.scalar(select(func.count()).select_from(Topic)) or 0


def test_a_member_asks_a_question_and_the_network_reads_it(browse, sylvain, fatou):
    answer = browse(sylvain).post("/forum/nouveau", data=fields(), follow_redirects=True)

    assert answer.status_code == 200
    assert "<strong>convention</strong>" in answer.text
    assert "C’est publié" in answer.text
    assert "Qui a déjà négocié une convention" in browse(fatou).get("/forum/").text


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_written(client):
    answer = client.post("/forum/nouveau", data=fields())

    assert "Se connecter" in answer.text
    assert count_topics() == 0


def test_a_guest_opens_no_topic(sign_in):
    guest = sign_in(make_account(name="Invitée"))

    assert guest.get("/forum/nouveau").status_code == 403
    assert guest.post("/forum/nouveau", data=fields()).status_code == 403
    assert count_topics() == 0


def test_the_address_proposes_a_title_and_a_rubric(browse, sylvain):
    page = browse(sylvain).get("/forum/nouveau?titre=Une+question&rubrique=financements").text

    assert 'value="Une question"' in page
    assert 'selected value="financements"' in page


def test_the_reminder_of_the_rubric_protects_the_founder(browse, sylvain):
    page = browse(sylvain).get("/forum/nouveau?rubrique=financements").text

    assert page.count("sans nom ni détail reconnaissable") >= 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "Impôt"}, "10 caractères au moins ; il y en a 5."),
        ({"title": ""}, "Donnez un titre"),
        ({"title": "é" * 121}, "120 caractères au plus ; il y en a 121."),
        ({"category": ""}, "Choisissez une rubrique."),
        ({"category": "salon-animation"}, "Choisissez une rubrique de la liste."),
        ({"category": "inconnue"}, "Choisissez une rubrique de la liste."),
        ({"nature": "poème"}, "Nature"),
        ({"text": "  \n "}, "Écrivez votre message avant de l’envoyer."),
        ({"text": "a" * 60_001}, "60000 caractères au plus, il y en a 60001."),
        ({"themes": [], "title": "Bonjour à tout le monde ici", "text": "Merci."}, "au moins un."),
        ({"themes": ["999999"]}, "Ce choix n’existe plus"),
        ({"themes": ["abc"]}, "Thèmes"),
        ({"visibility": "public"}, "est ouverte aux membres du réseau, pas au-delà."),
        ({"visibility": "parties"}, "Qui pourra lire"),
        ({"expires_on": "demain"}, "Jusqu’au"),
    ],
)
def test_a_refused_topic_says_why_and_loses_nothing(browse, sylvain, changes, said):
    sent = fields(**changes)

    answer = browse(sylvain).post("/forum/nouveau", data=sent)

    page = answer.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert answer.status_code == 422
    assert said in page
    assert "Rien n’est perdu" in page
    assert 'id="erreurs"' in page
    if "text" not in changes:
        assert "je cherche une **convention** récente." in page
    assert count_topics() == 0


def test_a_theme_is_asked_for_where_the_fold_opens(browse, sylvain):
    page = browse(sylvain).post("/forum/nouveau", data=fields(themes=[])).text

    assert '<details class="fold-box" open>' in page


def test_themes_are_proposed_from_the_text_and_never_chosen_alone(browse, sylvain):
    sent = fields(
        themes=[],
        title="Comment mesurer l’utilité sociale d’un café associatif ?",
        text="Nous cherchons des indicateurs d’utilité sociale simples à relever.",
    )

    answer = browse(sylvain).post("/forum/nouveau", data=sent)

    assert answer.status_code == 422
    assert "Ceux-ci viennent de votre texte" in answer.text
    ticked = answer.text.split('id="themes"')[1].split('id="stages"')[0]
    assert "utilité sociale" in ticked.split("data-chosen")[1].split("</ul>")[0].lower()
    assert count_topics() == 0


def test_a_public_rubric_lets_a_topic_be_public(browse, sylvain, client):
    sent = fields(category="filieres-territoires", visibility="public")

    address = browse(sylvain).post("/forum/nouveau", data=sent).location

    assert client.get(address).status_code == 200


def test_a_draft_is_kept_for_its_author_alone_without_asking_for_a_theme(browse, sylvain, fatou):
    sent = fields(themes=[], _draft="1")

    answer = browse(sylvain).post("/forum/nouveau", data=sent)

    page = browse(sylvain).get(answer.location).text
    assert "Brouillon : vous seul·e le lisez." in page.replace("\u00a0", " ")
    assert browse(fatou).get(answer.location).status_code == 404
    assert "convention au tonnage" not in browse(fatou).get("/forum/").text
    assert "convention au tonnage" not in browse(sylvain).get("/forum/").text


def test_a_draft_is_published_from_its_form_at_the_date_of_that_day(browse, sylvain):
    with frozen_at(now() - timedelta(days=3)):
        topic = make_topic(author=sylvain, state=State.DRAFT, terms=[])
    address = f"/forum/sujets/{topic.id}-{topic.slug}"
    me = browse(sylvain)

    assert "Publier" in me.get(f"{address}/modifier").text
    me.post(f"{address}/modifier", data=fields())

    post = db.session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
    assert (now() - post.created_at) < timedelta(minutes=1)
    assert post.edited_at is None
    assert "aujourd’hui" in me.get(me.get(f"/forum/sujets/{topic.id}").location).text


def test_publishing_a_draft_that_lacks_a_theme_leads_to_its_form(browse, sylvain):
    topic = make_topic(author=sylvain, state=State.DRAFT, terms=[])

    answer = browse(sylvain).post(f"/contributions/{topic.id}/publier", follow_redirects=True)

    assert "Choisissez au moins un thème avant de publier." in answer.text
    assert "Reprendre votre brouillon" in answer.text


def test_a_look_before_publishing_writes_nothing(browse, sylvain):
    answer = browse(sylvain).post("/forum/nouveau", data=fields(_preview="1"))

    assert answer.status_code == 200
    assert "<strong>convention</strong>" in answer.text
    assert "Rien n’est perdu" not in answer.text
    assert count_topics() == 0


def test_a_form_sent_twice_opens_one_topic(browse, sylvain):
    me = browse(sylvain)

    first = me.post("/forum/nouveau", data=fields(_once="une-clef"))
    second = me.post("/forum/nouveau", data=fields(_once="une-clef"))

    assert first.location == second.location
    assert count_topics() == 1


def test_what_was_typed_comes_back_and_goes_once_sent(browse, sylvain):
    me = browse(sylvain)
    me.post("/brouillons", data=fields(title="Un titre commencé hier", themes=[]))

    page = me.get("/forum/nouveau").text
    assert "Un titre commencé hier" in page
    assert "je cherche une **convention** récente." in page

    me.post("/forum/nouveau", data=fields())
    assert "Un titre commencé hier" not in me.get("/forum/nouveau").text
    assert db.session.scalar(select(func.count()).select_from(FormDraft)) == 0


def test_a_file_sent_with_a_refused_form_is_kept_and_published_with_the_next(browse, sylvain):
    me = browse(sylvain)
    refused = me.post(
        "/forum/nouveau",
        data=fields(title="Court", fichiers=(io.BytesIO(b"Deux lignes de notes."), "notes.txt")),
    )
    assert refused.status_code == 422
    assert "notes.txt" in refused.text
    file_id = refused.text.split('name="file_ids" value="')[1].split('"')[0]

    answer = me.post("/forum/nouveau", data=fields(file_ids=file_id), follow_redirects=True)

    assert "notes.txt" in answer.text
    with me.get(f"/fichiers/{file_id}/notes.txt") as file:
        assert file.data == b"Deux lignes de notes."


def test_a_refused_file_says_so_and_keeps_the_text(browse, sylvain):
    sent = fields(fichiers=(io.BytesIO(b""), "vide.pdf"))

    answer = browse(sylvain).post("/forum/nouveau", data=sent)

    assert answer.status_code == 422
    assert "vide.pdf" in answer.text
    assert "je cherche une **convention** récente." in answer.text
    assert count_topics() == 0


def test_a_facilitator_opens_a_topic_in_the_closed_rubric(browse):
    claire, luc = (make_actor(is_facilitator=True) for _ in range(2))
    page = browse(claire).get("/forum/nouveau?rubrique=salon-animation").text
    assert 'value="group" checked' in page
    sent = fields(category="salon-animation", visibility="group")

    address = browse(claire).post("/forum/nouveau", data=sent).location

    assert browse(luc).get(address).status_code == 200
    assert browse(make_actor()).get(address).status_code == 404
