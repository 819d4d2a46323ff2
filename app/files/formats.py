"""The kinds of files members may share: their media type, their extension, their name in French."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath

from app.i18n import LazyText
from app.i18n import lazy_gettext as _l

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
NAME_LENGTH = 150
NAMELESS = "fichier"
PLAIN_TEXT = "text/plain"


class Family(StrEnum):
    """What one does with a file: decides its icon, its unit and how it may be shown."""

    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    SLIDES = "slides"
    IMAGE = "image"
    TEXT = "text"


@dataclass(frozen=True)
class Format:
    """One accepted format; the first extension is the one given to a file that has none."""

    media_type: str
    extensions: tuple[str, ...]
    family: Family
    word: LazyText
    shown_inline: bool = False

    @property
    def has_text(self) -> bool:
        return self.family is not Family.IMAGE

    @property
    def extension(self) -> str:
        return self.extensions[0]


PDF = Format("application/pdf", ("pdf",), Family.DOCUMENT, _l("PDF"), shown_inline=True)
CSV = Format("text/csv", ("csv",), Family.SPREADSHEET, _l("Tableau CSV"), shown_inline=True)
MARKDOWN = Format(
    "text/markdown", ("md", "markdown"), Family.TEXT, _l("Texte Markdown"), shown_inline=True
)
PLAIN = Format(PLAIN_TEXT, ("txt", "text"), Family.TEXT, _l("Texte"), shown_inline=True)
FORMATS = (
    PDF,
    Format(f"{OFFICE}wordprocessingml.document", ("docx",), Family.DOCUMENT, _l("Document Word")),
    Format(f"{OPEN_DOCUMENT}text", ("odt",), Family.DOCUMENT, _l("Document OpenDocument")),
    Format(f"{OFFICE}spreadsheetml.sheet", ("xlsx",), Family.SPREADSHEET, _l("Tableur Excel")),
    Format(f"{OPEN_DOCUMENT}spreadsheet", ("ods",), Family.SPREADSHEET, _l("Tableur OpenDocument")),
    Format(
        f"{OFFICE}presentationml.presentation",
        ("pptx",),
        Family.SLIDES,
        _l("Présentation PowerPoint"),
    ),
    Format(
        f"{OPEN_DOCUMENT}presentation",
        ("odp",),
        Family.SLIDES,
        _l("Présentation OpenDocument"),
    ),
    CSV,
    MARKDOWN,
    PLAIN,
    Format("application/rtf", ("rtf",), Family.DOCUMENT, _l("Document RTF")),
    Format("application/epub+zip", ("epub",), Family.DOCUMENT, _l("Livre EPUB")),
    Format("image/png", ("png",), Family.IMAGE, _l("Image PNG"), shown_inline=True),
    Format("image/jpeg", ("jpg", "jpeg"), Family.IMAGE, _l("Image JPEG"), shown_inline=True),
    Format("image/webp", ("webp",), Family.IMAGE, _l("Image WebP"), shown_inline=True),
    Format("image/gif", ("gif",), Family.IMAGE, _l("Image GIF"), shown_inline=True),
)
ACCEPT = ",".join(f".{extension}" for kind in FORMATS for extension in kind.extensions)

_BY_TYPE = {kind.media_type: kind for kind in FORMATS}
_BY_EXTENSION = {extension: kind for kind in FORMATS for extension in kind.extensions}
_SPACES = re.compile(r"\s+")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def format_of(media_type: str) -> Format:
    """Return the format of a stored file."""
    return _BY_TYPE[media_type]


def format_named(name: str) -> Format | None:
    """Return the format that the end of a name promises, or None when it promises nothing."""
    return _BY_EXTENSION.get(extension_of(name))


def extension_of(name: str) -> str:
    """Return the end of a name, in lower case and without its dot."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def shown_name(given: str) -> str:
    """Return a name as it may be shown: no path, no control or direction mark, not too long."""
    name = PureWindowsPath(unicodedata.normalize("NFC", given)).name
    name = "".join(_visible(character) for character in name)
    name = _SPACES.sub(" ", _FORBIDDEN.sub(" ", name)).strip(" .")
    return name[:NAME_LENGTH] or NAMELESS


def _visible(character: str) -> str:
    """Drop the marks that turn « gpj.exe » around; controls and lone surrogates leave a space."""
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category.startswith("C") else character


def clean_name(given: str, kind: Format) -> str:
    """Return a name safe to keep and to download, that ends as its content does.

    Names are never used as paths on the site's disk; this protects the reader's.
    """
    stem, ending = given, extension_of(given)
    if format_named(given) is not None:
        stem = given[: -len(ending) - 1]
    if ending not in kind.extensions:
        ending = kind.extension
    return f"{shown_name(stem)[: NAME_LENGTH - len(ending) - 1].rstrip(' .')}.{ending}"
