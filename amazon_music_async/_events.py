"""What happened, told to whoever listens."""

import inspect
import logging
from collections.abc import Callable

from attrs import define, field

from amazon_music_async.events import (
    AttemptFinished,
    CookiesShared,
    DataDrift,
    Event,
    OnEvent,
    RateNotShared,
    TokenNotSaved,
    Waiting,
)

logger = logging.getLogger("amazon_music_async")

_LONG = 1.0
"""Seconds from which on a pause deserves a line in the log: nobody should wonder why nothing moves."""


def checked_listener(on_event: OnEvent | None) -> OnEvent | None:
    """``on_event``, if it can be called without awaiting: else a `TypeError`."""
    listener: object = on_event
    if listener is not None and (not callable(listener) or _is_async(listener)):
        raise TypeError("on_event= is a plain function taking one event; it is called, not awaited")
    return on_event


def _is_async(listener: Callable[..., object]) -> bool:
    return inspect.iscoroutinefunction(listener) or inspect.iscoroutinefunction(type(listener).__call__)


@define(eq=False)
class EventDispatcher:
    """Gives events to one listener and to the logger ``amazon_music_async``; what they do with them harms nobody."""

    on_event: OnEvent | None = field(default=None, repr=False)
    _reported: set[object] = field(factory=set[object], repr=False)
    """What is reported once only, of that which was reported."""

    def listening(self) -> bool:
        """Whether an event of every attempt has a reader; if not, none need be made."""
        return self.on_event is not None or logger.isEnabledFor(logging.DEBUG)

    def emit(self, event: Event) -> None:
        """Report one event."""
        if isinstance(event, DataDrift | CookiesShared):
            once = (event.type, event.field) if isinstance(event, DataDrift) else event
            if once in self._reported:
                return
            self._reported.add(once)
        logger.log(_level(event), "%s", event)
        if self.on_event is None:
            return
        try:
            self.on_event(event)
        except Exception:
            logger.exception("on_event failed; the request it was told about goes on")


def _level(event: Event) -> int:
    match event:
        case Waiting(seconds=seconds) if seconds > _LONG:
            return logging.WARNING
        case DataDrift() | TokenNotSaved() | CookiesShared() | RateNotShared():
            return logging.WARNING
        case AttemptFinished() | Waiting():
            return logging.DEBUG
        case _:
            return logging.INFO
