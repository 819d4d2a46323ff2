"""The long texts of the site, kept as Markdown files and rendered once a process."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.errors import NotFound
from app.markup import render
from app.settings import ROOT

DATA = Path(__file__).parent / "data"
GUIDE = ROOT / "docs" / "guide"
GUIDE_ORDER = ("index", "chercher", "forum", "ressources", "fiches", "messages", "compte")


@dataclass(frozen=True)
class Text:
    """A page of text: its title and what follows it."""

    slug: str
    title: str
    html: str  # already safe


@lru_cache(maxsize=32)
def text_named(name: str) -> str:
    """Return a text of the site (« charte », « regles »…)."""
    return render((DATA / f"{name}.md").read_text(), headings_from=2)


@lru_cache(maxsize=32)
def guide_page(slug: str) -> Text:
    """Return a page of the guide; raise NotFound for a name that is not one of them."""
    if slug not in GUIDE_ORDER:
        raise NotFound
    title, _, body = (GUIDE / f"{slug}.md").read_text().partition("\n")
    return Text(slug, title.removeprefix("# "), render(body, headings_from=2))


def guide_contents() -> list[Text]:
    """Return every page of the guide, in reading order."""
    return [guide_page(slug) for slug in GUIDE_ORDER]
