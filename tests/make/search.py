from collections.abc import Iterable
from datetime import datetime

from app.search.engine import Change, Key, Question, Segment
from app.search.kinds import SearchDocument

EVERYBODY = frozenset({"public"})


def make_document(  # noqa: PLR0913 - a builder: every field may matter to a test
    body: str = "",
    *,
    title: str = "Sans titre",
    part: str = "texte",
    heading: str = "",
    kind: str = "note",
    audience: Iterable[str] = EVERYBODY,
    terms: Iterable[int] = (),
    territories: Iterable[int] = (),
    published: datetime | None = None,
) -> SearchDocument:
    return SearchDocument(
        part=part,
        title=title,
        heading=heading,
        body=body,
        kind=kind,
        audience=frozenset(audience),
        terms=frozenset(terms),
        territories=frozenset(territories),
        published=published,
    )


def make_change(object_id: int, *documents: SearchDocument, kind: str = "note") -> Change:
    return Change(key=Key(kind, object_id), documents=list(documents))


def make_question(text: str, **choices: object) -> Question:
    return Question(**{"text": text, "audiences": EVERYBODY, **choices})  # type: ignore[arg-type]


def marked(segments: Iterable[Segment]) -> str:
    """The segments as one text, the words found between brackets."""
    return "".join(f"[{text}]" if is_match else text for text, is_match in segments)
