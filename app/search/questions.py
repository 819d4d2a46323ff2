"""What somebody typed, read as words to look for; anything can be typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.search import analysis
from app.search.analysis import Word

LONGEST_TEXT = 2_000
LONGEST_SEQUENCE = 32

_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")


@dataclass(frozen=True)
class ParsedText:
    """The words in the order typed, and the stems of each passage put between quotes."""

    words: tuple[Word, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def stems(self) -> list[str]:
        """The distinct stems, in the order typed."""
        return list(dict.fromkeys(word.stem for word in self.words))

    def only(self, stems: Sequence[str]) -> "ParsedText":
        """Return what is left with these stems alone."""
        kept = tuple(word for word in self.words if word.stem in set(stems))
        return ParsedText(kept[:LONGEST_SEQUENCE], self.phrases)


def parse(text: str) -> ParsedText:
    """Read what was typed; only the beginning of a very long text counts."""
    text = analysis.normalised(text[:LONGEST_TEXT])
    phrases = (
        tuple(word.stem for word in analysis.words(quoted)) for quoted in _QUOTED.findall(text)
    )
    return ParsedText(
        tuple(analysis.words(text)), tuple(phrase for phrase in phrases if len(phrase) > 1)
    )
