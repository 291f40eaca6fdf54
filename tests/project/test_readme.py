"""The README says how the project is checked."""

import ast
import re
import tomllib
from pathlib import Path


def test_what_is_run_elsewhere_is_what_the_readme_says(root: Path) -> None:
    """The checks install nox as a newcomer does."""
    readme = (root / "README.rst").read_text("utf-8")

    assert '/pip" install --quiet "nox[uv]"' in (root / ".ci/run").read_text("utf-8")
    assert re.search(r"^    .*/pip install \"nox\[uv\]\" && \.venv-nox/bin/nox$", readme, re.MULTILINE)


def test_the_parts_of_the_checks_are_called_as_the_readme_says(root: Path) -> None:
    """Each session of nox that the README names is one, on an interpreter that is tested."""
    text = (root / "README.rst").read_text("utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    functions = [node for node in ast.parse((root / "noxfile.py").read_text("utf-8")).body if hasattr(node, "name")]
    versions = [last for line in project["classifiers"] if (last := line.rpartition(":: ")[2]).startswith("3.")]

    for session, version in re.findall(r"``nox -s (\w+)(?:-([\d.]+))?", text):
        assert session in [vars(node)["name"] for node in functions]
        assert not version or version in versions
