from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from app.accounts.actor import Actor, Reader
from app.database import db
from app.errors import NotFound, NotSignedIn
from app.files.models import FileText, StoredFile
from app.files.readers import may_read_file
from app.i18n import gettext as _


def get_readable_file(reader: Reader, file_id: int) -> StoredFile:
    """Return the file if this reader may read it; a visitor is always asked to sign in first."""
    file = db.session.get(StoredFile, file_id)
    if file is not None and may_read_file(reader, file):
        return file
    if reader is None:
        raise NotSignedIn(_("Connectez-vous pour continuer."))
    raise NotFound(_("Ce fichier n’existe pas, ou n’est pas partagé avec vous."))


def get_own_file(actor: Actor, file_id: int) -> StoredFile:
    """Return a file that this member sent; NotFound for anybody else."""
    file = db.session.get(StoredFile, file_id)
    if file is None or file.uploader_id != actor.id:
        raise NotFound(_("Ce fichier n’existe pas, ou n’est pas à vous."))
    return file


def list_files(file_ids: Iterable[int]) -> list[StoredFile]:
    """Return these files in this order, for a room that has already checked its reader's rights."""
    wanted = list(dict.fromkeys(file_ids))
    if not wanted:
        return []
    rows = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))
    found = {file.id: file for file in rows}
    return [found[file_id] for file_id in wanted if file_id in found]


def list_own_unattached(actor: Actor, file_ids: Iterable[int]) -> list[StoredFile]:
    """Return those of these files that this member sent and that nothing holds yet."""
    return [
        file
        for file in list_files(file_ids)
        if file.uploader_id == actor.id and file.attached_at is None
    ]


def count_unattached(actor: Actor) -> int:
    """Count the files this member sent and has not used."""
    counted = select(func.count(StoredFile.id)).where(
        StoredFile.uploader_id == actor.id, StoredFile.attached_at.is_(None)
    )
    return db.session.scalar(counted) or 0


def list_texts(file_id: int) -> Sequence[FileText]:
    """Return the words of a file, part by part, for a room's search documents."""
    return db.session.scalars(
        select(FileText).where(FileText.file_id == file_id).order_by(FileText.position)
    ).all()
