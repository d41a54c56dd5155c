"""The arrows between the parts, and the manners of the house (CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 320
LONGEST_FUNCTION = 50

STORE = {"storage", "sqlalchemy", "alembic", "psycopg"}
# Of Rasa's own environment: nothing outside `bot` can have it.
RASA = {"rasa", "sanic", "sklearn", "numpy", "scipy", "joblib", "matplotlib", "tensorflow", "tarsafe"}
EDGES = {"actions", "api", "console", "ivr", "notify", "simulator", "tracking"}

# What these may import besides the standard library: the core names all of it.
ONLY = {
    "tickets": {"tickets"},
    "desk": {"desk", "tickets"},
    "performance": {"performance", "desk", "tickets"},
    "accounts": {"accounts", "tickets", "argon2"},
    "privacy": {"privacy", "tickets"},
    "storage": {"storage", "accounts", "desk", "performance", "privacy", "tickets", "sqlalchemy", "alembic"},
    # What Rasa remembers of a conversation is no report: it is kept with what Rasa brings.
    "bot": {"bot", "danger", "logs", "phonenumbers", "jsonschema", "sqlalchemy", "redis", "aiohttp", "aio_pika"}
    | {"structlog", "not_known"}
    | RASA,
    "claims": {"structlog", "tickets"},
    "clock": set(),
    "danger": {"danger"},
    "settings": {"secret_files", "setting_kinds", "setting_reader"},
    "setting_reader": {"secret_files"},
    "sender": {"settings"},
    "setting_kinds": set(),
    "secret_files": set(),
    "wording": {"ruamel"},
    "logs": {"structlog"},
    "not_known": set(),
    "phones": {"phonenumbers"},
    "spoken": {"spoken"},
    "telling": {"spoken", "tickets"},
    # What pages of several parts share; a page may not ask another page for it.
    "shared_assets": {"flask"},
}
# What these may not import: an edge parses, makes one call, renders.
NEVER = {edge: STORE | RASA | {"bot", "app"} | (EDGES - {edge}) for edge in EDGES} | {
    "bootstrap": RASA | EDGES | {"bot", "app", "flask"},
    "app": RASA | {"bot", "sqlalchemy"},
    "health": RASA | EDGES | {"bot", "sqlalchemy"},
    "metrics": RASA | EDGES | STORE | {"bot"},
    "trail": RASA | EDGES | STORE | {"bot", "app"},
    # A command: what it takes out lies in two databases.
    "data_subjects": RASA | EDGES | {"bot", "app", "sqlalchemy"},
    "storm": RASA | EDGES | STORE | {"bot", "app"},
    "tracing": RASA | EDGES | {"bot", "app", "bootstrap", "storage"},
    "proxies": RASA | EDGES | STORE | {"bot", "app", "bootstrap"},
    "deploy": RASA | EDGES | {"bot", "app", "bootstrap", "sqlalchemy"},
    "bench": RASA | {"bot"},
}
# rasa-sdk serves the actions by it.
NEVER["actions"] -= {"sanic"}
# The floor under all of it is made of the same servers; what draws the plots is in Rasa's environment.
NEVER["bench"] -= {"sanic", "matplotlib"}
# The carrier is known only where its messages are read, written or imitated.
TWILIO = {"ivr", "notify", "simulator", "bench"}
# Rasa's environment has no settings module, and a benchmark hands its own environment on to what it measures.
OWN_ENVIRONMENT = {
    "settings.py",
    "bot/evaluation/quiet.py",
    "bot/evaluation/score.py",
    "bench/nlu.py",
    "bench/side_by_side.py",
    "bench/sides.py",
    "bench/rasa_models.py",
    "bench/storage.py",
}
WORDS_FOR_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


@cache
def modules() -> dict[Path, ast.Module]:
    """Return every module of the project outside its tests, by path from the root."""
    packages = [folder for folder in ROOT.iterdir() if any(folder.glob("*.py")) and folder.name not in {"tests", "var"}]
    files = [*ROOT.glob("*.py"), *(file for folder in packages for file in folder.rglob("*.py"))]
    return {file.relative_to(ROOT): ast.parse(file.read_text(), str(file)) for file in sorted(files)}


def part(path: Path) -> str:
    """Return the package, or the name of a module at the root."""
    return path.parts[0].removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the top-level package and line of every import, also those inside functions and for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield (node.module or "").split(".")[0], node.lineno


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for an attribute of an attribute of a name."""
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_the_project_is_seen() -> None:
    seen = {part(path) for path in modules()}
    assert {"tickets", "desk", "storage", "actions", "api", "ivr", "bot", "app", "settings"} <= seen


def test_every_part_has_its_arrows() -> None:
    assert {part(path) for path in modules()} - ONLY.keys() - NEVER.keys() == set()


@pytest.mark.parametrize("name", sorted(ONLY))
def test_the_core_imports_only_what_is_named(name: str) -> None:
    allowed = ONLY[name] | sys.stdlib_module_names
    assert _imported(name, lambda package: package not in allowed) == []


@pytest.mark.parametrize("name", sorted(NEVER))
def test_the_edges_reach_no_further_than_the_core(name: str) -> None:
    assert _imported(name, lambda package: package in NEVER[name]) == []


def test_only_the_carriers_edges_know_the_carrier() -> None:
    names = {part(path) for path in modules()} - TWILIO
    assert [line for name in names for line in _imported(name, lambda package: package == "twilio")] == []


def test_only_the_settings_read_the_environment() -> None:
    reads = {"os.environ", "os.getenv", "os.environb", "environ", "getenv"}
    assert _found(lambda node: isinstance(node, ast.expr) and dotted(node) in reads, but=OWN_ENVIRONMENT) == []


def test_only_the_clock_asks_for_the_time() -> None:
    asks = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    assert (
        _found(lambda node: isinstance(node, ast.Attribute) and bool(asks.search(dotted(node))), but={"clock.py"}) == []
    )


def test_modules_are_short() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_are_short_but_for_lists_of_columns() -> None:
    def is_long(node: ast.AST) -> bool:
        return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _own_lines(node) > LONGEST_FUNCTION

    assert [place for place in _found(is_long) if "migrations/versions" not in place] == []


def test_no_file_is_named_for_nothing() -> None:
    assert [
        str(path) for path in modules() if WORDS_FOR_NOTHING & {name.removesuffix(".py") for name in path.parts}
    ] == []


def test_public_names_say_what_they_are_for() -> None:
    def is_bare(node: ast.AST) -> bool:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return False
        return node in public and ast.get_docstring(node) is None

    public = {
        member
        for path, tree in modules().items()
        if "versions" not in path.parts
        for scope in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"))
        for member in scope.body
        if not getattr(member, "name", "_").startswith("_")
    }
    assert _found(is_bare) == []


def _own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function but for the functions in it: a factory of routes is not one long thought."""
    inner = (member for member in node.body if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef))
    lines = (node.end_lineno or 0) - node.lineno + 1
    return lines - sum((member.end_lineno or 0) - member.lineno + 1 for member in inner)


def _imported(name: str, is_wrong: Callable[[str], bool]) -> list[str]:
    return [
        f"{path}:{line} imports {package}"
        for path, tree in modules().items()
        if part(path) == name
        for package, line in imports(tree)
        if is_wrong(package)
    ]


def _found(is_wrong: Callable[[ast.AST], bool], but: Collection[str] = ()) -> list[str]:
    return [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in modules().items()
        if str(path) not in but
        for node in ast.walk(tree)
        if is_wrong(node)
    ]
