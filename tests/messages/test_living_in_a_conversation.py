"""Reading marks, coming and going, silence, taking back one's words, paging, searching."""

import html
from io import BytesIO

import pytest

from app.accounts.actor import actor_for
from app.database import db
from app.files.models import StoredFile
from app.messages import actions
from app.messages.models import Conversation, Message
from app.messages.queries import get_conversation
from app.notifications.counters import frame_counts
from tests.make.accounts import make_actor
from tests.make.messages import make_answer, make_message


def read(page) -> str:
    return html.unescape(page.text).replace("\r\n", "\n")


def look(browser, address: str) -> str:
    """Read a page to its end: what is written afterwards is written then."""
    answer = browser.get(address)
    assert answer.status_code == 200
    text = read(answer)
    answer.close()
    return text


def send_file(browser, member_id: int, text: str) -> tuple[Message, StoredFile]:
    """Write to somebody with a file, through the page."""
    sent = browser.post(
        "/messages/nouveau",
        data={
            "people": [member_id],
            "text": text,
            "fichiers": (BytesIO(b"Le budget en clair."), "budget.txt"),
        },
    )
    assert sent.status_code == 302
    return db.session.query(Message).one(), db.session.query(StoredFile).one()


def unread(actor) -> int:
    return frame_counts(actor_for(actor.member))["messages"]


def test_what_is_read_is_no_longer_new_and_the_author_sees_who_read(browse, sylvain, fatou):
    where = f"/messages/{make_message(sylvain, fatou).conversation_id}"
    here, there = browse(sylvain), browse(fatou)
    assert (unread(sylvain), unread(fatou)) == (0, 1)
    assert "Lu par" not in look(here, where)
    assert "Nouveaux messages" in look(there, where)
    assert unread(fatou) == 0
    assert "Nouveaux messages" not in look(there, where)
    assert "Non lu" not in look(there, "/messages/")
    assert "Lu par Fatou N." in look(here, where)


def test_reading_writes_nothing_before_the_page_has_gone(browse, sylvain, fatou, max_queries):
    where = f"/messages/{make_message(sylvain, fatou).conversation_id}"
    there = browse(fatou)
    with max_queries(8) as sent:
        page = there.get(where)
        assert page.status_code == 200
    assert not [one for one in sent if one.startswith(("UPDATE", "INSERT", "DELETE"))]
    page.close()
    assert unread(fatou) == 0


def test_a_conversation_is_paged_from_its_end(browse, sylvain, fatou):
    where = make_message(sylvain, fatou, text="Le tout premier").conversation_id
    for n in range(2, 46):
        make_answer((sylvain, fatou)[n % 2], where, f"Ligne {n}.")
    here = browse(sylvain)
    last = look(here, f"/messages/{where}")
    assert "Ligne 45." in last
    assert "Ligne 26." in last
    assert "Ligne 25." not in last
    before = look(here, f"/messages/{where}?avant=26")
    assert "Ligne 25." in before
    assert "Ligne 26." not in before
    first = look(here, f"/messages/{where}?avant=6")
    assert "Le tout premier" in first
    assert "Messages précédents" not in first
    for odd in ("0", "-5", "999999999999999999999", "abc"):
        look(here, f"/messages/{where}?avant={odd}")


@pytest.mark.parametrize("number", [1, 3, 20, 45])
def test_a_message_is_reached_by_its_own_address(browse, sylvain, fatou, number):
    where = make_message(sylvain, fatou, text="Ligne 1.").conversation_id
    for n in range(2, 46):
        make_answer((sylvain, fatou)[n % 2], where, f"Ligne {n}.")
    here = browse(fatou)
    address = here.get(f"/messages/{where}/messages/{number}").location
    assert address.endswith(f"#message-{number}")
    assert f"Ligne {number}." in look(here, address.partition("#")[0])


def test_who_is_added_reads_from_then_on(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou, text="Entre nous deux.").conversation_id
    here, other = browse(sylvain), browse(thomas)
    page = look(here, f"/messages/{where}/ajouter")
    assert "rien de ce qui s’est dit avant" in page
    assert "Thomas G." in page
    answer = here.post(f"/messages/{where}/ajouter", data={"people": [thomas.id]})
    assert answer.status_code == 302
    make_answer(fatou, where, "Bienvenue à toi.")

    assert unread(thomas) == 1
    seen = look(other, f"/messages/{where}")
    assert "Entre nous deux" not in seen
    assert "Bienvenue à toi." in seen
    assert "Sylvain C. vous a ajouté·e" in seen
    assert "depuis votre arrivée" in seen
    assert "Entre nous deux" not in look(other, f"/messages/{where}?avant=2")
    assert "Aucun message ne contient" in look(other, "/messages/?q=nous deux")
    assert other.get(f"/messages/{where}/messages/1/signaler").status_code == 404
    assert "Sylvain C. a ajouté Thomas G." in look(browse(fatou), f"/messages/{where}")


def test_two_people_who_were_joined_begin_another_conversation(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou).conversation_id
    browse(sylvain).post(f"/messages/{where}/ajouter", data={"people": [thomas.id]})
    assert make_message(sylvain, fatou).conversation_id != where


def test_nobody_is_added_past_ten(browse, sylvain, fatou):
    others = [make_actor(name=f"Membre {n}") for n in range(9)]
    where = make_message(sylvain, *others).conversation_id
    assert "Ajouter une personne" not in look(browse(sylvain), f"/messages/{where}")
    answer = browse(sylvain).post(f"/messages/{where}/ajouter", data={"people": [fatou.id]})
    assert answer.status_code == 422


