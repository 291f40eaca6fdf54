"""The region of the stored login."""

from pathlib import Path

import pytest

from amazon_music_async import FileTokenStore
from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.login_region import load_region, save_region


def test_the_region_is_kept_beside_the_login(tmp_path: Path) -> None:
    """The default region needs no file."""
    store = FileTokenStore(tmp_path / "login.json")

    save_region(store, "eu")
    saved = load_region(store)
    save_region(store, "na")

    assert (saved, load_region(store)) == ("eu", "na")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [b"mars", b"\xff"])
def test_an_unknown_region_counts_as_the_default(tmp_path: Path, text: bytes) -> None:
    """The next login replaces the file."""
    (tmp_path / "login.json.region").write_bytes(text)

    assert load_region(FileTokenStore(tmp_path / "login.json")) == "na"


@pytest.mark.parametrize("region", ["eu", None])
def test_a_region_that_cannot_be_saved_is_a_problem(tmp_path: Path, region: str | None) -> None:
    """The message is the system's."""
    (tmp_path / "login.json.region").mkdir()

    with pytest.raises(Problem, match=r"cannot write .*login\.json\.region: "):
        save_region(FileTokenStore(tmp_path / "login.json"), region)
