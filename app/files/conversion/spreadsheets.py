"""Workbooks made from tables."""

import csv
import re
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | None
FORMULA = "="
DELIMITER = ";"
NUMBER = re.compile(r"[+-]?\d+(,\d+)?")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
NAME_LENGTH = 31
NARROWEST, WIDEST = 9, 48


def read_table(text: str) -> list[list[Cell]]:
    """Read a CSV of ours: « ; » between cells, decimal commas, formulas begin with « = »."""
    reader = csv.reader(StringIO(text), delimiter=DELIMITER)
    return [[_value(cell) for cell in row] for row in reader]


def _value(cell: str) -> Cell:
    if not cell.strip():
        return None
    if NUMBER.fullmatch(cell):
        return float(cell.replace(",", ".")) if "," in cell else int(cell)
    return cell


def make_xlsx(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], *, formulas: bool = False, title: str = ""
) -> bytes:
    """Make a workbook, one sheet a table, in this order; the first row of each is its head.

    Formulas are kept only for tables of ours: in an export of what members wrote, a cell that
    begins with « = » is text.
    """
    book = Workbook()
    book.properties.title = title or None
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(FORBIDDEN_IN_NAMES.sub(" ", name)[:NAME_LENGTH].strip())
        _fill(sheet, rows, formulas=formulas)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]], *, formulas: bool) -> None:
    for row_number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(row_number, column)
            cell.value = ILLEGAL.sub("", value) if isinstance(value, str) else value
            if cell.data_type == "f" and not formulas:
                cell.data_type = "s"
                cell.quotePrefix = True
            if row_number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in range(1, max(map(len, rows), default=0) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(rows, column - 1)
    sheet.freeze_panes = "B2"


def _width(rows: Sequence[Sequence[Cell]], column: int) -> int:
    lengths = (
        len(str(row[column]))
        for row in rows
        if column < len(row) and not str(row[column]).startswith(FORMULA)
    )
    return min(WIDEST, max(NARROWEST, max(lengths, default=0) + 2))
