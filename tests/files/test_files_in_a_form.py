"""Files sent with a form: kept when the form is refused, shown again, left out when unticked."""

from io import BytesIO

import pytest
from flask import Flask, render_template_string, request
from sqlalchemy import select

from app.accounts.session import current_actor
from app.database import db
from app.files.models import Extraction, StoredFile
from app.files.uploads import FIELD, KEPT_FIELD, take_uploads
from tests.make.accounts import make_actor, make_member
from tests.make.files import make_file, pdf_bytes

FORM = """{% from "files/_upload.html" import upload %}
{{ upload(kept=taken.files, problems=taken.problems) }}"""
LIST = (
    """{% from "files/_list.html" import file_list %}{{ file_list(files, reader, back="/ici") }}"""
)


@pytest.fixture
def refusing_form(app: Flask, sign_in):
    """A form that refuses everything but keeps the files, as any form of the site may."""

    def answer(member, data: dict[str, object]):
        with app.test_request_context("/", method="POST", data=data):
            from flask_login import login_user

            login_user(member)
            taken = take_uploads(
                request.files.getlist(FIELD), request.form.getlist(KEPT_FIELD), current_actor()
            )
            html = render_template_string(FORM, taken=taken)
            ids = [file.id for file in taken.files]
            db.session.rollback()  # what the site does with a refused form
        return ids, taken.problems, html

    return answer


def test_a_refused_form_keeps_its_files(refusing_form):
    member = make_member()
    sent = {FIELD: [(BytesIO(pdf_bytes()), "a.pdf"), (BytesIO(b""), "vide.pdf")]}
    [kept], problems, html = refusing_form(member, sent)
    assert len(problems) == 1
    assert f'name="file_ids" value="{kept}" checked' in html
    assert "reçu ; décochez pour le retirer" in html.replace("\u00a0", " ")
    assert "vide.pdf\u00a0: Le fichier est vide." in html
    assert db.session.scalars(select(StoredFile.name)).all() == ["a.pdf"]
    again, _, html = refusing_form(member, {KEPT_FIELD: [str(kept)]})
    assert again == [kept]


def test_an_unticked_file_is_left_out(refusing_form):
    member = make_member()
    received, _, _ = refusing_form(member, {FIELD: [(BytesIO(b"Un bleuet."), "a.txt")]})
    assert len(received) == 1
    again, _, html = refusing_form(member, {})
    assert again == []
    assert "file_ids" not in html


def test_somebody_elses_file_cannot_be_slipped_into_a_form(app, refusing_form):
    with app.app_context():
        theirs = make_file()
    odd = [str(theirs.id), "-1", "abc", "9" * 40, "²", ""]
    kept, _, _ = refusing_form(make_member(), {KEPT_FIELD: odd})
    assert kept == []


def test_the_files_of_the_thing_being_edited_stay(app):
    with app.app_context():
        author, coauthor = make_actor(), make_actor()
        file = make_file(author, attached=True)
        assert take_uploads([], [str(file.id)], coauthor).files == []
        assert take_uploads([], [str(file.id)], coauthor, attached_ids=[file.id]).files == [file]


def test_too_many_files_at_once_are_told(refusing_form):
    sent = [(BytesIO(f"note {number}".encode()), f"{number}.txt") for number in range(31)]
    received, problems, _ = refusing_form(make_member(), {FIELD: sent})
    assert len(received) == 30
    assert "30 fichiers au plus" in problems[0]


def show(app: Flask, file: StoredFile, reader) -> str:
    with app.test_request_context("/"):
        return render_template_string(LIST, files=[file], reader=reader).replace("\u00a0", " ")


def test_the_list_says_what_each_file_is_and_its_author_how_far_it_was_read(app):
    author = make_actor()
    with app.app_context():
        file = make_file(author, content=pdf_bytes("a", "b"), name="Été.pdf")
    mine, theirs = show(app, file, author), show(app, file, make_actor())
    assert "PDF" in theirs
    assert "2 pages" in theirs
    assert "?voir=1" in theirs
    assert "Texte en cours de lecture" in mine
    assert "Texte en cours" not in theirs
    assert "Texte en cours" not in show(app, file, None)


def test_a_failed_reading_offers_its_author_to_try_again(app):
    author = make_actor()
    with app.app_context():
        file = make_file(author)
        file.extraction, file.problem = Extraction.FAILED, "La lecture a pris trop de temps."
        db.session.commit()
    mine = show(app, file, author)
    assert "Le texte n’a pas pu être lu" in mine
    assert "La lecture a pris trop de temps." in mine
    assert f'action="/fichiers/{file.id}/relire"' in mine
    assert "Réessayer" in mine
    assert 'name="suite" value="/ici"' in mine
    assert "Réessayer" not in show(app, file, make_actor())
