"""A failed reading, shown to the author, who may ask for another."""

import pytest

from app.database import db
from app.files.models import Extraction, StoredFile
from tests.make.accounts import make_actor, make_member
from tests.make.files import image_bytes


def fresh(file: StoredFile) -> StoredFile:
    db.session.expire_all()
    return db.session.get_one(StoredFile, file.id)


def test_the_author_and_nobody_else_has_a_failed_file_read_again(send_file, sign_in):
    author = make_member()
    file = send_file(make_actor(author), name="a.txt", content=b"Un bleuet.")
    file.extraction, file.attempts, file.problem = Extraction.FAILED, 4, "La lecture a échoué."
    db.session.commit()
    path = f"/fichiers/{file.id}/relire"
    assert sign_in(make_member()).post(path).status_code == 404
    answer = sign_in(author).post(path, data={"suite": "/forum/sujets/1"})
    assert answer.location == "/forum/sujets/1"
    assert (fresh(file).extraction, fresh(file).problem) == (Extraction.PENDING, "")


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.test/", "//ailleurs.test", "/\\ailleurs.test", ""]
)
def test_asking_again_never_leads_to_another_site(send_file, sign_in, suite):
    author = make_member()
    file = send_file(make_actor(author))
    answer = sign_in(author).post(f"/fichiers/{file.id}/relire", data={"suite": suite})
    assert answer.location == f"/fichiers/{file.id}/note.txt"


def test_an_image_cannot_be_read_again(send_file, sign_in):
    author = make_member()
    file = send_file(make_actor(author), content=image_bytes(), name="a.png")
    assert sign_in(author).post(f"/fichiers/{file.id}/relire").status_code == 422
