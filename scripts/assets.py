"""Make static/build/ (never committed): one style sheet, compressed copies, one content hash.

The hash stands in the address of every static file, so that browsers may keep them for a year.
No Node, no bundler: style sheets are put end to end, scripts stay ES modules as written.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from scripts.say import give_up, say

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLES = STATIC / "css"
BUILD = STATIC / "build"
SHEET = BUILD / "site.css"
MANIFEST = BUILD / "manifest.json"
# tokens.css declares the cascade layers, so it comes first; other files follow in their own order.
FIRST = ("tokens.css", "base.css", "components.css", "rooms.css")
PRINT = "print.css"
COMPRESSED_SUFFIXES = {".css", ".js", ".json", ".svg", ".txt", ".webmanifest"}
HASH_LENGTH = 12


def build() -> None:
    """Write what changed since the last time; say so only then."""
    BUILD.mkdir(parents=True, exist_ok=True)
    _write(SHEET, _style_sheet().encode())
    digest = hashlib.sha256()
    for file in _served_files():
        content = file.read_bytes()
        digest.update(f"{file.relative_to(STATIC).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
        if file.suffix in COMPRESSED_SUFFIXES:
            _compress(file, content)
    _remove_orphans()
    manifest = json.dumps({"hash": digest.hexdigest()[:HASH_LENGTH]}) + "\n"
    if _write(MANIFEST, manifest.encode()):
        say("Feuille de style et fichiers statiques prêts.")


def _style_sheet() -> str:
    names = {file.name for file in STYLES.glob("*.css")}
    missing = [name for name in (*FIRST, PRINT) if name not in names]
    if missing:
        give_up(f"static/css : {', '.join(missing)} manque.")
    others = sorted(names - {*FIRST, PRINT})
    parts = [(STYLES / name).read_text("utf-8") for name in (*FIRST, *others)]
    parts.append(f"@media print {{\n{(STYLES / PRINT).read_text('utf-8')}}}\n")
    return "\n".join(parts)


def _served_files() -> Iterator[Path]:
    for file in sorted(STATIC.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(STATIC).parts)
        if file.is_file() and not hidden and file.suffix != ".gz" and file != MANIFEST:
            yield file


def _write(file: Path, content: bytes) -> bool:
    """Write a file whole or not at all, only when it differs; tell whether it did."""
    if file.is_file() and file.read_bytes() == content:
        return False
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(file)
    return True


def _compress(file: Path, content: bytes) -> None:
    """Put the compressed copy beside the file; its time says which version it was made from."""
    copy = file.with_name(f"{file.name}.gz")
    if copy.exists() and copy.stat().st_mtime_ns == file.stat().st_mtime_ns:
        return
    _write(copy, gzip.compress(content, 9, mtime=0))
    _date_like(copy, file)


def _date_like(copy: Path, file: Path) -> None:
    moment = file.stat().st_mtime_ns
    os.utime(copy, ns=(moment, moment))


def _remove_orphans() -> None:
    for copy in STATIC.rglob("*.gz"):
        if not copy.with_suffix("").is_file():
            copy.unlink()


if __name__ == "__main__":
    build()
