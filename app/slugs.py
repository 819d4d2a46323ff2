"""Titles as they stand in addresses: « Évaluer l'utilité » becomes `evaluer-l-utilite`."""

import re
import unicodedata

LONGEST = 80
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """Return the words of a title in lower-case ASCII, joined by hyphens, never empty."""
    text = title.lower().replace("œ", "oe").replace("æ", "ae")
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = _NOT_A_WORD.sub("-", folded).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]
    return slug or "sans-titre"
