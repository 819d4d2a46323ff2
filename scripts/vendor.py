"""Fill static/vendor/ (never committed) from node_modules: fonts, icon sprite, htmx.

`static/icons.txt` names the icons the site draws; add a name there to use one more. Nothing is
done again while the packages, the list of icons and this file are the same.
"""

import hashlib
import re
import shutil
from pathlib import Path

from scripts.say import give_up, say

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
ICONS = ROOT / "static" / "icons.txt"
FONTS = {
    "@fontsource-variable/atkinson-hyperlegible-next": ("normal", "italic"),
    "@fontsource-variable/bitter": ("normal",),
}
LICENSES = (*FONTS, "@tabler/icons", "htmx.org")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
# Tabler draws an invisible square around each icon; it would only make the sprite heavier.
SQUARE = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def fill() -> None:
    """Make the folder anew when what it is made from changed."""
    stamp = TARGET / ".made-from"
    expected = _fingerprint()
    if stamp.is_file() and stamp.read_text() == expected:
        return
    new = TARGET.with_name("vendor.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    _copy_fonts(new)
    shutil.copyfile(_existing(MODULES / "htmx.org/dist/htmx.min.js"), new / "htmx.min.js")
    (new / "sprite.svg").write_text(_sprite(), encoding="utf-8")
    for package in LICENSES:
        name = package.removeprefix("@").replace("/", "-")
        shutil.copyfile(_existing(MODULES / package / "LICENSE"), new / f"LICENSE-{name}.txt")
    (new / ".made-from").write_text(expected)
    shutil.rmtree(TARGET, ignore_errors=True)
    new.rename(TARGET)
    say(f"static/vendor : {len(_icon_names())} icônes, {len(FONTS)} polices, htmx.")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in (ROOT / "package-lock.json", ICONS, Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _existing(file: Path) -> Path:
    if not file.is_file():
        give_up(
            f"{file.relative_to(ROOT)} manque : les paquets npm ont changé. "
            "Lancez « make clean », puis recommencez."
        )
    return file


def _copy_fonts(target: Path) -> None:
    for package, styles in FONTS.items():
        folder = target / package / "files"
        folder.mkdir(parents=True)
        for style in styles:
            name = f"{package.split('/')[1]}-latin-wght-{style}.woff2"
            shutil.copyfile(_existing(MODULES / package / "files" / name), folder / name)


def _icon_names() -> list[str]:
    return sorted(set(ICONS.read_text(encoding="utf-8").split()))


def _sprite() -> str:
    folder = _existing(MODULES / "@tabler/icons/icons/outline/x.svg").parent
    names = _icon_names()
    unknown = [name for name in names if not (folder / f"{name}.svg").is_file()]
    if unknown:
        give_up(
            f"static/icons.txt : {', '.join(unknown)}. Tabler n’a pas d’icône de ce nom "
            "(les noms sont ceux des fichiers de node_modules/@tabler/icons/icons/outline)."
        )
    symbols = [_symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in names]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _symbol(name: str, svg: str) -> str:
    drawing = DRAWING.search(svg)
    if not drawing:
        give_up(f"L’icône {name} n’a pas la forme attendue.")
    inner = re.sub(r">\s+<", "><", SQUARE.sub("", drawing[1])).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


if __name__ == "__main__":
    fill()
