"""The files of a job that can be killed and resumed: the records, the failed ids, and the checkpoint."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from attrs import define, evolve, field

from amazon_music_async.cli.exit_status import Problem, reason
from amazon_music_async.cli.output import checkpoint as checkpoints
from amazon_music_async.cli.output.checkpoint import Checkpoint

_SAVE_EVERY = 0.25
"""Seconds between two saves of the checkpoint: what is asked again after a kill."""


@define
class ResumableFile:
    """The output, the file of failed ids and the sidecar. Every method blocks."""

    output: Path
    job: dict[str, Any]
    """What the job is: another run with the same output must have the same."""
    checkpoint: Checkpoint = field(factory=Checkpoint)
    """What is written. It is saved a little later."""
    _records: "IO[bytes] | None" = None
    _failures: "IO[bytes] | None" = None
    _saved: float = 0.0
    _forced: bool = False

    @property
    def sidecar(self) -> Path:
        """The file that holds the checkpoint."""
        return _beside(self.output, ".resume.json")

    @property
    def failed(self) -> Path:
        """The file of the ids that failed, and why."""
        return _beside(self.output, ".failed.jsonl")

    @property
    def resume_hint(self) -> str:
        """How to go on with the job, in words."""
        return "the same command and --resume" + (" in place of --force" if self._forced else "")

    def begin(self, *, resume: bool, force: bool, head: bytes) -> None:
        """Open the files: empty but for ``head``, or as the last run left them."""
        try:
            self._check_path()
            self._forced = force
            if resume and self.sidecar.exists():
                self.checkpoint = checkpoints.load(self.sidecar, self.job)
            else:
                self._refuse_to_overwrite(resume=resume, force=force)
                # Before the other files change: a run that is killed from here on can be resumed.
                checkpoints.save(self.sidecar, self.job, self.checkpoint)
            self._open()
            if not self.checkpoint.output:
                self.write(head, b"", self.checkpoint)
        except OSError as error:
            raise self._cannot_write(error) from None

    def write(self, records: bytes | bytearray, failures: bytes | bytearray, checkpoint: Checkpoint) -> None:
        """Write whole lines. With them the job is at ``checkpoint``; the sizes of the files are added here."""
        try:
            if records:
                _write(self._records, records)
            if failures:
                self._failures = self._failures or _opened(self.failed, 0)
                _write(self._failures, failures)
        except OSError as error:
            self._cut()
            problem = self._cannot_write(error).message
            raise Problem(f"{problem}; when that is repaired, go on with {self.resume_hint}") from None
        output, failed = self.checkpoint.output + len(records), self.checkpoint.failed + len(failures)
        self.checkpoint = evolve(checkpoint, output=output, failed=failed)
        if time.monotonic() - self._saved > _SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Flush the files to disk, then save the checkpoint."""
        try:
            for file in filter(None, (self._records, self._failures)):
                os.fsync(file.fileno())
            checkpoints.save(self.sidecar, self.job, self.checkpoint)
        except OSError as error:
            raise self._cannot_write(error) from None
        self._saved = time.monotonic()

    def failed_ids(self) -> Iterator[tuple[str, int]]:
        """The ids that failed in earlier runs, each with the bytes of the file up to it."""
        position, end = self.checkpoint.retried, self.checkpoint.failed
        if position == end:
            return
        with self.failed.open("rb") as file:
            file.seek(position)
            while position < end:
                line = file.readline()
                position += len(line)
                try:
                    id = json.loads(line)["id"]
                except (ValueError, KeyError, TypeError):
                    raise Problem(f"{self.failed} is damaged: one of its lines is not a failed id") from None
                yield str(id), position

    def end(self, *, done: bool) -> None:
        """Save the checkpoint and close the files; keep only the failed ids that were not answered."""
        self.checkpoint = evolve(self.checkpoint, done=done)
        try:
            self.save()
            self._drop_retried()
        except OSError as error:
            raise self._cannot_write(error) from None
        finally:
            self.close()

    def close(self) -> None:
        """Close the files as they are."""
        for file in filter(None, (self._records, self._failures)):
            file.close()
        self._records = self._failures = None

    def _open(self) -> None:
        self._finish_swap()
        try:
            self._records = _opened(self.output, self.checkpoint.output)
            if self.checkpoint.failed or self.failed.exists():
                self._failures = _opened(self.failed, self.checkpoint.failed)
        except BaseException:
            self.close()
            raise

    def _check_path(self) -> None:
        if self.output.is_dir():
            raise Problem(f"cannot write {self.output}: it is a directory")
        if not self.output.parent.is_dir():
            raise Problem(f"cannot write {self.output}: there is no directory {self.output.parent}")

    def _refuse_to_overwrite(self, *, resume: bool, force: bool) -> None:
        there = self.output.exists() and self.output.stat().st_size
        if force or not (there or self.sidecar.exists()):
            return
        if resume:
            raise Problem(
                f"{self.output} exists, but {self.sidecar.name}, which holds the state of its job, is missing: "
                "choose another --output, or overwrite it with --force"
            )
        raise Problem(f"{self.output} exists: go on with it with --resume, or overwrite it with --force")

    def _cut(self) -> None:
        """Cut the files back to whole lines after a failed write."""
        with suppress(OSError):
            for file, size in ((self._records, self.checkpoint.output), (self._failures, self.checkpoint.failed)):
                if file:
                    file.truncate(size)
            checkpoints.save(self.sidecar, self.job, self.checkpoint)

    def _drop_retried(self) -> None:
        retried, failed = self.checkpoint.retried, self.checkpoint.failed
        rest = failed - retried
        if rest and not retried:
            return
        self.close()
        if rest:
            with self.failed.open("rb") as old, _beside(self.failed, ".new").open("wb") as new:
                old.seek(retried)
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
        self.checkpoint = evolve(self.checkpoint, retried=0, failed=rest, swap=bool(rest))
        checkpoints.save(self.sidecar, self.job, self.checkpoint)
        if rest:
            self._finish_swap()
        else:
            self.failed.unlink(missing_ok=True)

    def _finish_swap(self) -> None:
        if not self.checkpoint.swap:
            _beside(self.failed, ".new").unlink(missing_ok=True)
            return
        # Missing: a run was killed after it replaced the file, and before it saved that.
        with suppress(FileNotFoundError):
            _beside(self.failed, ".new").replace(self.failed)
        self.checkpoint = evolve(self.checkpoint, swap=False)
        checkpoints.save(self.sidecar, self.job, self.checkpoint)

    def _cannot_write(self, error: OSError) -> Problem:
        return Problem(f"cannot write {error.filename or self.output}: {reason(error)}")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _opened(path: Path, size: int) -> IO[bytes]:
    """Open the file, cut back to ``size`` bytes, to write on."""
    if size > (path.stat().st_size if path.exists() else 0):
        raise Problem(f"{path} has been cut or replaced since the last run: start anew with --force")
    path.touch()
    file = path.open("r+b", buffering=0)
    file.truncate(size)
    file.seek(size)
    return file


def _write(file: "IO[bytes] | None", data: bytes | bytearray) -> None:
    # An unbuffered write may be partial; when the disk is full, the next one raises.
    rest = memoryview(data)
    while file and rest:
        rest = rest[file.write(rest) :]
