"""The words of the site in other languages: `python -m scripts.translations <what>`.

extract   reads the French words of the code, the templates and the fields into messages.pot
update    does the same, then brings each catalogue to them, keeping what is translated
compile   makes of each catalogue what the site reads (.mo, never committed)
check     fails when a catalogue is behind the code, has a hole, or loses a placeholder or a tag

French is the language of the source and has no catalogue. What is written depends on nothing but
the words: no date, no line number, no name of a machine or a tool.
"""

import argparse
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts.say import say

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
LOCALES = ("en",)
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
FIELD_WORDS = ("title", "intro", "label", "help", "help_origine", "choices")
WIDTH = 100
SHOWN = 20

Words = str | tuple[str, ...]

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_TAG = re.compile(r"</?[a-z][^>]*>")


def extract_fields(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],  # noqa: ARG001 - what Babel gives to every extractor
    comment_tags: object,  # noqa: ARG001
    options: object,  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Give Babel the words shown for the fields of a JSON file: titles, labels, helps, choices."""
    content = json.load(fileobj)
    content.pop("meta", None)
    for words in _words_of(content):
        yield 1, None, words, []


def _words_of(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _words_of(child)
    if not isinstance(node, dict) or node.get("automatic"):
        return
    for name, value in node.items():
        if name not in FIELD_WORDS:
            yield from _words_of(value)
            continue
        for words in value if isinstance(value, list) else [value]:
            if isinstance(words, str) and words.strip():
                yield words


def path_of(locale: str) -> Path:
    """Return where the catalogue of a language stands."""
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Return every French word of the site, with the files it stands in."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    places: dict[Words, set[str]] = defaultdict(set)
    found = extract_from_dir(
        ROOT, methods, options, KEYWORDS, strip_comment_tags=True, directory_filter=_is_ours
    )
    for name, _line, words, _comments, _context in found:
        if words and (isinstance(words, str) or words[0]):
            places[words].add(Path(name).as_posix())
    catalog = Catalog(charset="utf-8")
    for words in sorted(places, key=str):
        catalog.add(words, locations=[(name, 1) for name in sorted(places[words])])
    return catalog


def _is_ours(folder: str) -> bool:
    top = Path(folder).relative_to(ROOT).parts[:1]
    return top in ((), ("app",), ("templates",))


def merged(locale: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the words of the template."""
    catalog = _read(locale)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.locations = template[message.id].locations if message.id else []
    return catalog


def _read(locale: str) -> Catalog:
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def text_of(catalog: Catalog) -> str:
    """Write a catalogue as text, the same for the same words."""
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, sort_output=True, include_lineno=False)
    header = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    header += ["Content-Transfer-Encoding: 8bit"]
    if catalog.locale is not None:
        header += [f"Language: {catalog.locale}", f"Plural-Forms: {catalog.plural_forms}"]
    lines = "".join(f'"{line}\\n"\n' for line in header)
    return f'msgid ""\nmsgstr ""\n{lines}\n{body.getvalue().decode()}'


def update(*, with_catalogs: bool) -> None:
    """Write the template again and, when asked, the catalogues."""
    template = extract()
    TRANSLATIONS.mkdir(exist_ok=True)
    TEMPLATE.write_text(text_of(template))
    say(f"{TEMPLATE.relative_to(ROOT)} : {len(template)} textes")
    for locale in LOCALES if with_catalogs else ():
        catalog = merged(locale, template)
        path_of(locale).parent.mkdir(parents=True, exist_ok=True)
        path_of(locale).write_text(text_of(catalog))
        missing = sum(not _is_translated(message) for message in _messages(catalog))
        say(f"{path_of(locale).relative_to(ROOT)} : {missing} textes à traduire")


def compile_catalogs() -> None:
    """Make the .mo of each language; the one before stays in place until the new one is whole."""
    for locale in LOCALES:
        compiled = path_of(locale).with_suffix(".mo")
        partial = compiled.with_suffix(".mo.part")
        with partial.open("wb") as file:
            write_mo(file, _whole(_read(locale)))
        partial.replace(compiled)


def _whole(catalog: Catalog) -> Catalog:
    """Leave out what is not translated: it is then shown in French, not as nothing."""
    for message in [one for one in _messages(catalog) if not _is_translated(one)]:
        catalog.delete(message.id)
    return catalog


def problems() -> list[str]:
    """Say everything that is wrong with the template and the catalogues."""
    template = extract()
    found = []
    if not TEMPLATE.exists() or TEMPLATE.read_text() != text_of(template):
        found.append(_behind(TEMPLATE))
    for locale in LOCALES:
        path = path_of(locale)
        if not path.exists() or path.read_text() != text_of(merged(locale, template)):
            found.append(_behind(path))
        for message in _messages(_read(locale)):
            found += [f"{locale} : {problem}" for problem in faults(message)]
    return found


def _behind(path: Path) -> str:
    name = path.relative_to(ROOT)
    return f"{name} est en retard sur le code : python -m scripts.translations update"


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _is_translated(message: Message) -> bool:
    return all(_forms(message.string)) and not message.fuzzy


def _forms(words: Words | list[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ("",))


def faults(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    source, translated = _forms(message.id), _forms(message.string)
    name = repr(source[0])
    if not _is_translated(message):
        yield f"{name} n’est pas traduit" if not all(translated) else f"{name} est à vérifier"
        return
    expected = _placeholders(source)
    for form in translated:
        unknown = _placeholders([form]) - expected
        # « one message » may leave the number out, never anything else.
        lost = expected - _placeholders([form]) - ({"num"} if len(translated) > 1 else set())
        if unknown or lost:
            yield f"{name} : les champs %(…)s ne sont pas les mêmes ({_listed(unknown | lost)})"
        elif _can_be_filled(source[0]) and not _can_be_filled(form):
            yield f"{name} : un % de la traduction n’est pas écrit comme dans l’original"
        if sorted(_TAG.findall(form)) not in [sorted(_TAG.findall(one)) for one in source]:
            yield f"{name} : les balises ne sont pas les mêmes"


def _placeholders(forms: Iterable[str]) -> set[str]:
    return {name for form in forms for name in _PLACEHOLDER.findall(form)}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _can_be_filled(words: str) -> bool:
    try:
        words % defaultdict(int)
    except (TypeError, ValueError):
        return False
    return True


def check() -> int:
    """Print what is wrong, the first twenty; return an exit code."""
    found = problems()
    for problem in found[:SHOWN]:
        say(problem)
    if len(found) > SHOWN:
        say(f"… et {len(found) - SHOWN} autres.")
    return 1 if found else 0


def main(words: list[str] | None = None) -> int:
    """Do what is asked on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("extract", "update", "compile", "check"))
    what = parser.parse_args(words).what
    if what == "check":
        return check()
    if what == "compile":
        compile_catalogs()
    else:
        update(with_catalogs=what == "update")
    return 0


if __name__ == "__main__":
    sys.exit(main())
