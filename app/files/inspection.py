"""What comes in, checked before anything is kept: size, true type, damage, passwords, disguises."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.errors import Invalid
from app.files import formats, storage
from app.files.formats import Family, Format
from app.files.workers.sandbox import Limits, WorkerFailed, run_worker
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l

log = logging.getLogger(__name__)
MEBIBYTE = 1024 * 1024
LIMITS = Limits(seconds=30)

PROBLEMS = {
    "corrupted": _l(
        "Le fichier est abîmé et ne peut pas être ouvert. Enregistrez-le à nouveau depuis son "
        "logiciel, puis renvoyez-le."
    ),
    "encrypted": _l(
        "Le fichier est protégé par un mot de passe. Retirez cette protection, puis renvoyez-le."
    ),
    "macros": _l(
        "Le document contient des macros, qui peuvent nuire à l’ordinateur de vos collègues. "
        "Enregistrez-le sans macros (DOCX, XLSX ou PPTX), puis renvoyez-le."
    ),
    "old office": _l(
        "Ce format ancien de Microsoft Office n’est pas accepté. Enregistrez le document en DOCX, "
        "XLSX, PPTX ou PDF, puis renvoyez-le."
    ),
    "bomb": _l(
        "Le contenu du fichier est hors de proportion avec sa taille\u00a0: il ne peut pas être "
        "ouvert sans risque. Enregistrez-le à nouveau depuis son logiciel, puis renvoyez-le."
    ),
    "pixels": _l(
        "L’image est trop grande pour être ouverte (plus de 60 millions de points). Réduisez-la, "
        "puis renvoyez-la."
    ),
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept; still under a temporary name."""

    content: storage.Content
    format: Format
    name: str
    charset: str
    page_count: int | None


@contextmanager
def checked_in(stream: IO[bytes], filename: str, *, max_bytes: int) -> Iterator[CheckedFile]:
    """Receive and check a file; raise Invalid, with a sentence, when it cannot be accepted.

    Nothing is written to the database, and what is not kept inside the block leaves no trace.
    """
    try:
        with storage.receiving() as folder:
            yield _check(stream, filename, folder, max_bytes)
    except OSError as problem:
        log.exception("a file could not be received", exc_info=problem)
        raise Invalid(
            _(
                "Le fichier n’a pas pu être enregistré\u00a0: le disque du site est plein ou "
                "illisible. Réessayez plus tard, ou écrivez à l’équipe du site."
            )
        ) from problem


def _check(stream: IO[bytes], filename: str, folder: Path, max_bytes: int) -> CheckedFile:
    received = folder / "received"
    try:
        size = storage.write_stream(stream, received, max_bytes=max_bytes)
    except storage.TooLarge as problem:
        raise Invalid(_too_large(max_bytes)) from problem
    if size == 0:
        raise Invalid(_("Le fichier est vide. Vérifiez-le, puis renvoyez-le."))
    remade = folder / "remade"
    found = _inspect(received, remade)
    kind = _true_format(found, filename)
    kept = remade if kind.family is Family.IMAGE else received
    return CheckedFile(
        content=storage.measure(kept),
        format=kind,
        name=formats.clean_name(filename, kind),
        charset=found.get("charset", ""),
        page_count=found.get("pages"),
    )


def _inspect(path: Path, remade: Path) -> dict[str, Any]:
    try:
        answer = run_worker("inspect_worker", [str(path), str(remade)], limits=LIMITS)
    except WorkerFailed as failure:
        log.warning("a file could not be inspected: %s", failure.reason)
        raise Invalid(str(PROBLEMS["corrupted"])) from failure
    found: dict[str, Any] = json.loads(answer)
    return found


def _true_format(found: dict[str, Any], filename: str) -> Format:
    """Compare what the content is with what the name promises."""
    promised = formats.format_named(filename)
    problem = found.get("problem", "")
    if problem in PROBLEMS:
        raise Invalid(str(PROBLEMS[problem]))
    if problem:
        raise Invalid(_disguised(promised) if promised else _forbidden())
    kind = formats.format_of(found["media_type"])
    if kind is formats.PLAIN:
        # Text has no signature: only its name says which kind of text it is.
        if promised is None:
            raise Invalid(_forbidden())
        if promised.media_type.startswith("text/"):
            return promised
    both_images = promised is not None and promised.family is kind.family is Family.IMAGE
    if promised is None or promised is kind or both_images:
        return kind
    raise Invalid(_disguised(promised))


def _too_large(max_bytes: int) -> str:
    return _(
        "Le fichier dépasse %(size)s Mo. Réduisez-le (images moins lourdes, plusieurs fichiers), "
        "ou donnez un lien.",
        size=max_bytes // MEBIBYTE,
    )


def _disguised(promised: Format) -> str:
    return _(
        "Le nom du fichier annonce «\u00a0.%(extension)s\u00a0», mais son contenu est autre chose. "
        "Vérifiez que c’est le bon fichier, puis renvoyez-le.",
        extension=promised.extension,
    )


def _forbidden() -> str:
    return _(
        "Ce type de fichier n’est pas accepté. Envoyez un PDF, un document (DOCX, ODT, RTF), un "
        "tableur (XLSX, ODS, CSV), une présentation (PPTX, ODP), une image (PNG, JPEG, WebP, GIF) "
        "ou un texte (TXT, MD, EPUB)."
    )
