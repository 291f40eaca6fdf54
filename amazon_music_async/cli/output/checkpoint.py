"""How far a job is, kept in a small file beside its output."""

import json
import zlib
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

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

    @property
    def complete(self) -> bool:
        """Nothing is left at all."""
        return self.done and self.retried == self.failed


def save(path: Path, job: dict[str, Any], checkpoint: Checkpoint) -> None:
    """Save the checkpoint of a job."""
    state = {"job": job, "checkpoint": asdict(checkpoint)}
    replace_file(path, json.dumps({**state, "crc": _crc(state)}, indent=2).encode() + b"\n")


def load(path: Path, job: dict[str, Any]) -> Checkpoint:
    """The checkpoint in the file. A damaged one, or one of another job, is a `Problem` that says what differs."""
    try:
        state = json.loads(path.read_bytes())
        intact = state.pop("crc") == _crc(state)
        before, checkpoint = state["job"], Checkpoint(**state["checkpoint"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        intact, before, checkpoint = False, job, Checkpoint()
    if not intact:
        raise Problem(f"{path} does not hold the state of a job: it is damaged. Start anew with --force")
    other = [name for name in job if before.get(name) != job[name]]
    if other:
        was = ", ".join(f"{name} was {before.get(name)!r} and is {job[name]!r}" for name in other)
        raise Problem(f"{path} belongs to another job: {was}. Start anew with --force, or choose another --output")
    return checkpoint


def _crc(state: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(state, sort_keys=True).encode())
