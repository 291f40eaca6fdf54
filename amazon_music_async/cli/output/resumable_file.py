"""The files of a job that survives being killed: the records, the failed ids, and where it stands."""

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
from amazon_music_async.cli.output import checkpoint as places
from amazon_music_async.cli.output.checkpoint import Place

_EVERY = 0.25
"""Seconds between two saves of the place: what is asked again after a kill."""


@define
class Journal:
    """The output, the failed ids and the sidecar. All of it blocks."""

    output: Path
    job: dict[str, Any]
    """What is done. The same again, or it is another job."""
    place: Place = field(factory=Place)
    """What is written. It is saved a little later."""
    _records: "IO[bytes] | None" = None
    _failures: "IO[bytes] | None" = None
    _saved: float = 0.0
    _forced: bool = False

    @property
    def sidecar(self) -> Path:
        """Where the job stands."""
        return _beside(self.output, ".resume.json")

    @property
    def failed(self) -> Path:
        """The ids that failed, and why."""
        return _beside(self.output, ".failed.jsonl")

    @property
    def again(self) -> str:
        """What goes on with the job."""
        return "the same command and --resume" + (" in place of --force" if self._forced else "")

    def begin(self, *, resume: bool, force: bool, head: bytes) -> None:
        """Open the files: empty but for ``head``, or as the last run left them."""
        try:
            self._refuse_what_is_no_file()
            self._forced = force
            if resume and self.sidecar.exists():
                self.place = places.load(self.sidecar, self.job)
            else:
                self._refuse_to_destroy(resume=resume, force=force)
                # Before anything else is touched: a run that is killed from here on can be resumed.
                places.save(self.sidecar, self.job, self.place)
            self._open()
            if not self.place.output:
                self.write(head, b"", self.place)
        except OSError as error:
            raise self._cannot_write(error) from None

    def write(self, records: bytes | bytearray, failures: bytes | bytearray, place: Place) -> None:
        """Write whole lines. With them the job stands at ``place``, the sizes of the files apart."""
        try:
            if records:
                _write(self._records, records)
            if failures:
                self._failures = self._failures or _opened(self.failed, 0)
                _write(self._failures, failures)
        except OSError as error:
            self._cut()
            problem = self._cannot_write(error).message
            raise Problem(f"{problem}; when that is mended, go on with {self.again}") from None
        output, failed = self.place.output + len(records), self.place.failed + len(failures)
        self.place = evolve(place, output=output, failed=failed)
        if time.monotonic() - self._saved > _EVERY:
            self.save()

    def save(self) -> None:
        """Make the place last, and all that lies before it."""
        try:
            for file in filter(None, (self._records, self._failures)):
                os.fsync(file.fileno())
            places.save(self.sidecar, self.job, self.place)
        except OSError as error:
            raise self._cannot_write(error) from None
        self._saved = time.monotonic()

    def failures(self) -> Iterator[tuple[str, int]]:
        """The ids that failed in earlier runs, each with the size of the file up to it."""
        position, end = self.place.asked, self.place.failed
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
                    raise Problem(f"{self.failed} is damaged: it holds a line that is no failed id") from None
                yield str(id), position

    def end(self, *, done: bool) -> None:
        """Save the place and close the files; of the failed ids only those still to ask remain."""
        self.place = evolve(self.place, done=done)
        try:
            self.save()
            self._drop_asked()
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
            self._records = _opened(self.output, self.place.output)
            if self.place.failed or self.failed.exists():
                self._failures = _opened(self.failed, self.place.failed)
        except BaseException:
            self.close()
            raise

    def _refuse_what_is_no_file(self) -> None:
        if self.output.is_dir():
            raise Problem(f"cannot write {self.output}: it is a directory")
        if not self.output.parent.is_dir():
            raise Problem(f"cannot write {self.output}: there is no directory {self.output.parent}")

    def _refuse_to_destroy(self, *, resume: bool, force: bool) -> None:
        there = self.output.exists() and self.output.stat().st_size
        if force or not (there or self.sidecar.exists()):
            return
        if resume:
            raise Problem(
                f"{self.output} is there, but {self.sidecar.name}, which would say where its job stands, is not: "
                "choose another --output, or overwrite it with --force"
            )
        raise Problem(f"{self.output} is there: go on with it with --resume, or overwrite it with --force")

    def _cut(self) -> None:
        """Whole lines only, after a write that failed half way."""
        with suppress(OSError):
            for file, size in ((self._records, self.place.output), (self._failures, self.place.failed)):
                if file:
                    file.truncate(size)
            places.save(self.sidecar, self.job, self.place)

    def _drop_asked(self) -> None:
        asked, failed = self.place.asked, self.place.failed
        rest = failed - asked
        if rest and not asked:
            return
        self.close()
        if rest:
            with self.failed.open("rb") as old, _beside(self.failed, ".new").open("wb") as new:
                old.seek(asked)
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
        self.place = evolve(self.place, asked=0, failed=rest, swap=bool(rest))
        places.save(self.sidecar, self.job, self.place)
        if rest:
            self._finish_swap()
        else:
            self.failed.unlink(missing_ok=True)

    def _finish_swap(self) -> None:
        if not self.place.swap:
            _beside(self.failed, ".new").unlink(missing_ok=True)
            return
        # Not there: a run that was killed here had done it, and only not said so.
        with suppress(FileNotFoundError):
            _beside(self.failed, ".new").replace(self.failed)
        self.place = evolve(self.place, swap=False)
        places.save(self.sidecar, self.job, self.place)

    def _cannot_write(self, error: OSError) -> Problem:
        return Problem(f"cannot write {error.filename or self.output}: {reason(error)}")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _opened(path: Path, size: int) -> IO[bytes]:
    """The file, cut back to ``size``, ready to be continued."""
    if size > (path.stat().st_size if path.exists() else 0):
        raise Problem(f"{path} has been cut or replaced since the last run: start anew with --force")
    path.touch()
    file = path.open("r+b", buffering=0)
    file.truncate(size)
    file.seek(size)
    return file


def _write(file: "IO[bytes] | None", data: bytes | bytearray) -> None:
    # Without a buffer, a write may be a part of what was asked for: a disk that fills up says so the next time.
    rest = memoryview(data)
    while file and rest:
        rest = rest[file.write(rest) :]
