"""The files of the demonstration, made in their real formats from the sources kept as text."""

from pathlib import Path
from typing import Any

from app.demo.reading import DATA, read_document
from app.files.conversion.documents import to_docx, to_odt, to_pdf
from app.files.conversion.spreadsheets import make_xlsx, read_table
from app.files.conversion.tree import Details
from app.markup import typeset

_DOCUMENTS = {"docx": to_docx, "odt": to_odt, "pdf": to_pdf}


def make_file(spec: dict[str, Any], *, title: str) -> tuple[str, bytes]:
    """Return the name and the bytes of one file of a resource, from its description."""
    source: Path = DATA / spec["source"]
    form: str = spec["format"]
    name = f"{source.stem}.{form}"
    if form in _DOCUMENTS:
        document = read_document(source)
        return name, _DOCUMENTS[form](document.body, _details(document.front))
    if form == "xlsx":
        return name, make_xlsx(_tables(source), formulas=True, title=title)
    return name, source.read_bytes()


def _details(front: dict[str, Any]) -> Details:
    return Details(
        title=typeset(front["title"]),
        author=typeset(front["author"]),
        date=str(front["date"]),
        rights=front["rights"],
        lang=front["lang"],
    )


def _tables(source: Path) -> dict[str, list[list[Any]]]:
    """Return one table a sheet: a file, or each file of a folder in the order of their names."""
    files = sorted(source.glob("*.csv")) if source.is_dir() else [source]
    return {file.stem: read_table(file.read_text()) for file in files}
