"""Where the account of the stored login is."""

from pathlib import Path

import pytest

from amazon_music_async import FileTokenStore
from amazon_music_async.cli.exit_status import Problem
from amazon_music_async.cli.login_region import recall, remember


def test_a_region_is_remembered_until_there_is_no_login(tmp_path: Path) -> None:
    """Beside the login; the first region needs no note."""
    store = FileTokenStore(tmp_path / "login.json")

    remember(store, "eu")
    noted = recall(store)
    remember(store, "na")

    assert (noted, recall(store)) == ("eu", "na")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [b"mars", b"\xff"])
def test_a_note_that_names_no_region_is_none(tmp_path: Path, text: bytes) -> None:
    """It is written anew by the next login."""
    (tmp_path / "login.json.region").write_bytes(text)

    assert recall(FileTokenStore(tmp_path / "login.json")) == "na"


@pytest.mark.parametrize("region", ["eu", None])
def test_a_region_that_cannot_be_noted_is_told(tmp_path: Path, region: str | None) -> None:
    """In the system's words."""
    (tmp_path / "login.json.region").mkdir()

    with pytest.raises(Problem, match=r"cannot write .*login\.json\.region: "):
        remember(FileTokenStore(tmp_path / "login.json"), region)
