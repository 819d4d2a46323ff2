"""The words members wrote, as they are spelt: what a word nobody wrote may have been meant to be.

The process that writes the index notes each word seen in two passages, in a file beside the index
that only grows; words that are gone meanwhile do no harm, since a mend must be found to be made.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from app.search.analysis import NO_WORD, TOKEN, fold, normalised, word_of

FILE_NAME = "spellings.txt"
SHORTEST = 4
LONGEST = 24
MOST_SEEN_ONCE = 200_000
MOST_COMPLETIONS = 200


class SpellingNotes:
    """What the writer has seen: once, or at least twice and noted."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._noted = set(_read(self._file))
        self._once: set[str] = set()

    def note(self, texts: Iterable[str]) -> None:
        """Note the words of these passages; a disk that is full loses nothing but a hint."""
        new = [word for text in texts for word in self._seen_twice(text)]
        if new:
            with suppress(OSError), self._file.open("a", encoding="utf-8") as file:
                file.write("".join(f"{word}\n" for word in new))

    def _seen_twice(self, text: str) -> Iterator[str]:
        for word in {token.lower() for token in TOKEN.findall(normalised(text))}:
            if word in self._noted or not _is_noted(word):
                continue
            if word in self._once:
                self._once.discard(word)
                self._noted.add(word)
                yield word
            elif len(self._once) < MOST_SEEN_ONCE:
                self._once.add(word)


class Spellings:
    """The noted words, ready for looking up; read again when the file has grown by a tenth."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._size = 0
        self._spelt: dict[str, str] = {}
        self._forwards: list[str] = []
        self._backwards: list[str] = []

    def follow(self) -> None:
        """Read the file again if it is worth it."""
        try:
            size = self._file.stat().st_size
        except OSError:
            return
        if self._size and self._size <= size < self._size * 1.1:
            return
        self._size = size
        self._spelt = {}
        for word in _read(self._file):
            form = fold(word)
            # The spelling with its accents is the one to show.
            if self._spelt.get(form, form) == form:
                self._spelt[form] = word
        self._forwards = sorted(self._spelt)
        self._backwards = sorted(form[::-1] for form in self._spelt)

    def spelt(self, form: str) -> str:
        """Return a folded form with its accents."""
        return self._spelt.get(form, form)

    def neighbours(self, form: str) -> list[str]:
        """Return the forms one edit away: a letter more, less, other, or two letters swapped.

        One edit leaves the beginning or the end of a word intact; only words that share one of
        them are compared.
        """
        half = max(1, (len(form) - 1) // 2)
        near = _beginning_with(self._forwards, form[:half])
        far = [word[::-1] for word in _beginning_with(self._backwards, form[::-1][:half])]
        return [word for word in dict.fromkeys([*near, *far]) if is_one_edit(form, word)]

    def completions(self, form: str) -> list[str]:
        """Return forms that begin like this."""
        return list(_beginning_with(self._forwards, form)[:MOST_COMPLETIONS])


def is_one_edit(one: str, other: str) -> bool:
    """Say whether one letter added, left out, changed, or two swapped, make one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) > len(other):
        return one[start + 1 :] == other[start:]
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (
        swapped and one[start + 2 :] == other[start + 2 :]
    )


def _is_noted(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and word_of(word) is not NO_WORD


def _beginning_with(words: Sequence[str], start: str) -> Sequence[str]:
    return words[bisect_left(words, start) : bisect_left(words, f"{start}\U0010ffff")]


def _read(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return []
