"""Replace a file as a whole: whoever reads it, and whenever the power fails, sees the old content or the new."""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write ``content`` to ``path``; when this returns, it is on the disk.

    ``mode``: of the new file, from its first byte, less the umask. Processes that write the same file must take turns.
    """
    new = path.with_name(path.name + ".new")
    # Left behind by a process that was killed.
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make a new name in it last through a power failure, where directories can be opened (not on Windows)."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
