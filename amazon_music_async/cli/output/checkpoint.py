"""Where a job stands, kept in a small file beside its output."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from attrs import asdict, fields, frozen

from amazon_music_async.cli.exit_status import Problem


@frozen
class Place:
    """Where a job stands. It is saved as a whole, and what the files hold beyond it is cut off."""

    at: int | str | None = None
    """Bytes of the input that are answered, or the cursor of the next page; None before the first."""
    check: int = 0
    """The CRC of the input up to there."""
    answered: int = 0
    """Records in the output."""
    output: int = 0
    """Bytes of the output."""
    asked: int = 0
    """Bytes of the failed ids that were asked again."""
    failed: int = 0
    """Bytes of the failed ids."""
    swap: bool = False
    """A shorter file of failed ids is ready to take its place."""
    done: bool = False
    """Nothing is left but failed ids."""


def save(path: Path, job: dict[str, Any], place: Place) -> None:
    """Replace the file: whoever reads it, and whenever the power fails, there is the old place or the new one."""
    new = path.with_name(path.name + ".new")
    text = json.dumps({"job": job, "place": asdict(place)}, indent=2) + "\n"
    try:
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def load(path: Path, job: dict[str, Any]) -> Place:
    """The place in the file, if ``job`` is the one that it was saved for."""
    try:
        saved = json.loads(path.read_text("utf-8"))
        place = Place(**{field.name: saved["place"][field.name] for field in fields(Place)})
        before = cast("dict[str, Any]", saved["job"])
        other = [name for name in job if before.get(name) != job[name]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Problem(f"{path} does not say where a job stands: delete it, or start anew with --force") from None
    if other:
        was = ", ".join(f"{name} was {before.get(name)!r} and is {job[name]!r}" for name in other)
        raise Problem(f"{path} belongs to another job: {was}. Start anew with --force, or choose another --output")
    return place
