"""How far a job is, kept in a small file beside its output."""

import json
import zlib
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen
from attrs.validators import ge, instance_of

from amazon_music_async.atomic_file import replace_file
from amazon_music_async.cli.exit_status import Problem


def _number() -> Any:
    return field(default=0, validator=[instance_of(int), ge(0)])


@frozen
class Checkpoint:
    """How far a job is. It is saved as a whole; what the files hold beyond it is cut off by the next run."""

    at: int | str | None = field(default=None, validator=instance_of((int, str, type(None))))
    """Bytes of the input that are answered, or the cursor of the next page; None before the first."""
    check: int = _number()
    """CRC of the input up to there."""
    answered: int = _number()
    """Records in the output."""
    output: int = _number()
    """Bytes of the output."""
    retried: int = _number()
    """Bytes of the file of failed ids that were asked again."""
    failed: int = _number()
    """Bytes of the file of failed ids."""
    swap: bool = field(default=False, validator=instance_of(bool))
    """A shorter file of failed ids is ready to replace the present one."""
    done: bool = field(default=False, validator=instance_of(bool))
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
    intact, before, other, checkpoint = False, job, list[str](), Checkpoint()
    try:
        state = json.loads(path.read_bytes())
        crc = state.pop("crc")
        before, checkpoint = state["job"], Checkpoint(**state["checkpoint"])
        other = [name for name in job if before.get(name) != job[name]]
        intact = crc == _crc(state)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    if not intact:
        raise Problem(f"{path} does not hold the state of a job: it is damaged. Start anew with --force")
    if other:
        was = ", ".join(f"{name} was {before.get(name)!r} and is {job[name]!r}" for name in other)
        raise Problem(f"{path} belongs to another job: {was}. Start anew with --force, or choose another --output")
    return checkpoint


def _crc(state: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(state, sort_keys=True).encode())
