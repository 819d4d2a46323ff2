"""What others are told: that somebody wrote, in the site and by mail, never the words."""

from datetime import timedelta

from app.clock import now
from app.database import db
from app.mail.models import OutgoingMail
from app.messages import actions
from app.messages.queries import get_conversation
from app.notifications import telling
from app.notifications.models import Notice
from tests.make.messages import make_answer, make_message

SECRET = "Une quetsche confidentielle."


def told(actor) -> list[str]:
    return [one.kind for one in db.session.query(Notice).filter_by(member_id=actor.id)]


def test_each_of_the_others_is_told_once(sylvain, fatou, thomas):
    make_message(sylvain, fatou, thomas, text=SECRET)
    assert (told(sylvain), told(fatou), told(thomas)) == ([], ["message"], ["message"])


def test_who_left_or_is_in_silence_is_not_told(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou, thomas).conversation_id
    browse(fatou).post(f"/messages/{where}/silence")
    browse(thomas).post(f"/messages/{where}/quitter")
    before = (told(fatou), told(thomas))
    make_answer(sylvain, where)
    assert (told(fatou), told(thomas)) == before


def test_who_was_added_is_told(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou).conversation_id
    browse(sylvain).post(f"/messages/{where}/ajouter", data={"people": [thomas.id]})
    assert told(thomas) == ["conversation"]


def test_reading_the_conversation_reads_what_was_told(browse, sylvain, fatou):
    where = make_message(sylvain, fatou).conversation_id
    browse(fatou).get(f"/messages/{where}").close()
    assert [one.read_at is not None for one in db.session.query(Notice)] == [True]


def test_the_list_and_the_mail_say_who_wrote_and_not_what(app, browse, sylvain, fatou):
    where = make_message(sylvain, fatou, text=SECRET, subject="Affaire très privée").conversation_id
    page = browse(fatou).get("/notifications").text
    assert "Sylvain C. vous a écrit" in page
    assert "quetsche" not in page
    db.session.query(Notice).update({"mail_at": now() - timedelta(minutes=2)})
    db.session.commit()
    with app.app_context():
        telling.mail_notices()
    mail = db.session.query(OutgoingMail).one()
    assert mail.recipient == fatou.member.email
    assert f"/messages/{where}/messages/1" in mail.text
    for word in ("quetsche", "Affaire très privée"):
        assert word not in mail.subject + mail.text + (mail.html or "")


def test_a_message_taken_back_is_told_no_more(browse, sylvain, fatou):
    where = make_message(sylvain, fatou, text=SECRET).conversation_id
    actions.delete_message(sylvain, get_conversation(sylvain, where), 1)
    db.session.commit()
    assert "vous a écrit" not in browse(fatou).get("/notifications").text


def test_who_left_finds_nothing_in_what_they_were_told(browse, sylvain, fatou, thomas):
    where = make_message(sylvain, fatou, thomas, text=SECRET).conversation_id
    browse(thomas).post(f"/messages/{where}/quitter")
    assert "vous a écrit" not in browse(thomas).get("/notifications").text
