import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.database import db
from app.markup import typeset
from app.themes.models import Level, Term, Territory

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Loaded:
    """How many rows a loading added and changed."""

    added: int
    changed: int


def load_terms(file: Path = DATA / "taxonomy.json") -> Loaded:
    """Bring the terms of the file into the database; what is there keeps its id."""
    concepts: list[dict[str, Any]] = json.loads(file.read_text())["concepts"]
    known = {(term.scheme, term.slug): term for term in db.session.scalars(select(Term))}
    added = changed = 0
    for concept in concepts:
        key = (concept["scheme"], concept["id"])
        values = {
            "label": typeset(concept["prefLabel"]),
            "label_en": concept.get("en") or "",
            "definition": typeset(concept.get("definition") or ""),
            "alternatives": concept.get("altLabels") or [],
            "position": concept.get("order") or 0,
        }
        if key not in known:
            known[key] = Term(scheme=key[0], slug=key[1], **values)
            db.session.add(known[key])
            added += 1
        elif _update(known[key], values):
            changed += 1
    db.session.flush()  # parents need their ids
    for concept in concepts:
        if concept.get("broader"):
            term = known[concept["scheme"], concept["id"]]
            term.parent_id = known[concept["scheme"], concept["broader"]].id
    return Loaded(added, changed)


def load_territories(file: Path = DATA / "territories.csv") -> Loaded:
    """Bring the territories of the file into the database; what is there keeps its id."""
    known = {(place.level, place.code): place for place in db.session.scalars(select(Territory))}
    by_code: dict[str, Territory] = {}
    added = changed = 0
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        level = Level(row["niveau"])
        values = _territory_values(row)
        place = known.get((level, row["code"]))
        if place is None:
            place = Territory(level=level, code=row["code"], **values)
            db.session.add(place)
            added += 1
        elif _update(place, values):
            changed += 1
        by_code[row["code"]] = place
    db.session.flush()  # parents need their ids
    for row in rows:
        parent = by_code.get(row["parent_code"])
        by_code[row["code"]].parent_id = parent.id if parent else None
    return Loaded(added, changed)


def _territory_values(row: dict[str, str]) -> dict[str, Any]:
    return {
        "name": typeset(" ".join(row["nom_affiche"].split())),
        "slug": row["slug"],
        "kind": " ".join(row["type"].split()),
        "departments": row["departements"].split("|"),
        "population": int(row["population"] or 0),
        "latitude": float(row["latitude"]) if row["latitude"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
    }


def _update(row: Term | Territory, values: dict[str, Any]) -> bool:
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs
