"""Makes the table from a French form to the stem of its lemma (yeux → oeil), at set-up.

`python -m app.search.lemmas` reads the word lists of `simplemma`, which are partly under ODbL and
Creative Commons licences: the table is generated, never committed. Without it the search works with
plain stems, a little less well.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from app.search.analysis import LEMMAS, fold, plain_stem

_LETTERS = re.compile(r"[a-zà-öø-ÿœæ]+")


def exceptions() -> Iterator[tuple[str, str]]:
    """Give the folded forms whose lemma has another stem than theirs, with that stem.

    Forms that differ only by accents are one: the stem most of their lemmas share wins, then the
    stem of the form itself, then the shortest.
    """
    stems_of_form: dict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in _french_lemmas():
        stems_of_form[fold(form)][plain_stem(fold(lemma))] += 1
    for form, stems in stems_of_form.items():
        own = plain_stem(form)
        most = max(stems.values())
        candidates = [stem for stem, count in stems.items() if count == most]
        best = min(candidates, key=lambda stem: (stem != own, len(stem), stem))
        if best != own:
            yield form, best


def _french_lemmas() -> Iterator[tuple[str, str]]:
    for form, lemma in DefaultDictionaryFactory().get_dictionary("fr").items():
        pair = (_as_text(form).lower(), _as_text(lemma).lower())
        if all(_LETTERS.fullmatch(word) for word in pair):
            yield pair


def _as_text(word: str | bytes) -> str:
    return word if isinstance(word, str) else word.decode()


def main() -> None:
    """Write the table where the analysis reads it."""
    lines = sorted(f"{form} {stem}" for form, stem in exceptions())
    LEMMAS.parent.mkdir(exist_ok=True)
    unfinished = LEMMAS.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", encoding="ascii")
    unfinished.replace(LEMMAS)


if __name__ == "__main__":
    main()
