"""What members send: kept when it is what it says, refused in plain French otherwise."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.database import db
from app.errors import Invalid
from app.files import actions
from app.files.models import Extraction, StoredFile
from tests.make.accounts import make_account, make_actor, make_member
from tests.make.files import (
    docx_bytes,
    huge_png_bytes,
    image_bytes,
    locked_pdf_bytes,
    make_file,
    odt_bytes,
    open_document_bytes,
    pdf_bytes,
    pptx_bytes,
    swollen_docx_bytes,
    xlsx_bytes,
    zip_bytes,
)

MEBIBYTE = 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
OFFICE = "application/vnd.openxmlformats-officedocument."


def what_is_on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def send(client, content: bytes, name: str):
    return client.post("/fichiers/", data={"fichiers": (BytesIO(content), name)})


@pytest.mark.parametrize(
    ("make", "name", "media_type"),
    [
        (pdf_bytes, "a.pdf", "application/pdf"),
        (docx_bytes, "a.docx", OFFICE + "wordprocessingml.document"),
        (odt_bytes, "a.odt", "application/vnd.oasis.opendocument.text"),
        (xlsx_bytes, "a.xlsx", OFFICE + "spreadsheetml.sheet"),
        (image_bytes, "a.png", "image/png"),
        (lambda: image_bytes("JPEG"), "a.jpg", "image/jpeg"),
        (lambda: image_bytes("WEBP"), "a.webp", "image/webp"),
        (lambda: image_bytes("GIF"), "a.gif", "image/gif"),
        ("nom;âge\nAda;36".encode, "a.csv", "text/csv"),
        (lambda: "nom;âge\nAda;36".encode("cp1252"), "a.csv", "text/csv"),
        ("# Été".encode, "a.md", "text/markdown"),
        ("Été".encode, "a.txt", "text/plain"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_accepted_format_is_recognised_by_its_content(context, make, name, media_type):
    file = make_file(content=make(), name=name)
    assert (file.media_type, file.name) == (media_type, name)


def test_presentations_and_open_spreadsheets_are_accepted(context, tmp_path):
    cells = '<table:table table:name="Feuille"><table:table-row/></table:table>'
    assert make_file(content=pptx_bytes(str(tmp_path)), name="a.pptx").extension == "pptx"
    sheet = open_document_bytes("spreadsheet", cells)
    assert make_file(content=sheet, name="a.ods").extension == "ods"
    slides = open_document_bytes("presentation", '<draw:page draw:name="p1"/>')
    assert make_file(content=slides, name="a.odp").extension == "odp"


def test_a_member_sends_a_file_ahead_of_its_form(sign_in, files_dir):
    answer = send(sign_in(make_member()), pdf_bytes("Un dahlia.", "Une jonquille."), "Été.pdf")
    assert answer.status_code == 200
    assert answer.json["problems"] == []
    [received] = answer.json["files"]
    assert "Été.pdf" in received["row"]
    assert f'value="{received["id"]}" checked' in received["row"]
    file = db.session.get_one(StoredFile, received["id"])
    assert (file.page_count, file.extraction, file.attached_at) == (2, Extraction.PENDING, None)
    assert [path.name for path in what_is_on_disk(files_dir)] == [file.sha256]


def test_a_visitor_and_a_guest_cannot_send_files(client, sign_in):
    assert send(client, b"Bonjour", "a.txt").status_code == 401
    assert send(sign_in(make_account()), b"Bonjour", "a.txt").status_code == 403


def test_a_pdf_that_only_forbids_changes_is_accepted(context):
    assert make_file(content=locked_pdf_bytes(""), name="figé.pdf").page_count == 1


REFUSED = [
    (lambda: b"", "vide.pdf", "Le fichier est vide."),
    (lambda: HTML, "page.pdf", "annonce «\u00a0.pdf\u00a0», mais son contenu est autre chose"),
    (lambda: HTML, "page.html", "Ce type de fichier n’est pas accepté."),
    (lambda: HTML, "page.txt", "annonce «\u00a0.txt\u00a0»"),
    (lambda: SVG, "dessin.svg", "Ce type de fichier n’est pas accepté."),
    (lambda: SVG, "dessin.png", "annonce «\u00a0.png\u00a0»"),
    (lambda: b"MZ\x90\0" + bytes(500), "outil.exe", "Ce type de fichier n’est pas accepté."),
    (lambda: b"MZ\x90\0" + bytes(500), "outil.docx", "annonce «\u00a0.docx\u00a0»"),
    (docx_bytes, "tableau.xlsx", "annonce «\u00a0.xlsx\u00a0»"),
    (lambda: zip_bytes({"a.txt": "a"}), "archive.zip", "Ce type de fichier n’est pas accepté."),
    (lambda: docx_bytes()[:3000], "coupé.docx", "abîmé"),
    (lambda: pdf_bytes()[:600], "coupé.pdf", "abîmé"),
    (lambda: b"%PDF-1.7\n%rien", "rien.pdf", "abîmé"),
    (lambda: image_bytes("JPEG", (900, 700))[:1500], "coupée.jpg", "abîmé"),
    (locked_pdf_bytes, "clos.pdf", "protégé par un mot de passe"),
    (swollen_docx_bytes, "bombe.docx", "hors de proportion"),
    (huge_png_bytes, "géante.png", "trop grande"),
    (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "vieux.doc", "format ancien"),
    (
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le")
        ),
        "clos.docx",
        "protégé par un mot de passe",
    ),
    (
        lambda: zip_bytes(
            {"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}
        ),
        "macros.docx",
        "macros",
    ),
    (
        lambda: zip_bytes(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        "clos.odt",
        "protégé par un mot de passe",
    ),
    (
        lambda: zip_bytes(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>',
            }
        ),
        "entités.odt",
        "hors de proportion",
    ),
]


@pytest.mark.parametrize(("make", "name", "sentence"), REFUSED, ids=[row[1] for row in REFUSED])
def test_a_file_that_cannot_be_accepted_says_why_and_leaves_nothing(
    sign_in, files_dir, make, name, sentence
):
    answer = send(sign_in(make_member()), make(), name)
    assert answer.json["files"] == []
    [problem] = answer.json["problems"]
    assert problem.startswith(f"{name}\u00a0: ")
    assert sentence in problem
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
    assert list(files_dir.rglob("*")) == [files_dir / "incoming"]


def test_a_file_over_the_limit_is_refused_while_it_comes_in(context, files_dir):
    with pytest.raises(Invalid, match="dépasse 2 Mo"):
        actions.store_upload(
            make_actor(), BytesIO(b"a" * (2 * MEBIBYTE + 1)), "long.txt", max_bytes=2 * MEBIBYTE
        )
    assert what_is_on_disk(files_dir) == []


def test_an_archive_of_countless_entries_is_refused_before_it_is_read(context):
    crowd = zip_bytes({f"{number}.xml": "" for number in range(12_000)})
    with pytest.raises(Invalid, match="hors de proportion"):
        make_file(content=crowd, name="foule.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ada\\note.txt", "note.txt"),
        ("..", None),
        ("facture\u202etxt.exe.txt", "facturetxt.exe.txt"),
        ("a\nb\0c\t.txt", "a b c.txt"),
        ("é" * 300 + ".txt", "é" * 146 + ".txt"),
        ("  .txt", "fichier.txt"),
        ("NOTE.TXT", "NOTE.txt"),
        ("<img src=x>.txt", "img src=x.txt"),
    ],
)
def test_names_are_cleaned_and_never_become_paths(context, files_dir, given, kept):
    if kept is None:
        with pytest.raises(Invalid):
            make_file(name=given)
        return
    file = make_file(name=given)
    assert file.name == kept
    [content] = what_is_on_disk(files_dir)
    assert content.relative_to(files_dir).as_posix() == f"{file.sha256[:2]}/{file.sha256}"


def test_a_name_without_its_extension_gets_the_true_one(context):
    assert make_file(content=pdf_bytes(), name="rapport v1.2").name == "rapport v1.2.pdf"
    assert make_file(content=image_bytes("WEBP"), name="photo.jpg").name == "photo.webp"


def test_a_photograph_loses_what_it_says_of_its_place_and_stands_upright(context, files_dir):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[2] = (50.0, 17.0, 0.0)
    make_file(content=image_bytes("JPEG", (80, 40), exif=exif), name="photo.jpg")
    [path] = what_is_on_disk(files_dir)
    assert b"Telephone" not in path.read_bytes()
    with Image.open(path) as image:
        assert image.size == (40, 80)
        assert not image.getexif()


def test_a_large_photograph_is_made_smaller(context, files_dir):
    make_file(content=image_bytes("JPEG", (5000, 2500)), name="grande.jpg")
    with Image.open(what_is_on_disk(files_dir)[0]) as image:
        assert image.size == (3000, 1500)


def test_transparency_and_animation_survive(context, files_dir):
    written = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=80)
    moving = make_file(content=written.getvalue(), name="anime.gif")
    with Image.open(files_dir / moving.sha256[:2] / moving.sha256) as image:
        assert getattr(image, "n_frames", 1) == 3
    written = BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 40)).save(written, "PNG")
    clear = make_file(content=written.getvalue(), name="clair.png")
    with Image.open(files_dir / clear.sha256[:2] / clear.sha256) as image:
        assert image.getpixel((5, 5)) == (255, 0, 0, 40)


def test_the_same_content_stands_once_on_the_disk(context, files_dir):
    first, second = make_file(name="un.txt"), make_file(name="deux.txt")
    assert (first.id, first.name) != (second.id, second.name)
    assert first.sha256 == second.sha256
    assert len(what_is_on_disk(files_dir)) == 1


def test_somebody_else_cannot_attach_my_file(context):
    file = make_file()
    with pytest.raises(Invalid, match="plus disponible"):
        actions.attach(make_actor(), [file.id])
    assert file.attached_at is None


def test_a_full_or_unreadable_disk_is_said_plainly(context, files_dir):
    files_dir.parent.joinpath("files").write_text("in the way of the folder")
    with pytest.raises(Invalid, match="plein ou illisible"):
        make_file()
