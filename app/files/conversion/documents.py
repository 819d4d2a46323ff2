"""Documents made from Markdown, in processes with limits: DOCX, ODT, HTML by pandoc, PDF by typst.

What members wrote never reaches a path, a package or a command: pandoc reads it as CommonMark
without raw markup, its tree is cleared (`tree`), and only then written; typst gets the details of a
document as inputs, its text escaped by pandoc, and a folder that is empty.
"""

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pypandoc

from app.errors import Invalid
from app.files.conversion import tree
from app.files.conversion.tree import Details
from app.files.workers.sandbox import Limits, WorkerFailed, run, run_worker
from app.i18n import gettext as _

# Nothing here lets a text carry raw markup or attributes of its own.
READER = (
    "commonmark-raw_html+smart+pipe_tables+strikeout+task_lists+autolink_bare_uris+footnotes"
    "+definition_lists+superscript+subscript"
)
# pandoc reserves addresses by itself, so its memory is limited by its own option.
PANDOC_LIMITS = Limits(seconds=30, memory=0)
PANDOC_MEMORY = ("+RTS", "-M512M", "-RTS")
TYPST_LIMITS = Limits(seconds=60)
TEMPLATE = Path(__file__).with_name("document.typ")

Converter = Callable[[str, Details], bytes]


def to_docx(markdown: str, details: Details) -> bytes:
    """Make a Word document."""
    return _written(markdown, details, "docx")


def to_odt(markdown: str, details: Details) -> bytes:
    """Make an OpenDocument text."""
    return _written(markdown, details, "odt")


def to_html(markdown: str, details: Details) -> bytes:
    """Make a page that stands alone, for downloading; pages of the site go through app.markup."""
    return _written(markdown, details, "html5")


def to_pdf(markdown: str, details: Details) -> bytes:
    """Make an accessible PDF (PDF/UA-1): titled, in its language, its structure tagged."""
    document = _cleaned(markdown)
    heading = tree.take_title(document) or details.title
    body = _pandoc(["-f", "json", "-t", "typst", "--wrap=none"], json.dumps(document).encode())
    language, _sep, region = details.lang.partition("-")
    given = {
        "source": TEMPLATE.read_text() + body.decode(),
        "inputs": {
            "title": details.title or heading,
            "heading": heading,
            "author": details.author,
            "date": details.date,
            "rights": details.rights,
            "lang": language,
            "region": region,
        },
    }
    return _limited(partial(run_worker, "typeset_worker", []), json.dumps(given), TYPST_LIMITS)


CONVERTERS: dict[str, Converter] = {
    "docx": to_docx,
    "odt": to_odt,
    "html": to_html,
    "pdf": to_pdf,
}


def _written(markdown: str, details: Details, writer: str) -> bytes:
    document = _cleaned(markdown)
    heading = tree.take_title(document)
    tree.describe(document, details, heading)
    command = ["-f", "json", "-t", writer, "--standalone", "-o", "-"]
    return _pandoc(command, json.dumps(document).encode())


def _cleaned(markdown: str) -> tree.Node:
    document = json.loads(_pandoc(["-f", READER, "-t", "json"], markdown.encode()))
    tree.clean(document)
    return document


def _pandoc(arguments: list[str], given: bytes) -> bytes:
    command = [_pandoc_path(), "--sandbox", *arguments, *PANDOC_MEMORY]
    return _limited(partial(run, command), given.decode(), PANDOC_LIMITS)


@cache
def _pandoc_path() -> str:
    return str(pypandoc.get_pandoc_path())


def _limited(program: Callable[..., bytes], given: str, limits: Limits) -> bytes:
    try:
        return program(limits=limits, stdin=given.encode())
    except WorkerFailed as failure:
        raise Invalid(
            _(
                "Le document n’a pas pu être préparé\u00a0: son texte est trop long ou trop "
                "complexe."
            )
        ) from failure
