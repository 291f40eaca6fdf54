"""The region of the stored login, kept beside it: a renewal must go to the same region."""

from pathlib import Path

from amazon_music_async import FileTokenStore
from amazon_music_async.cli.exit_status import Problem, reason

REGIONS = ("na", "eu", "fe")


def load_region(store: FileTokenStore) -> str:
    """The region of the login in ``store``."""
    try:
        region = _beside(store).read_text("utf-8").strip()
    except (OSError, ValueError):
        return REGIONS[0]
    return region if region in REGIONS else REGIONS[0]


def save_region(store: FileTokenStore, region: str | None) -> None:
    """Save the region of the login in ``store``; None deletes it."""
    try:
        if region in {None, REGIONS[0]}:
            _beside(store).unlink(missing_ok=True)
        else:
            _beside(store).write_text(f"{region}\n", "utf-8")
    except OSError as error:
        raise Problem(f"cannot write {_beside(store)}: {reason(error)}") from None


def _beside(store: FileTokenStore) -> Path:
    return store.path.with_name(f"{store.path.name}.region")
