"""What the index keeps of a passage: words to find it, and packed columns to rank and filter it.

The text is analysed here and handed to Whoosh as lists of stems, so no analyser stands in the
index. Beside the words, each passage has three columns: one packed record (who, what, when, how
long), its labels and audiences as numbers, and the sequence of its words as hashes, which tells
how near the words stand to one another and how they were spelt.
"""

import zlib
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import __version__ as whoosh_version
from whoosh.analysis.analyzers import IDAnalyzer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import FixedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from app.search import analysis, audiences
from app.search.analysis import Word
from app.search.engine import Key, territory_label
from app.search.kinds import SearchDocument

# To be raised whenever what follows changes what the index holds.
SCHEMA_VERSION = 1
LONGEST_BODY = 20_000
LONGEST_SEQUENCE = 2_000
PREFIX_LENGTH = 5
AUDIENCE_FLAG = 1 << 31

Hashes = NDArray[np.uint32]

RECORD = np.dtype(
    [
        ("kind", "<u4"),
        ("object_id", "<u4"),
        ("author_id", "<u4"),
        ("published", "<u4"),
        ("title", "<u4"),
        ("title_length", "<u2"),
        ("text_length", "<u2"),
        ("position", "<u2"),
        ("fingerprint", "<u8"),
    ]
)


def make_schema() -> Schema:
    """Return the fields and columns of the index."""
    words = TEXT(analyzer=IDAnalyzer(), phrase=False, stored=False)
    return Schema(
        id=STORED(),
        object=ID(),
        heading=STORED(),
        shown_title=STORED(),
        shown_text=STORED(),
        title=words,
        text=words,
        record=COLUMN(FixedBytesColumn(RECORD.itemsize)),
        labels=COLUMN(VarBytesColumn()),
        sequence=COLUMN(VarBytesColumn()),
    )


def make_codec() -> W3Codec:
    """Return the way postings are written: large blocks are read faster and take less room."""
    return W3Codec(blocklimit=1024)


def index_stamp() -> str:
    """Return the name of this schema in this language; an index of another name is out of date."""
    version = "".join(str(number) for number in whoosh_version)
    layout = zlib.crc32(repr((SCHEMA_VERSION, RECORD.descr)).encode())
    return f"{layout:08x}-{version}-{analysis.analysis_stamp()}"


def object_key(key: Key) -> str:
    """Return the word by which all passages of a thing are found and replaced."""
    return f"{key.kind}:{key.object_id}"


def key_and_part(identifier: str) -> tuple[Key, str]:
    """Return the thing and the part behind a stored identifier."""
    kind, object_id, part = identifier.split(":", 2)
    return Key(kind, int(object_id)), part


@lru_cache(maxsize=50_000)
def hash_of_stem(stem: str) -> int:
    """Return the hash that stands for a stem in the sequence; never 0, which parts fields."""
    return zlib.crc32(stem.encode()) or 1


@lru_cache(maxsize=50_000)
def hash_of_form(form: str) -> int:
    """Return the hash of a form: its first letters in the high half, all of it in the low one."""
    return (hash_of_prefix(form) << 16) | (zlib.crc32(form.encode()) & 0xFFFF)


def hash_of_prefix(form: str) -> int:
    """Return 16 bits that stand for the first letters of a form; numbers are kept whole."""
    start = form if form[:1].isdigit() else form[:PREFIX_LENGTH]
    return (zlib.crc32(start.encode()) >> 16) or 1


def fingerprint(document: SearchDocument) -> int:
    """Return a number that changes with anything the index keeps of a passage."""
    content = (
        document.part,
        document.title,
        document.heading,
        document.body,
        sorted(document.audience),
        sorted(document.terms),
        sorted(document.territories),
        document.author_id,
        document.published and document.published.timestamp(),
    )
    return int.from_bytes(blake2b(repr(content).encode(), digest_size=8).digest(), "little")


def fields_of(key: Key, document: SearchDocument, position: int) -> Iterator[dict[str, Any]]:
    """Give what Whoosh stores for a passage: several times when its text is very long.

    `position` is its place in the thing, so that the beginning can be shown first.
    """
    title = analysis.normalised(document.title)
    heading = analysis.normalised(document.heading)
    title_words = analysis.words(title)
    for body in split_body(analysis.normalised(document.body)):
        text_words = analysis.words(f"{heading}\n{body}")
        yield {
            "id": f"{object_key(key)}:{document.part}",
            "object": object_key(key),
            "heading": heading,
            "shown_title": title,
            "shown_text": body,
            "title": [word.stem for word in title_words],
            "text": [word.stem for word in text_words],
            "record": _record(key, document, position, (len(title_words), len(text_words))),
            "labels": _labels(document),
            "sequence": _sequence(title_words, text_words),
        }


def split_body(body: str) -> Iterator[str]:
    """Give the text in pieces the index can bear, cut where a line or at least a word ends."""
    while len(body) > LONGEST_BODY:
        half = LONGEST_BODY // 2
        cut = max(body.rfind("\n", half, LONGEST_BODY), body.rfind(" ", half, LONGEST_BODY))
        cut = cut if cut > 0 else LONGEST_BODY
        yield body[:cut]
        body = body[cut:].lstrip()
    yield body


def _record(key: Key, document: SearchDocument, position: int, lengths: tuple[int, int]) -> bytes:
    published = int(document.published.timestamp()) if document.published else 0
    values = (
        zlib.crc32(key.kind.encode()),
        key.object_id,
        document.author_id or 0,
        min(max(published, 0), 0xFFFFFFFF),
        zlib.crc32(document.title.encode()),
        min(lengths[0], 0xFFFF),
        min(lengths[1], 0xFFFF),
        min(position, 0xFFFF),
        fingerprint(document),
    )
    return np.array([values], dtype=RECORD).tobytes()


def _labels(document: SearchDocument) -> bytes:
    numbers = [number | AUDIENCE_FLAG for number in audiences.as_numbers(document.audience)]
    numbers += sorted(document.terms)
    numbers += sorted(territory_label(territory) for territory in document.territories)
    # Never empty: Whoosh miswrites a column whose last values are.
    return np.array([0, *numbers], dtype=np.uint32).tobytes()


def _sequence(title_words: list[Word], text_words: list[Word]) -> bytes:
    """Pack the length of the title, then all stems, then all forms, as hashes in order."""
    title_words = title_words[:LONGEST_SEQUENCE]
    kept = title_words + text_words[:LONGEST_SEQUENCE]
    stems = [hash_of_stem(word.stem) for word in kept]
    forms = [hash_of_form(word.form) for word in kept]
    return np.array([len(title_words), *stems, *forms], dtype=np.uint32).tobytes()
