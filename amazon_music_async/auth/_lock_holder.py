"""What the holder of a store's lock loads and saves through."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from attrs import define, field

T = TypeVar("T")


@define(eq=False)
class _Held(Generic[T]):
    owner: object
    through: T
    open: bool = True


@define(eq=False)
class LockHolder(Generic[T]):
    """Knows, for the task that holds a lock and for the tasks it has started since, what the lock holds.

    Not an attribute of the store: a database frees its lock when it commits, so the next holder, who may use the same
    store object in another task, begins before the last one has left.
    """

    _held: "ContextVar[tuple[_Held[T], ...]]" = field(factory=lambda: ContextVar("held", default=()))

    @contextmanager
    def holding(self, owner: object, through: T) -> Generator[None]:
        """Let ``owner`` find ``through`` until the end of the block."""
        mine = _Held(owner, through)
        self._held.set((*self._held.get(), mine))
        try:
            yield
        finally:
            # A task that was started in the block, and outlives it, has a copy of the context.
            mine.open = False
            self._held.set(tuple(held for held in self._held.get() if held.open))

    def of(self, owner: object) -> T | None:
        """What ``owner`` holds here; None when the lock is not held by this task."""
        return next((held.through for held in self._held.get() if held.open and held.owner is owner), None)