def test_leaving_says_what_goes_and_the_others_see_a_line(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou, thomas, text="À trois.").conversation_id
    leaver = browse(thomas)
    assert "ne lirez plus rien" in look(leaver, f"/messages/{where}/quitter")
    answer = leaver.post(f"/messages/{where}/quitter", follow_redirects=True)
    assert "Vous avez quitté la conversation." in read(answer)
    assert "À trois." not in look(leaver, "/messages/")
    assert leaver.get(f"/messages/{where}").status_code == 404
    assert leaver.post(f"/messages/{where}", data={"text": "Encore."}).status_code == 404
    assert "Thomas G. a quitté la conversation." in look(browse(sylvain), f"/messages/{where}")
    make_answer(fatou, where, "Sans Thomas.")
    assert unread(thomas) == 0


def test_who_comes_back_reads_nothing_of_what_was_said_without_them(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou, thomas, text="Avant le départ.").conversation_id
    browse(thomas).post(f"/messages/{where}/quitter")
    make_answer(fatou, where, "Pendant son absence.")
    browse(sylvain).post(f"/messages/{where}/ajouter", data={"people": [thomas.id]})
    seen = look(browse(thomas), f"/messages/{where}")
    assert "Avant le départ." not in seen
    assert "Pendant son absence." not in seen


def test_the_last_to_leave_erases_everything(browse, sylvain, fatou):
    message, file = send_file(browse(sylvain), fatou.id, "À effacer.")
    assert file.attached_at is not None
    for one in (sylvain, fatou):
        browse(one).post(f"/messages/{message.conversation_id}/quitter")
    assert db.session.query(Message).count() == 0
    assert db.session.query(Conversation).count() == 0
    assert db.session.query(StoredFile).one().attached_at is None


def test_a_conversation_in_silence_counts_no_more(browse, sylvain, fatou):
    where = make_message(sylvain, fatou).conversation_id
    there = browse(fatou)
    there.post(f"/messages/{where}/silence")
    assert unread(fatou) == 0
    assert "en silence" in look(there, "/messages/")
    there.post(f"/messages/{where}/silence", data={"retirer": "1"})
    make_answer(sylvain, where, "Toujours là ?")
    assert unread(fatou) == 1


def test_ones_own_words_are_taken_back_for_everybody(browse, sylvain, fatou):
    message, file = send_file(browse(sylvain), fatou.id, "Un mot de trop.")
    where = f"/messages/{message.conversation_id}"
    assert "budget.txt" in look(browse(fatou), where)
    assert browse(fatou).post(f"{where}/messages/1/supprimer").status_code == 403
    assert browse(sylvain).post(f"{where}/messages/1/supprimer").status_code == 302
    for one in (sylvain, fatou):
        page = look(browse(one), where)
        assert "Message supprimé" in page
        assert "Un mot de trop." not in page
        assert "budget.txt" not in page
        assert "Un mot de trop." not in look(browse(one), "/messages/")
    assert browse(fatou).get(f"/fichiers/{file.id}/budget.txt").status_code == 404
    assert db.session.query(Message).one().text == ""


def test_words_are_found_in_ones_own_conversations_only(browse, sylvain, fatou, thomas):
    make_message(sylvain, fatou, text="La subvention FEDER arrive.")
    make_message(thomas, fatou, text="Rien à voir.")
    found = look(browse(fatou), "/messages/?q=subvention")
    assert "La subvention FEDER arrive." in found
    assert "Rien à voir." not in found
    assert "Aucun message ne contient" in look(browse(thomas), "/messages/?q=subvention")
    for odd in ("%", "_", "x" * 2000, "'"):
        look(browse(fatou), f"/messages/?q={odd}")


def test_the_list_is_paged_and_costs_the_same_for_thirty(browse, fatou, max_queries):
    people = [make_actor(name=f"Membre numéro {n}") for n in range(31)]
    make_message(people[0], fatou, text="Bonjour 0.")
    there = browse(fatou)
    with max_queries(8) as one:
        there.get("/messages/")
    alone = len(one)
    for n, person in enumerate(people[1:], 1):
        make_message(person, fatou, text=f"Bonjour {n}.")
    with max_queries(alone):
        page = read(there.get("/messages/"))
    assert "Bonjour 30." in page
    assert "Bonjour 0." not in page
    older = page.partition('rel="next" href="')[2].partition('"')[0]
    assert "Bonjour 0." in look(there, f"/messages/{older}")


def test_a_long_conversation_costs_the_same_as_a_short_one(browse, sylvain, fatou, max_queries):
    named = f"Bonjour @fatou-n.{fatou.id}."
    where = make_message(sylvain, fatou, text=named).conversation_id
    here = browse(sylvain)
    with max_queries(8):
        here.get(f"/messages/{where}")
    for n in range(25):
        make_answer((sylvain, fatou)[n % 2], where, f"Ligne {n} pour @fatou-n.{fatou.id}.")
    with max_queries(8):
        here.get(f"/messages/{where}")


def test_two_tabs_never_read_backwards(sylvain, fatou):
    where = make_message(sylvain, fatou).conversation_id
    make_answer(sylvain, where)
    actions.mark_read(where, fatou.id, 2)
    actions.mark_read(where, fatou.id, 1)
    db.session.commit()
    db.session.expire_all()
    assert get_conversation(fatou, where).mine.last_read == 2
