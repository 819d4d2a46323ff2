"""Where things stand in the code, and what may not stand there."""

import ast
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
HTTP = {"flask", "flask_login", "flask_wtf", "werkzeug", "wtforms"}
PURE = ("actions", "queries", "permissions", "events")
PURE_FILES = sorted(file for name in PURE for file in APP.glob(f"*/{name}.py"))
MODULES = sorted(
    file
    for folder in ("app", "scripts", "tests", "bench")
    for file in (ROOT / folder).rglob("*.py")
)
MODULES.append(ROOT / "serve.py")
HOUSE_LENGTH = 400
FILES_OF_A_ROOM = {
    *("models", "events", "permissions", "queries", "actions"),
    *("forms", "views", "searchable", "notices", "cli"),
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_files_to_check():
    assert PURE_FILES


@pytest.mark.parametrize("path", PURE_FILES, ids=named)
def test_rules_and_writes_know_nothing_of_http(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
        elif isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
    assert not {name for name in imported if name.split(".")[0] in HTTP}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_grows_past_four_hundred_lines(path):
    assert len(path.read_text().splitlines()) <= HOUSE_LENGTH


def test_every_package_says_what_it_is():
    for path in APP.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text())), named(path)


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=named)
def test_every_public_function_says_something_its_name_does_not(path):
    tree = ast.parse(path.read_text())
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_every_room_is_under_the_contract_on_what_is_inside_a_room():
    """A room made later must be added to pyproject.toml, or nothing would watch it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    watched = next(
        contract["containers"] for contract in contracts if contract["name"].startswith("Inside")
    )
    rooms = {
        f"app.{folder.name}"
        for folder in APP.iterdir()
        if (folder / "__init__.py").exists()
        and len(FILES_OF_A_ROOM & {file.stem for file in folder.glob("*.py")}) > 1
    }
    assert rooms <= set(watched)


def test_migrations_never_import_the_application():
    guilty = []
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            guilty += [named(path) for name in names if name.split(".")[0] == "app"]
    assert not guilty
