from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, PrimaryKey, enum_column
from app.i18n import current_locale

THEME = "themes"
STAGE = "etapes"
SECTOR = "secteurs"
PUBLIC = "publics"
FUNCTION = "fonctions"
SKILL = "competences"
RESOURCE_TYPE = "types-ressource"
STRUCTURE_TYPE = "types-structure"
MATURITY = "maturite-pratique"
TOPIC_NATURE = "natures-sujet"
SPREADING_MODE = "modes-essaimage"


class Term(Base):
    """An entry of the controlled vocabulary."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("scheme", "slug"),)

    id: Mapped[PrimaryKey]
    scheme: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str]
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    definition: Mapped[str] = mapped_column(default="")
    alternatives: Mapped[list[str]] = mapped_column(JSON, default=list)
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("terms.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> str:
        """The label in the language of the reader."""
        return (self.label_en or self.label) if current_locale() == "en" else self.label


class Level(StrEnum):
    """How large a territory is."""

    REGION = "region"
    DEPARTMENT = "departement"
    INTERCOMMUNALITY = "epci"
    TOWN = "ville"


class Territory(Base):
    """A place of the region, known by its official code."""

    __tablename__ = "territories"
    __table_args__ = (UniqueConstraint("level", "code"),)

    id: Mapped[PrimaryKey]
    level: Mapped[Level] = mapped_column(enum_column(Level))
    code: Mapped[str]
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("territories.id", ondelete="SET NULL"), index=True
    )
    departments: Mapped[list[str]] = mapped_column(JSON, default=list)
    population: Mapped[int] = mapped_column(default=0)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
