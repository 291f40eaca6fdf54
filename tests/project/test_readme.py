"""The pages at the root say truly how the project is checked, and what is in it."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

PAGES = ("README.rst", "CONTRIBUTING.rst", "SECURITY.rst", "CHANGES.rst")


def sessions(root: Path) -> list[str]:
    """The sessions of nox."""
    tree = ast.parse((root / "noxfile.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    return [node.name for node in functions]


def test_the_command_that_is_run_elsewhere_is_the_one_of_the_readme(root: Path) -> None:
    """The checks install nox as a newcomer does."""
    readme = (root / "README.rst").read_text("utf-8")

    assert '/pip" install --quiet "nox[uv]"' in (root / ".ci/run").read_text("utf-8")
    assert re.search(r"^    .*/pip install \"nox\[uv\]\" && \.venv-nox/bin/nox$", readme, re.MULTILINE)


def test_the_readme_is_short(root: Path) -> None:
    """It is read in a few minutes; the rest is in the documentation."""
    assert len((root / "README.rst").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES)
def test_the_parts_of_the_checks_are_called_as_a_page_says(root: Path, page: str) -> None:
    """Each session of nox that a page names is one, on an interpreter that is tested."""
    text = (root / page).read_text("utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    versions = [last for line in project["classifiers"] if (last := line.rpartition(":: ")[2]).startswith("3.")]

    for session, version in re.findall(r"``nox -s (\w+)(?:-([\d.]+))?", text):
        assert session in sessions(root)
        assert not version or version in versions


def test_contributors_are_told_of_each_session(root: Path) -> None:
    """A session that a page does not explain is not used."""
    page = (root / "CONTRIBUTING.rst").read_text("utf-8")

    assert {*re.findall(r"^ *``nox -s (\w+)", page, re.MULTILINE)} == {*sessions(root)}


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_names_exist(root: Path, page: str) -> None:
    """Files and folders of the checkout, wherever a page writes ``folder/file``, ``FILE.rst`` or a picture's place."""
    text = (root / page).read_text("utf-8")
    named = {
        *re.findall(r"``([\w.-]+/[\w./-]*|[\w-]+\.(?:rst|toml|py))``", text),
        *re.findall(r"^\.\. image:: (\S+)$", text, re.MULTILINE),
    }

    assert [name for name in sorted(named) if not (root / name).exists()] == []


def test_the_files_that_the_project_names_exist(root: Path) -> None:
    """The files that the package index, the builder and the tools are told of."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project, tools = settings["project"], settings["tool"]
    named = [
        *(project["readme"], *project["license-files"], tools["hatch"]["version"]["path"]),
        *tools["hatch"]["build"]["targets"]["wheel"]["packages"],
        *(*tools["pytest"]["ini_options"]["pythonpath"], *tools["pytest"]["ini_options"]["testpaths"]),
        *(*tools["mypy"]["files"], *tools["pyright"]["include"], *tools["pyright"]["extraPaths"]),
    ]

    assert [name for name in named if not (root / name).exists()] == []
