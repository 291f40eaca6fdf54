"""Functions compiled from source that is generated at run time."""

import linecache
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from threading import RLock
from typing import Any

from attrs import define, field

from amazon_music_async._convert.fields import TypeForm, model_of


@define
class Functions:
    """Functions for types, each written once, which call each other by name."""

    label: str
    """What tracebacks call the place where they stand."""
    names: dict[str, Any]
    """What their sources may speak of: helpers, and the functions themselves."""
    known: dict[TypeForm, str] = field(factory=dict[TypeForm, str])
    """The name of the function for a type; given before it is written, because models have each other as parts."""

    _lock: RLock = field(factory=RLock)
    _numbers: Iterator[int] = field(factory=count)

    def get(self, form: TypeForm, written: Callable[[TypeForm], str]) -> Callable[[Any], Any]:
        """The function for ``form``: ``written`` gives its name. One thread at a time, since names come first."""
        with self._lock:
            function: Callable[[Any], Any] = self.names[written(form)]
            return function

    def name(self, form: TypeForm) -> str:
        """A name that nothing else has, for ``form``."""
        self.known[form] = f"{model_of(form).__name__}_{next(self._numbers)}"
        return self.known[form]

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Make the function ``name`` of the lines of its source, which debuggers, profilers and tracebacks show."""
        source = "\n".join([*lines, ""])
        file = f"<{self.label} {name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), self.names)  # noqa: S102 - made of names of fields, never of data
