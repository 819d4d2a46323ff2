"""Which themes a topic seems to be about, from the words of its title and message.

Only proposed, in a form that is shown again: whoever publishes keeps the right ones. On the topics
of the demonstration, one of the first two is right for six in ten.
"""

import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from app.search.analysis import words
from app.themes.models import THEME, Term
from app.themes.queries import terms_of

MOST = 2
TITLE_WEIGHT = 3
LEAST_SAID = 0.5  # of the weight of a name, for the theme to be thought of
OFTEN = 2.2  # a word said three or four times counts whole


def propose_themes(title: str, text: str) -> list[int]:
    """Return the ids of the themes whose names, or synonyms, are said best."""
    said = Counter(word.stem for word in words(text))
    said.update({word.stem: TITLE_WEIGHT for word in words(title)})
    themes = [theme for theme in terms_of(THEME) if theme.parent_id is not None]
    weights = _weights(themes)
    marks = {
        theme.id: max(_mark(name, said, weights) for name in (theme.label, *theme.alternatives))
        for theme in themes
    }
    best = sorted((-mark, theme_id) for theme_id, mark in marks.items() if mark)
    return [theme_id for _mark_, theme_id in best[:MOST]]


def _mark(name: str, said: Mapping[str, int], weights: Mapping[str, float]) -> float:
    stems = _stems(name)
    whole = sum(weights[stem] for stem in stems)
    found = [stem for stem in stems if said[stem]]
    covered = sum(weights[stem] for stem in found) / whole if whole else 0.0
    if covered < LEAST_SAID:
        return 0.0
    strength = sum(weights[stem] * min(1.0, (1 + math.log(said[stem])) / OFTEN) for stem in found)
    return strength * covered


def _weights(themes: list[Term]) -> dict[str, float]:
    """A word that many themes share says little of each."""
    held = Counter(
        stem
        for theme in themes
        for stem in {one for name in (theme.label, *theme.alternatives) for one in _stems(name)}
    )
    return {stem: math.log(1 + len(themes) / times) for stem, times in held.items()}


@lru_cache(maxsize=4096)
def _stems(name: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(name))
