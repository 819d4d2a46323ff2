"""Who gets a file, and with which precautions it is served."""

from urllib.parse import quote

import pytest

from app.accounts.actor import Reader
from app.database import transaction
from app.files import actions, readers, storage
from tests.make.accounts import make_actor, make_member
from tests.make.files import image_bytes, pdf_bytes


@pytest.fixture
def readable_by(monkeypatch) -> set[int | None]:
    """Stand for a room: readers whose id is in the set may read every attached file."""
    allowed: set[int | None] = set()

    def in_a_readable_thing(reader: Reader, file_id: int) -> bool:
        return (reader.id if reader else None) in allowed

    monkeypatch.setattr(readers, "_rules", [in_a_readable_thing])
    return allowed


def fetch(browser, path: str, **options):
    """Get a page to its end, and let go of the file that was sent."""
    answer = browser.get(path, **options)
    answer.get_data()
    answer.close()
    return answer


def address(file, **query: str) -> str:
    shown = "".join(f"?{name}={value}" for name, value in query.items())
    return f"/fichiers/{file.id}/{quote(file.name)}{shown}"


def test_a_file_not_used_yet_is_read_by_its_uploader_only(send_file, client, sign_in):
    mine = make_member()
    file = send_file(make_actor(mine))
    assert fetch(sign_in(mine), address(file)).status_code == 200
    assert fetch(sign_in(make_member()), address(file)).status_code == 404
    assert fetch(client, address(file)).location.startswith("/connexion")


def test_an_attached_file_is_read_by_whom_the_room_says(send_file, client, sign_in, readable_by):
    author, colleague, stranger = make_member(), make_member(), make_member()
    file = send_file(make_actor(author), attached=True)
    assert fetch(sign_in(author), address(file)).status_code == 404
    readable_by.update({author.id, colleague.id})
    assert fetch(sign_in(author), address(file)).status_code == 200
    assert fetch(sign_in(colleague), address(file)).status_code == 200
    assert fetch(sign_in(stranger), address(file)).status_code == 404
    assert fetch(client, address(file)).location.startswith("/connexion")
    readable_by.add(None)
    assert fetch(client, address(file)).status_code == 200


def test_a_visitor_cannot_tell_a_missing_file_from_a_hidden_one(send_file, client):
    file = send_file()
    assert (
        fetch(client, address(file)).status_code
        == fetch(client, "/fichiers/999999/a.txt").status_code
    )


def test_a_file_is_a_download_with_its_name_and_no_power(send_file, sign_in):
    member = make_member()
    file = send_file(make_actor(member), name="Été à l’œuvre.md", content=b"Un <script>x</script>")
    answer = fetch(sign_in(member), address(file))
    assert answer.data == b"Un <script>x</script>"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''" + quote("Été à l’œuvre.md") in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name", "shown", "media_type"),
    [
        (pdf_bytes, "a.pdf", True, "application/pdf"),
        (image_bytes, "a.png", True, "image/png"),
        ("é".encode, "a.md", True, "text/plain; charset=utf-8"),
        (lambda: "é".encode("cp1252"), "a.csv", True, "text/plain; charset=windows-1252"),
        (b"{\\rtf1 a}".lower, "a.rtf", False, "application/rtf"),
    ],
)
def test_only_pdf_images_and_texts_are_shown_in_the_browser(
    send_file, sign_in, content, name, shown, media_type
):
    member = make_member()
    file = send_file(make_actor(member), content=content(), name=name)
    browser = sign_in(member)
    answer = fetch(browser, address(file, voir="1"))
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["Content-Type"] == media_type
    assert fetch(browser, address(file)).headers["Content-Disposition"].startswith("attachment")


def test_a_browser_that_holds_the_file_is_told_so(send_file, sign_in):
    member = make_member()
    file = send_file(make_actor(member))
    browser = sign_in(member)
    tag = fetch(browser, address(file)).headers["ETag"]
    assert tag == f'"{file.sha256}"'
    again = fetch(browser, address(file), headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_the_file_may_be_asked_for(send_file, sign_in):
    member = make_member()
    file = send_file(make_actor(member), content=b"0123456789", name="chiffres.txt")
    part = fetch(sign_in(member), address(file), headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data) == (206, b"234")
    assert part.headers["Content-Range"] == "bytes 2-4/10"
    beyond = fetch(sign_in(member), address(file), headers={"Range": "bytes=50-60"})
    assert beyond.status_code == 416


def test_the_number_alone_or_a_former_name_leads_to_the_address(send_file, sign_in):
    member = make_member()
    file = send_file(make_actor(member), name="Été.txt")
    browser = sign_in(member)
    assert fetch(browser, f"/fichiers/{file.id}").location == address(file)
    assert fetch(browser, f"/fichiers/{file.id}/autre.txt?voir=1").location == address(
        file, voir="1"
    )
    assert fetch(sign_in(make_member()), f"/fichiers/{file.id}/autre.txt").status_code == 404


def test_a_content_gone_from_the_disk_is_said(app, send_file, sign_in):
    member = make_member()
    file = send_file(make_actor(member))
    with app.app_context():
        storage.path_of(file.sha256).unlink()
    answer = fetch(sign_in(member), address(file))
    assert answer.status_code == 404
    assert "Le contenu de ce fichier manque" in answer.text


def test_reading_a_file_costs_the_same_few_queries(send_file, sign_in, max_queries):
    member = make_member()
    file = send_file(make_actor(member))
    browser = sign_in(member)
    fetch(browser, address(file))
    with max_queries(4):
        fetch(browser, address(file))


def test_a_detached_file_returns_to_its_uploader_alone(app, send_file, sign_in, readable_by):
    member = make_member()
    file = send_file(make_actor(member), attached=True)
    with app.app_context(), transaction():
        actions.detach([file.id])
    assert fetch(sign_in(member), address(file)).status_code == 200
    assert fetch(sign_in(make_member()), address(file)).status_code == 404
