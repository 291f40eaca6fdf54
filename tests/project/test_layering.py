"""Who may import whom."""

import ast
import re
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

NAME = "amazon_music_async"

TIERS = (
    {"_version", "atomic_file", "errors", "events", "models", "_validation", "_redaction", "_events", "_retry"},
    {"_convert", "_lookups", "_pages"},
    {"auth"},
    {"_calls"},
    {"resources"},
    {"client"},
    {""},  # the package itself: the public names
    {"sandbox", "arrow"},
    {"dask"},
    {"cli"},
    {"__main__"},
)
"""The folders, and the modules beside them, lowest first; a folder stands for all in it."""

THIRD_PARTY = {
    "aiohttp": {"_calls", "client", "auth", "sandbox", "cli"},
    "cattrs": {"_convert"},
    "click": {"cli"},
    "cloudpickle": {"dask"},
    "dask": {"dask"},
    "distributed": {"dask"},
    "filelock": {"auth"},
    "msgspec": {"_convert"},
    "pandas": {"dask"},
    "pyarrow": {"arrow"},
    "lazy_loader": {""},
    "pytest": {"sandbox"},
    "rich": {"cli"},
    "sqlalchemy": {"auth"},
    "yarl": {"_validation", "_calls", "auth"},
}
"""Who uses what does not come with Python; all may use attrs. (keyring is imported by its name, when it is used.)"""


@cache
def modules(package: Path) -> dict[str, ast.Module]:
    """Every module of the package by its name below it, parsed."""
    found: dict[str, ast.Module] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def imports(tree: ast.Module) -> frozenset[str]:
    """The dotted names of all that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def at_run_time(tree: ast.Module) -> ast.Module:
    """The module without what only type checkers read."""
    body = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    return ast.Module(body, [])


def by_name(tree: ast.Module) -> bool:
    """Whether a module can import what no import statement of it names."""
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"__import__", "eval", "exec"}
    return bool(called) or not {"importlib", "importlib.import_module", "runpy"}.isdisjoint(imports(tree))


def own(tree: ast.Module, known: dict[str, ast.Module]) -> set[str]:
    """The project's modules among them, by their names below the package."""
    names: set[str] = set()
    for name in imports(tree):
        if name == NAME or name.startswith(f"{NAME}."):
            below = name[len(NAME) + 1 :]
            names.add(below if below in known else below.rpartition(".")[0])
    return names


def head(module: str) -> str:
    """The name under which a module stands in `TIERS`."""
    return module.partition(".")[0]


def tier(module: str) -> int:
    """How high a module stands."""
    heights = [height for height, names in enumerate(TIERS) if head(module) in names]
    assert heights, f"{module} stands in no tier: say in TIERS who may import it"
    return heights[0]


def test_a_module_imports_only_what_lies_below_it_or_beside_it(package: Path) -> None:
    """Dependencies point downwards."""
    known = modules(package)

    upwards = [
        f"{name} imports {used}" for name in known for used in own(known[name], known) if tier(used) > tier(name)
    ]

    assert upwards == []


@pytest.mark.parametrize("user", ["arrow", "cli", "dask"])
def test_code_built_upon_the_library_uses_public_modules_only(package: Path, user: str) -> None:
    """The command line, the tables and the cluster are users of the library: what they need, others need as well."""
    known = modules(package)

    private = {
        f"{name} imports {used}"
        for name in known
        if head(name) == user
        for used in own(known[name], known)
        if head(used) != user and used.startswith("_") and used != "_version"
    }

    assert private == set()


def test_no_modules_import_each_other_in_a_circle(package: Path) -> None:
    """Beside each other is allowed, round and round is not."""
    known = modules(package)

    order = TopologicalSorter({name: own(at_run_time(known[name]), known) - {name} for name in known}).static_order()

    assert set(order) == set(known)


@pytest.mark.parametrize("library", sorted(THIRD_PARTY))
def test_a_library_is_known_only_where_it_belongs(package: Path, library: str) -> None:
    """One module talks, one converts; the rest would not notice if they were replaced."""
    known = modules(package)

    users = {head(name) for name in known if any(used.partition(".")[0] == library for used in imports(known[name]))}

    assert users == THIRD_PARTY[library]


def test_the_picture_of_the_folders_shows_the_tiers(root: Path) -> None:
    """From top to bottom; what has no line of its own are a few modules."""
    picture = (root / "docs/explanation/folders.svg").read_text("utf-8")
    layers = [
        {*re.findall(r">(\w+)</text>", part)} for part in re.findall(r'<g class="layer">.*?</g>', picture, re.DOTALL)
    ]

    tiers = [tier - {"", "__main__", "_version", "atomic_file"} for tier in reversed(TIERS)]
    assert layers == [tier for tier in tiers if tier]


def test_nothing_else_is_imported(package: Path) -> None:
    """What is not Python's own is in the table above."""
    known = modules(package)

    used = {name.partition(".")[0] for tree in known.values() for name in imports(tree)}

    assert used - set(sys.stdlib_module_names) - set(THIRD_PARTY) == {NAME, "attrs"}


def test_imports_are_statements(package: Path) -> None:
    """What is named in a string escapes the tests above: public names on first use, keyring, hooks made of text."""
    users = {name for name, tree in modules(package).items() if by_name(tree)}

    assert users == {"sandbox", "auth.keyring_store", "_convert.codegen"}
