"""Real files, made on the spot in their real formats, and hostile ones."""

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pypandoc
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.accounts.actor import Actor
from app.files import actions
from app.files.conversion import documents, spreadsheets
from app.files.conversion.tree import Details
from app.files.models import StoredFile
from app.settings import current_settings
from tests.make.accounts import make_actor
from tests.make.saving import save

DETAILS = Details(title="Un document")
CHAPTERS = """# Premier chapitre

Un texte avec le mot chrysanthème.

# Second chapitre

Tableau :

| plante | nombre |
| --- | --- |
| hortensia | 2 |
"""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def docx_bytes(markdown: str = CHAPTERS) -> bytes:
    return documents.to_docx(markdown, DETAILS)


def odt_bytes(markdown: str = CHAPTERS) -> bytes:
    return documents.to_odt(markdown, DETAILS)


def pdf_bytes(*pages: str) -> bytes:
    """A PDF of so many pages, each with its words."""
    writer = PdfWriter()
    for words in pages or ("Un dahlia.",):
        writer.append(BytesIO(documents.to_pdf(words, DETAILS)))
    return _pdf(writer)


def locked_pdf_bytes(password: str = "a" * 8) -> bytes:
    """A PDF that asks for a password to be read; with an empty one, only to be changed."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_bytes())))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    return _pdf(writer)


def _pdf(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[spreadsheets.Cell]]] | None = None) -> bytes:
    return spreadsheets.make_xlsx(sheets or {"Flux": [["tournesol", 3]], "Prix": [["pivoine", 2]]})


def pptx_bytes(folder: str) -> bytes:
    """Two slides; pandoc writes this format to a file only."""
    path = Path(folder, "diapos.pptx")
    pypandoc.convert_text(CHAPTERS, "pptx", "markdown", outputfile=str(path))
    return path.read_bytes()


def open_document_bytes(kind: str, body: str) -> bytes:
    """A small but true OpenDocument file: a sheet, a presentation."""
    names = {"office": "office", "text": "text", "table": "table", "draw": "drawing"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in names.items()
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    return zip_bytes({"mimetype": OPEN_DOCUMENT + kind, "content.xml": content})


def zip_bytes(parts: Mapping[str, str | bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def swollen_docx_bytes() -> bytes:
    """A few kilobytes that would unpack to 300 megabytes."""
    with zipfile.ZipFile(BytesIO(docx_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/media/image1.bmp"] = bytes(300 * 1024 * 1024)
    return zip_bytes(parts)


def image_bytes(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **options)
    return written.getvalue()


def huge_png_bytes(side: int = 60_000) -> bytes:
    """A PNG that says it is enormous; small as a file."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _png_part(b"IHDR", header)
        + _png_part(b"IDAT", pixels)
        + _png_part(b"IEND", b"")
    )


def _png_part(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def make_file(
    uploader: Actor | None = None,
    *,
    content: bytes = b"Bonjour, un coquelicot.",
    name: str = "note.txt",
    attached: bool = False,
) -> StoredFile:
    """A file received as from a form; needs an application context."""
    uploader = uploader or make_actor()
    file = actions.store_upload(
        uploader, BytesIO(content), name, max_bytes=current_settings().max_upload_bytes
    )
    if attached:
        actions.attach(uploader, [file.id])
    return save(file)
