"""Numbers in addresses: only those that a row can have; any other address is not found."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.database import LARGEST_ID


class RowNumber(IntegerConverter):
    """`<int:…>`, never larger than what the database takes."""

    def __init__(self, url_map: Map, fixed_digits: int = 0) -> None:
        super().__init__(url_map, fixed_digits=fixed_digits, max=LARGEST_ID)


def init_app(app: Flask) -> None:
    """Read the numbers of every address this way."""
    app.url_map.converters["int"] = RowNumber
