"""How far a job is, kept in a small file beside its output."""

import json
from pathlib import Path
from typing import Any, cast

from attrs import asdict, fields, frozen

from amazon_music_async.atomic_file import replace_file
from amazon_music_async.cli.exit_status import Problem


@frozen
class Checkpoint:
    """How far a job is. It is saved as a whole; what the files hold beyond it is cut off by the next run."""

    at: int | str | None = None
    """Bytes of the input that are answered, or the cursor of the next page; None before the first."""
    check: int = 0
    """CRC of the input up to there."""
    answered: int = 0
    """Records in the output."""
    output: int = 0
    """Bytes of the output."""
    retried: int = 0
    """Bytes of the file of failed ids that were asked again."""
    failed: int = 0
    """Bytes of the file of failed ids."""
    swap: bool = False
    """A shorter file of failed ids is ready to replace the present one."""
    done: bool = False
    """Nothing is left but failed ids."""


def save(path: Path, job: dict[str, Any], checkpoint: Checkpoint) -> None:
    """Save the checkpoint of a job."""
    replace_file(path, json.dumps({"job": job, "checkpoint": asdict(checkpoint)}, indent=2).encode() + b"\n")


def load(path: Path, job: dict[str, Any]) -> Checkpoint:
    """The checkpoint in the file. When it was saved for another job, a `Problem` says what differs."""
    try:
        saved = json.loads(path.read_text("utf-8"))
        checkpoint = Checkpoint(**{field.name: saved["checkpoint"][field.name] for field in fields(Checkpoint)})
        before = cast("dict[str, Any]", saved["job"])
        other = [name for name in job if before.get(name) != job[name]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Problem(f"{path} does not hold the state of a job: delete it, or start anew with --force") from None
    if other:
        was = ", ".join(f"{name} was {before.get(name)!r} and is {job[name]!r}" for name in other)
        raise Problem(f"{path} belongs to another job: {was}. Start anew with --force, or choose another --output")
    return checkpoint
