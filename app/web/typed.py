"""What browsers send, without the one character that no text has and some databases refuse."""

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

NUL = "\x00"


class TypedFields(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address, their NUL characters dropped."""

    def __init__(self, mapping: Any = None) -> None:
        if mapping is not None:
            mapping = [(_clean(name), _clean(value)) for name, value in iter_multi_items(mapping)]
        super().__init__(mapping)


class SiteRequest(Request):
    """A request whose fields hold only what a text can hold."""

    parameter_storage_class = TypedFields


def _clean(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


def init_app(app: Flask) -> None:
    """Read every request this way."""
    app.request_class = SiteRequest
