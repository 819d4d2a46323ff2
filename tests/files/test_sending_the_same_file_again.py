"""A refused form kept the file; whoever chooses it again has sent one file, not two."""

from io import BytesIO

from werkzeug.datastructures import FileStorage

from app.files.uploads import take_uploads
from tests.make.accounts import make_actor


def _sent(name: str, words: str) -> FileStorage:
    return FileStorage(BytesIO(words.encode()), filename=name)


def test_the_same_file_chosen_again_is_kept_once(app):
    actor = make_actor()
    with app.test_request_context():
        first = take_uploads([_sent("grille.txt", "Une grille.")], [], actor)
        again = take_uploads(
            [_sent("grille.txt", "Une grille.")], [file.id for file in first.files], actor
        )
    assert [file.id for file in again.files] == [file.id for file in first.files]


def test_another_content_under_the_same_name_is_another_file(app):
    actor = make_actor()
    with app.test_request_context():
        first = take_uploads([_sent("grille.txt", "Une grille.")], [], actor)
        again = take_uploads(
            [_sent("grille.txt", "Une autre grille.")], [file.id for file in first.files], actor
        )
    assert len(again.files) == 2
