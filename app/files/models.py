from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey, enum_column
from app.files.formats import Family, Format, format_of


class Extraction(StrEnum):
    """How far the reading of a file's words has come."""

    PENDING = "pending"  # to do, under way, or to be tried again at `next_attempt_at`
    DONE = "done"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"  # an image


class StoredFile(Base):
    """A file that a member sent. Its bytes stand once on the disk, under their checksum."""

    __tablename__ = "stored_files"
    __table_args__ = (
        Index("ix_stored_files_extraction_next_attempt_at", "extraction", "next_attempt_at"),
        Index("ix_stored_files_attached_at_detached_at", "attached_at", "detached_at"),
    )

    id: Mapped[PrimaryKey]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    charset: Mapped[str] = mapped_column(default="")  # of plain texts only
    extension: Mapped[str]
    name: Mapped[str]
    uploader_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[CreatedAt]
    attached_at: Mapped[OptionalMoment]  # empty while nothing on the site holds the file
    detached_at: Mapped[OptionalMoment]
    extraction: Mapped[Extraction] = mapped_column(enum_column(Extraction))
    attempts: Mapped[int] = mapped_column(default=0)
    # Also the lease of the attempt under way: a killed process gives way when it has passed.
    next_attempt_at: Mapped[OptionalMoment]
    problem: Mapped[str] = mapped_column(default="")  # in French, for the author
    page_count: Mapped[int | None]

    @property
    def format(self) -> Format:
        return format_of(self.media_type)

    @property
    def family(self) -> Family:
        return self.format.family

    @property
    def is_image(self) -> bool:
        return self.family is Family.IMAGE

    @property
    def unattached_since(self) -> datetime | None:
        """Since when nothing holds the file, or None when something does."""
        return None if self.attached_at else self.detached_at or self.created_at


class FileText(Base):
    """The words of one part of a file: a page, a sheet, a slide, what stands under a heading."""

    __tablename__ = "file_texts"
    __table_args__ = (UniqueConstraint("file_id", "position"),)

    id: Mapped[PrimaryKey]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(default="")  # « Page 3 », « Feuille Flux », a heading
    anchor: Mapped[str] = mapped_column(default="")  # « page=3 »: what follows # in the address
    text: Mapped[str]
