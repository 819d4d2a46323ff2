"""Files sent with a form: received at once, so that a refused form keeps them."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from werkzeug.datastructures import FileStorage

from app.accounts.actor import Actor
from app.database import db, row_id
from app.errors import DomainError
from app.files import actions, formats, inspection, queries
from app.files.models import StoredFile
from app.i18n import gettext as _
from app.settings import current_settings

FIELD = "fichiers"
KEPT_FIELD = "file_ids"
MOST_AT_ONCE = 30


class Uploads(NamedTuple):
    """What a form holds: files kept from before or just received, and why others were refused."""

    files: list[StoredFile]
    problems: list[str]


def take_uploads(
    sent: Iterable[FileStorage],
    kept_ids: Iterable[int | str],
    actor: Actor,
    *,
    attached_ids: Collection[int] = (),
) -> Uploads:
    """Receive what was sent, and find again what the form already held.

    Call it first in a view: what it stores is committed by itself, whatever becomes of the form.
    `attached_ids` are the files that the edited thing holds already.
    """
    files = find_kept(kept_ids, actor, attached_ids=attached_ids)
    problems = []
    waiting = [one for one in sent if one.filename]
    if waiting:
        # A slow disk must not hold the database: what the request has read so far is let go.
        _commit_and_remember()
    for one in waiting[:MOST_AT_ONCE]:
        try:
            received = _store(one, actor)
        except DomainError as refusal:
            name = formats.shown_name(one.filename or "")
            problems.append(_("%(name)s\u00a0: %(problem)s", name=name, problem=refusal.message))
            continue
        # Sent again with a form that kept it: the same name and content are one file.
        if all((kept.name, kept.sha256) != (received.name, received.sha256) for kept in files):
            files.append(received)
    if len(waiting) > MOST_AT_ONCE:
        problems.append(
            _(
                "%(most)s fichiers au plus à la fois\u00a0: les suivants n’ont pas été reçus.",
                most=MOST_AT_ONCE,
            )
        )
    return Uploads(files, problems)


def find_kept(
    kept_ids: Iterable[int | str], actor: Actor, *, attached_ids: Collection[int] = ()
) -> list[StoredFile]:
    """Return the files a form (or its draft) holds and this member may keep in it."""
    wanted = [found for one in kept_ids if (found := row_id(one)) is not None]
    return [
        file
        for file in queries.list_files(wanted)
        if file.id in attached_ids or (file.attached_at is None and file.uploader_id == actor.id)
    ]


def _store(one: FileStorage, actor: Actor) -> StoredFile:
    most = current_settings().max_upload_bytes
    with inspection.checked_in(one.stream, one.filename or "", max_bytes=most) as checked:
        file = actions.keep(actor, checked)
        _commit_and_remember()
    return file


def _commit_and_remember() -> None:
    """Commit, and leave what the request has read as it is: relations are not read twice here."""
    session = db.session()
    expire, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = expire
