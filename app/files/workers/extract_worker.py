"""Print the words of a file, part by part: `extract_worker.py <file> <media type>`.

A part is what a reader can be sent to: the page of a PDF, the sheet of a workbook, a slide, what
stands under one heading. Prints `{"parts": [{"kind", "name", "number", "text"}], "units": …,
"truncated": …}`.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

# Entities were refused when the file came in, and memory and time are limited here.
from xml.etree import ElementTree as ET

MAX_CHARACTERS = 2_000_000
PART_CHARACTERS = 15_000
HEADING_LEVELS = 3
LOST_WORDS = 0.7
CSV_SAMPLE = 20_000

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What stands in one place of the file; `kind` is page, sheet, slide, section or text."""

    kind: str
    text: str
    number: int = 0
    name: str = ""


def pdf_parts(path: Path) -> Iterator[Part]:
    """Return one part a page."""
    for page in read_whole(path, "application/pdf").pages or []:
        yield Part(kind="page", number=page["page_number"], text=join_lines(page["content"]))


def read_whole(path: Path, media_type: str, *, nodes: bool = False) -> Any:
    """Read the file with kreuzberg, as it is written, without its cache or its own clean-up."""
    from kreuzberg import ExtractionConfig, PageConfig, extract_file_sync

    config = ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,
        include_document_structure=nodes,
        pages=None if nodes else PageConfig(extract_pages=True),
    )
    return extract_file_sync(path, media_type, config)


def join_lines(text: str) -> str:
    """Mend the words that a line end of the page cut in two."""
    return re.sub(r"(?<=[^\W\d_])(?:\u00ad|\u2010)\n?(?=[^\W\d_])", "", text)


def section_parts(path: Path, media_type: str) -> Iterator[Part]:
    """Return what stands under each heading, or the whole text when headings cannot be trusted."""
    result = read_whole(path, media_type, nodes=True)
    sections: list[tuple[str, list[str]]] = [("", [])]
    for node in (result.document or {}).get("nodes", []):
        content = node["content"]
        if content.get("node_type") == "heading" and content.get("level", 1) <= HEADING_LEVELS:
            sections.append((content["text"], []))
        elif content.get("node_type") != "group":
            sections[-1][1].extend(texts_in(content))
    kept = sum(len(" ".join([name, *texts]).split()) for name, texts in sections)
    if kept < LOST_WORDS * len(result.content.split()):
        yield Part(kind="text", text=result.content)
        return
    for name, texts in sections:
        if name or texts:
            yield Part(kind="section", name=name, text="\n".join([name, *texts]))


def texts_in(content: Any) -> Iterator[str]:
    """Return every text of a node, cells of a table row by row."""
    if isinstance(content, list):
        for value in content:
            yield from texts_in(value)
    elif isinstance(content, dict) and "cells" in content:
        rows: dict[int, list[str]] = {}
        for cell in content["cells"]:
            rows.setdefault(cell["row"], []).append(cell["content"])
        yield from ("\t".join(cells) for cells in rows.values())
    elif isinstance(content, dict):
        if isinstance(content.get("text"), str):
            yield content["text"]
        yield from texts_in(list(content.values()))


def workbook_parts(path: Path) -> Iterator[Part]:
    """Return one part a sheet: what the cells show, formulas as they were last computed."""
    import openpyxl

    with path.open("rb") as file:  # by its path, it would be judged on an extension it has not
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for number, sheet in enumerate(book.worksheets, start=1):
            sheet.reset_dimensions()
            rows = ([shown(value) for value in row] for row in sheet.iter_rows(values_only=True))
            yield Part(kind="sheet", number=number, name=sheet.title, text=table_text(rows))


def shown(value: object) -> str:
    """Write a cell as a French spreadsheet shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M").removesuffix(" 00:00")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        return f"{value:.12g}".replace(".", ",")
    return str(value)


def table_text(rows: Iterable[list[str]]) -> str:
    """Return rows as lines, empty cells and rows left out, up to what is kept of a file."""
    lines = []
    length = 0
    for row in rows:
        line = "\t".join(cell.strip() for cell in row if cell.strip())
        if not line:
            continue
        lines.append(line)
        length += len(line)
        if length > MAX_CHARACTERS:
            break
    return "\n".join(lines)


def slide_parts(path: Path) -> Iterator[Part]:
    """Return one part a slide, in the order they are shown, with the speaker's notes."""
    with zipfile.ZipFile(path) as archive:
        links = links_of(archive, "ppt/presentation.xml")
        deck = ET.fromstring(archive.read("ppt/presentation.xml"))  # noqa: S314
        for number, slide in enumerate(deck.iter(f"{SLIDES}sldId"), start=1):
            name = links[slide.attrib[f"{LINKS}id"]][1]
            lines = drawn_lines(archive.read(name))
            for kind, target in links_of(archive, name).values():
                if kind.endswith("/notesSlide"):
                    lines += drawn_lines(archive.read(target))
            yield Part(kind="slide", number=number, text="\n".join(lines))


