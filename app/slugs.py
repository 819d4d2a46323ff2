"""Titles as they stand in addresses: « Évaluer l'utilité » becomes `evaluer-l-utilite`."""

import re
import unicodedata

LONGEST = 80
_WRITTEN_OUT = str.maketrans({"œ": "oe", "æ": "ae", "’": "-", "–": "-", "—": "-"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """Return the words of a title in lower-case ASCII, joined by hyphens, never empty."""
    text = title.lower().translate(_WRITTEN_OUT)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = _NOT_A_WORD.sub("-", folded).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]
    return slug or "sans-titre"
