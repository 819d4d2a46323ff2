"""The address of a search: all that is chosen is in it, so that it can be kept and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.search import kinds
from app.search.facets import KIND, STAGE, TERRITORY, THEME
from app.search.queries import SearchRequest
from app.themes.models import STAGE as STAGES
from app.themes.models import THEME as THEMES
from app.themes.queries import find_territory, terms_by_slug

FACETS = (KIND, STAGE, THEME, TERRITORY)
NEWEST = "recent"
AS_WRITTEN = "oui"
MOST_CHOICES = 20
LONGEST_CHOICE = 200
LONGEST_QUESTION = 2_000


@dataclass(frozen=True)
class SearchAddress:
    """What the address says, in its own words; choices by the name of their filter."""

    text: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    newest_first: bool = False
    as_written: bool = False
    after: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Sequence[str]]) -> "SearchAddress":
        """Read an address; what it holds too much of is left out."""

        def first(name: str) -> str:
            return next(iter(values.get(name, ())), "")

        return cls(
            text=first("q")[:LONGEST_QUESTION].replace("\0", " ").strip(),
            choices={
                name: tuple(dict.fromkeys(filter(_is_a_value, values.get(name, ()))))[:MOST_CHOICES]
                for name in FACETS
            },
            newest_first=first("tri") == NEWEST,
            as_written=first("exact") == AS_WRITTEN,
            after=first("suite")[:80],
        )

    def request(self) -> SearchRequest:
        """Return what is asked for; a choice that does not exist is left out."""
        territories = (
            find_territory(*choice.split(":", 1))
            for choice in self._chosen(TERRITORY)
            if ":" in choice
        )
        return SearchRequest(
            text=self.text,
            kinds=frozenset(name for name in self._chosen(KIND) if kinds.kind_named(name)),
            themes=_term_ids(THEMES, self._chosen(THEME)),
            stages=_term_ids(STAGES, self._chosen(STAGE)),
            territories=frozenset(place.id for place in territories if place),
            newest_first=self.newest_first,
            as_written=self.as_written,
            after=self.after,
        )

    def arguments(self) -> dict[str, object]:
        """Return what `url_for` needs to make this address; what is not said is left out."""
        said: dict[str, object] = {
            "q": self.text,
            **{name: list(self._chosen(name)) for name in FACETS},
            "tri": NEWEST if self.newest_first else "",
            "exact": AS_WRITTEN if self.as_written else "",
            "suite": self.after,
        }
        return {name: value for name, value in said.items() if value}

    def toggled(self, name: str, value: str) -> "SearchAddress":
        """Return the address with this choice put on, or taken off when it was on."""
        now = self._chosen(name)
        then = tuple(v for v in now if v != value) if value in now else (*now, value)
        return replace(self, choices={**self.choices, name: then}, after="")

    def without_filters(self) -> "SearchAddress":
        """Return the address of the same words without any filter."""
        return replace(self, choices={}, after="")

    def exactly(self, text: str) -> "SearchAddress":
        """Return the address of these very words, whatever the index holds."""
        return replace(self, text=text, as_written=True, after="")

    def following(self, mark: str) -> "SearchAddress":
        """Return the address of the page that follows this mark."""
        return replace(self, after=mark)

    def _chosen(self, name: str) -> tuple[str, ...]:
        return self.choices.get(name, ())


def _is_a_value(value: str) -> bool:
    """Say whether a choice can be looked up: PostgreSQL refuses a NUL."""
    return bool(value) and "\0" not in value and len(value) <= LONGEST_CHOICE


def _term_ids(scheme: str, slugs: Sequence[str]) -> frozenset[int]:
    return frozenset(term.id for term in terms_by_slug(scheme, slugs)) if slugs else frozenset()