def links_of(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to inside the archive: key → (kind, name)."""
    folder, _, file = name.rpartition("/")
    try:
        tree = ET.fromstring(archive.read(f"{folder}/_rels/{file}.rels"))  # noqa: S314
    except KeyError:
        return {}
    return {
        link.attrib["Id"]: (link.attrib["Type"], inside(folder, link.attrib["Target"]))
        for link in tree
        if link.attrib.get("TargetMode") != "External"
    }


def inside(folder: str, target: str) -> str:
    """Resolve an address of a part of the archive; it never names a file of the disk."""
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.strip("/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def drawn_lines(xml: bytes) -> list[str]:
    """Return the paragraphs of a slide."""
    lines = []
    for paragraph in ET.fromstring(xml).iter(f"{DRAWING}p"):  # noqa: S314
        # Its other children are properties, and fields such as the number of the slide.
        runs = (
            "\n" if run.tag == f"{DRAWING}br" else run.findtext(f"{DRAWING}t", "")
            for run in paragraph
            if run.tag in (f"{DRAWING}r", f"{DRAWING}br")
        )
        if line := "".join(runs).strip():
            lines.append(line)
    return lines


def open_document_parts(path: Path, container: str, kind: str) -> Iterator[Part]:
    """Return one part a sheet or slide of an OpenDocument file."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        number = 0
        for _, element in ET.iterparse(content):  # noqa: S314
            if element.tag != container:
                continue
            number += 1
            name = element.attrib.get(f"{TABLE}name", "") if kind == "sheet" else ""
            text = table_text(open_document_rows(element, kind))
            yield Part(kind=kind, number=number, name=name, text=text)
            element.clear()


def open_document_rows(element: ET.Element, kind: str) -> Iterator[list[str]]:
    """Return the rows of a sheet, or the paragraphs of a slide."""
    if kind == "sheet":
        for row in element.iter(f"{TABLE}table-row"):
            yield [" ".join(paragraphs(cell)) for cell in row]
    else:
        yield from ([line] for line in paragraphs(element))


def paragraphs(element: ET.Element) -> Iterator[str]:
    """Return the paragraphs and headings below an element."""
    for tag in element.iter():
        if tag.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            tag.text = " "
    for tag in element.iter():
        if tag.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield "".join(tag.itertext())


def csv_parts(path: Path) -> Iterator[Part]:
    """Return the table as lines, whatever separates its cells."""
    text = decoded(path)
    first = text[:CSV_SAMPLE].partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(MAX_CHARACTERS)
    yield Part(kind="text", text=table_text(csv.reader(StringIO(text), delimiter=delimiter)))


def plain_parts(path: Path) -> Iterator[Part]:
    """Return the whole text."""
    yield Part(kind="text", text=decoded(path))


def decoded(path: Path) -> str:
    """Read a text in one of the two encodings accepted."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def parts_of(path: Path, media_type: str) -> Iterable[Part]:
    """Choose how to read the file."""
    readers: dict[str, Callable[[Path], Iterable[Part]]] = {
        "application/pdf": pdf_parts,
        OFFICE + "spreadsheetml.sheet": workbook_parts,
        OFFICE + "presentationml.presentation": slide_parts,
        OPEN_DOCUMENT + "spreadsheet": partial(
            open_document_parts, container=f"{TABLE}table", kind="sheet"
        ),
        OPEN_DOCUMENT + "presentation": partial(
            open_document_parts, container=f"{DRAW}page", kind="slide"
        ),
        "text/csv": csv_parts,
        "text/plain": plain_parts,
    }
    return readers.get(media_type, partial(section_parts, media_type=media_type))(path)


def cleaned(text: str) -> str:
    """Drop what no database takes and nobody reads: NUL, lone surrogates, runs of blank lines."""
    text = text.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode()
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def pieces(text: str) -> Iterator[str]:
    """Cut a long text at its paragraphs, lines or words."""
    while len(text) > PART_CHARACTERS:
        window = text[:PART_CHARACTERS]
        cuts = (window.rfind(mark) for mark in ("\n\n", "\n", " "))
        cut = next((cut for cut in cuts if cut > PART_CHARACTERS // 2), PART_CHARACTERS)
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text


def extract(path: Path, media_type: str) -> dict[str, Any]:
    """Return the parts that hold words, up to the length kept of one file."""
    kept: list[Part] = []
    left = MAX_CHARACTERS
    units = 0
    for part in parts_of(path, media_type):
        units += part.kind in ("page", "sheet", "slide")
        text = cleaned(part.text)[:left]
        left -= len(text)
        kept += [
            Part(kind=part.kind, number=part.number, name=cleaned(part.name), text=piece)
            for piece in pieces(text)
        ]
    parts = [asdict(part) for part in kept]
    return {"parts": parts, "units": units, "truncated": left <= 0}


def main() -> None:
    """Print the parts as JSON."""
    sys.stdout.write(json.dumps(extract(Path(sys.argv[1]), sys.argv[2])))


if __name__ == "__main__":
    main()
