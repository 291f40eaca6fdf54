"""Where the project and its package lie."""

from pathlib import Path

import pytest

import amazon_music_async


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return Path(__file__).parents[2]


@pytest.fixture
def package() -> Path:
    """The package under test: the installed one, where one is installed."""
    return Path(amazon_music_async.__file__).parent
