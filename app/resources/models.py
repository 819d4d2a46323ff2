from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contributions.models import Contribution
from app.database import Base, PrimaryKey, enum_column
from app.files.models import StoredFile
from app.themes.models import Term

KIND = "resource"


class Licence(StrEnum):
    """What others may do with a resource."""

    BY_SA = "CC BY-SA 4.0"
    BY = "CC BY 4.0"
    BY_NC_SA = "CC BY-NC-SA 4.0"
    CC0 = "CC0 1.0"
    OPEN = "Licence Ouverte 2.0"
    MEMBERS = "Réservé aux membres du réseau"
    RESERVED = "Tous droits réservés (lien seulement)"


class Language(StrEnum):
    """The language a resource is written in."""

    FRENCH = "fr"
    DUTCH = "nl"
    ENGLISH = "en"
    PICARD = "pcd"
    OTHER = "autre"


class Resource(Contribution):
    """A shared tool: files or a link, and what one must know to reuse it.

    Its `summary`, shown in lists, is the beginning of its description in plain text.
    """

    __tablename__ = "resources"
    __mapper_args__ = {"polymorphic_identity": KIND}

    id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True
    )
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("terms.id", ondelete="SET NULL"), index=True
    )
    short_title: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    description_html: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    advice_html: Mapped[str] = mapped_column(default="")
    html_version: Mapped[int] = mapped_column(default=0)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    url: Mapped[str] = mapped_column(default="")
    extent: Mapped[str] = mapped_column(default="")
    language: Mapped[Language] = mapped_column(enum_column(Language), default=Language.FRENCH)
    accessibility: Mapped[str] = mapped_column(default="")
    authors: Mapped[str] = mapped_column(default="")
    contributors: Mapped[str] = mapped_column(default="")
    made_on: Mapped[str] = mapped_column(default="")  # « 2022 », « 2022-03 » or « 2022-03-14 »
    licence: Mapped[Licence] = mapped_column(enum_column(Licence, length=60), default=Licence.BY_SA)
    rights_holder: Mapped[str] = mapped_column(default="")
    rights_checked: Mapped[bool] = mapped_column(default=False)
    valid_until: Mapped[date | None]

    type: Mapped[Term | None] = relationship(lazy="raise")
    files: Mapped[list["ResourceFile"]] = relationship(
        order_by="ResourceFile.position", back_populates="resource", lazy="raise"
    )


class ResourceFile(Base):
    """One file of a resource, in its place."""

    __tablename__ = "resource_files"
    __table_args__ = (UniqueConstraint("resource_id", "file_id"),)

    id: Mapped[PrimaryKey]
    resource_id: Mapped[int] = mapped_column(
        ForeignKey("resources.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_files.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]

    resource: Mapped[Resource] = relationship(back_populates="files", lazy="raise")
    file: Mapped[StoredFile] = relationship(lazy="raise")
