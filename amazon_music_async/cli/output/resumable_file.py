"""The files of a job that can be killed and resumed: the records, the failed ids, and the checkpoint."""

import gzip
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
from amazon_music_async.cli.output.file_lock import FileLock

_SAVE_EVERY = 0.25
"""Seconds between two saves of the checkpoint: what is asked again after a kill."""


@define
class ResumableFile:
    """The output, the file of failed ids and the sidecar. Every method blocks."""

    output: Path
    job: dict[str, Any]
    """What the job is: another run with the same output must have the same."""
    compressed: bool = False
    """Each write is a gzip member of its own, so that the file can be cut back to any of them."""
    checkpoint: Checkpoint = field(factory=Checkpoint)
    """What is written. It is saved a little later."""
    path: Path = field(init=False)
    """Where the records are: the output, or a part beside an old output that stays until the new one is complete."""
    _records: "IO[bytes] | None" = None
    _failures: "IO[bytes] | None" = None
    _saved: float = 0.0
    _forced: bool = False
    _lock: FileLock = field(factory=FileLock)

    def __attrs_post_init__(self) -> None:
        """Write to the output itself, unless `begin` finds an old one."""
        if self.output.is_symlink():
            # What it leads to: a link would be replaced, and another run may name the output differently.
            self.output = Path(os.path.realpath(self.output))
        self.path = self.output

    @property
    def sidecar(self) -> Path:
        """The file that holds the checkpoint."""
        return _beside(self.path, ".resume.json")

    @property
    def failed(self) -> Path:
        """The file of the ids that failed, and why."""
        return _beside(self.path, ".failed.jsonl")

    @property
    def resume_hint(self) -> str:
        """How to go on with the job, in words."""
        return "the same command and --resume" + (" in place of --force" if self._forced else "")

    def begin(self, *, resume: bool, force: bool, head: bytes) -> None:
        """Open the files: empty but for ``head``, or as the last run left them."""
        self._forced = force
        try:
            self._check_path()
            self._lock.acquire(self.output)
            self._begin(resume=resume, force=force)
            self._open()
            if not self.checkpoint.output:
                self.write(head, b"", self.checkpoint)
        except OSError as error:
            self.close()
            raise self._cannot_write(error) from None
        except BaseException:
            self.close()
            raise

    def _begin(self, *, resume: bool, force: bool) -> None:
        part = _beside(self.output, ".part")
        if (force and _size(self.output)) or (resume and _beside(part, ".resume.json").exists()):
            self.path = part
        if resume and self.sidecar.exists():
            self.checkpoint = checkpoints.load(self.sidecar, self.job)
            if self.path == part and self.checkpoint.complete and not part.exists():
                # A run was killed after the new output had replaced the old one.
                self.sidecar.replace(_beside(self.output, ".resume.json"))
                self.path = self.output
            return
        if not force:
            self._refuse_to_overwrite(resume=resume, part=part)
        stale = _beside(part, ".resume.json").exists()
        if self.path == part and part.exists() and not stale:
            raise Problem(f"{part} exists, but no run has left it: rename it, or choose another --output")
        if self.path != part and stale:
            # The sidecar last: without it, nobody would know that the part is ours.
            for file in (part, _beside(part, ".failed.jsonl"), _beside(part, ".resume.json")):
                file.unlink(missing_ok=True)
        # Before the other files change: a run that is killed from here on can be resumed.
        checkpoints.save(self.sidecar, self.job, self.checkpoint)

    def write(self, records: bytes | bytearray, failures: bytes | bytearray, checkpoint: Checkpoint) -> None:
        """Write whole lines. With them the job is at ``checkpoint``; the sizes of the files are added here."""
        if records and self.compressed:
            records = gzip.compress(records, 6, mtime=0)
        self._check_unchanged()
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
        self._check_unchanged()
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
                except (ValueError, KeyError, TypeError, RecursionError):
                    id = None
                if not isinstance(id, str):
                    raise Problem(f"{self.failed} is damaged: one of its lines is not a failed id")
                yield id, position

    def end(self, *, done: bool) -> None:
        """Save the checkpoint and close the files; keep only the failed ids that were not answered."""
        self.checkpoint = evolve(self.checkpoint, done=done)
        try:
            self.save()
            self._drop_retried()
            if self.path != self.output and self.checkpoint.complete:
                self._replace_output()
        except OSError as error:
            raise self._cannot_write(error) from None
        finally:
            self.close()

    def close(self) -> None:
        """Close the files as they are."""
        self._close_files()
        self._lock.release()

    def _close_files(self) -> None:
        for file in filter(None, (self._records, self._failures)):
            file.close()
        self._records = self._failures = None

    def _open(self) -> None:
        self._finish_swap()
        self._records = _opened(self.path, self.checkpoint.output)
        if self.checkpoint.failed or self.failed.exists():
            self._failures = _opened(self.failed, self.checkpoint.failed)

    def _check_path(self) -> None:
        if self.output.is_dir():
            raise Problem(f"cannot write {self.output}: it is a directory")
        if not self.output.parent.is_dir():
            raise Problem(f"cannot write {self.output}: there is no directory {self.output.parent}")

    def _check_unchanged(self) -> None:
        """Raise a `Problem` when another program has removed, replaced or cut a file that is being written."""
        for file, path, size in (
            (self._records, self.path, self.checkpoint.output),
            (self._failures, self.failed, self.checkpoint.failed),
        ):
            if file is None:
                continue
            try:
                status = path.stat()
            except OSError:
                status = None
            if status is None or not os.path.samestat(status, os.fstat(file.fileno())) or status.st_size != size:
                how = "removed" if status is None else "cut, replaced or written to"
                raise Problem(f"{path} was {how} by another program: start anew with --force")

    def _refuse_to_overwrite(self, *, resume: bool, part: Path) -> None:
        if not (_size(self.output) or self.sidecar.exists() or _beside(part, ".resume.json").exists()):
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
        self._close_files()
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

    def _replace_output(self) -> None:
        """Put the complete new output in the place of the old one. `begin` goes on with it after a kill."""
        _beside(self.output, ".failed.jsonl").unlink(missing_ok=True)
        self.path.replace(self.output)
        self.sidecar.replace(_beside(self.output, ".resume.json"))
        self.path = self.output

    def _cannot_write(self, error: OSError) -> Problem:
        return Problem(f"cannot write {error.filename or self.path}: {reason(error)}")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _opened(path: Path, size: int) -> IO[bytes]:
    """Open the file, cut back to ``size`` bytes, to write on."""
    if size > _size(path):
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
