"""Who may read a file: its uploader while nothing holds it, then whoever a room says.

Rooms know the files; files never know the rooms. A room that attaches files registers its rule:

    @file_rule
    def _in_a_readable_post(reader: Reader, file_id: int) -> bool: ...
"""

from collections.abc import Callable

from app.accounts.actor import Reader
from app.files.models import StoredFile

FileRule = Callable[[Reader, int], bool]
_rules: list[FileRule] = []


def file_rule(can_read: FileRule) -> FileRule:
    """Register one room's answer to « may this reader read the file with this id? »."""
    _rules.append(can_read)
    return can_read


def may_read_file(reader: Reader, file: StoredFile) -> bool:
    """Tell whether this reader may read the file; knowing its number is never enough."""
    if is_own_unattached(reader, file):
        return True
    return any(can_read(reader, file.id) for can_read in _rules)


def is_own_unattached(reader: Reader, file: StoredFile) -> bool:
    """Tell whether the file is one that this reader sent and has not used yet."""
    return reader is not None and file.attached_at is None and file.uploader_id == reader.id
