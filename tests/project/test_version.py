"""The version has one home."""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from amazon_music_async._version import __version__


def test_the_distribution_has_the_version_of_the_package() -> None:
    """What pip shows is what the package says of itself."""
    try:
        installed = version("amazon_music_async")
    except PackageNotFoundError:
        pytest.skip("the checkout is tested, no distribution is installed")

    assert installed == __version__


def test_the_changes_begin_with_this_version(root: Path) -> None:
    """Nobody has to guess what is new in the version at hand."""
    headings = re.findall(r"^(.+)\n-+$", (root / "CHANGES.rst").read_text("utf-8"), re.MULTILINE)

    assert headings[0].startswith(__version__)
