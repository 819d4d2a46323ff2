from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class FileEvent(Event):
    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileTextReady(FileEvent):
    """The words of the file can be read, part by part, in `FileText`."""


@dataclass(frozen=True, kw_only=True)
class FileTextFailed(FileEvent):
    """The words could not be read and nobody will try again by themselves."""
