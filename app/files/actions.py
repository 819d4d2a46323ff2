from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import IO

from sqlalchemy import delete, func

from app.accounts.actor import Actor
from app.clock import now
from app.database import db
from app.errors import Forbidden, Invalid, TooManyRequests
from app.files import inspection, queries, storage
from app.files.inspection import CheckedFile
from app.files.models import Extraction, StoredFile
from app.i18n import gettext as _

UNATTACHED_KEPT = timedelta(days=30)  # as long as the draft of a form that holds them
MOST_UNATTACHED = 200


def store_upload(
    uploader: Actor, stream: IO[bytes], filename: str, *, max_bytes: int
) -> StoredFile:
    """Receive, check and keep a file, not yet attached to anything.

    Raise Invalid with a sentence for the member when it is refused; nothing is left then.
    """
    with inspection.checked_in(stream, filename, max_bytes=max_bytes) as checked:
        return keep(uploader, checked)


def keep(uploader: Actor, checked: CheckedFile) -> StoredFile:
    """Put a checked file in its place, then write its row."""
    if queries.count_unattached(uploader) >= MOST_UNATTACHED:
        raise TooManyRequests(
            _("Vous avez déjà envoyé beaucoup de fichiers sans les publier. Publiez-les d’abord.")
        )
    storage.keep(checked.content)
    readable = checked.format.has_text
    file = StoredFile(
        sha256=checked.content.sha256,
        size=checked.content.size,
        media_type=checked.format.media_type,
        charset=checked.charset,
        extension=checked.format.extension,
        name=checked.name,
        uploader_id=uploader.id,
        page_count=checked.page_count,
        extraction=Extraction.PENDING if readable else Extraction.NOT_NEEDED,
        next_attempt_at=now() if readable else None,
    )
    db.session.add(file)
    db.session.flush()  # the form shows the file again by its id
    return file


def attach(uploader: Actor, file_ids: Iterable[int]) -> Sequence[StoredFile]:
    """Mark files as held by something of the site; only their uploader can bring them there."""
    wanted = set(file_ids)
    files = queries.list_own_unattached(uploader, file_ids)
    if {file.id for file in files} != wanted:
        raise Invalid(_("Un des fichiers n’est plus disponible. Envoyez-le à nouveau."))
    for file in files:
        file.attached_at = now()
    return files


def detach(file_ids: Iterable[int]) -> None:
    """Mark files as held by nothing any more; the sweeper discards them later.

    The room that held them has checked who may do this.
    """
    for file in queries.list_files(file_ids):
        file.attached_at = None
        file.detached_at = now()


def retry_extraction(actor: Actor, file: StoredFile) -> None:
    """Have the words of a file read again, as if for the first time."""
    if file.uploader_id != actor.id:
        raise Forbidden(_("Seule la personne qui a envoyé ce fichier peut le faire relire."))
    if file.extraction is Extraction.NOT_NEEDED:
        raise Invalid(_("Ce fichier ne contient pas de texte à lire."))
    file.extraction = Extraction.PENDING
    file.attempts = 0
    file.next_attempt_at = now()
    file.problem = ""


def discard_unattached(older_than: timedelta = UNATTACHED_KEPT) -> int:
    """Forget the files that nothing has held for so long; return how many there were.

    Their bytes go with the next sweep of the disk, once no row refers to them.
    """
    since = func.coalesce(StoredFile.detached_at, StoredFile.created_at)
    discarded = db.session.execute(
        delete(StoredFile).where(StoredFile.attached_at.is_(None), since < now() - older_than)
    )
    return int(discarded.rowcount)  # type: ignore[attr-defined]
