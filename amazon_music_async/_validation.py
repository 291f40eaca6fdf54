"""What callers may pass, checked before anything is sent; callers without a type checker included."""

import re
from enum import StrEnum
from ipaddress import ip_address
from operator import attrgetter
from unicodedata import category

from yarl import URL

from amazon_music_async.errors import InvalidId

_UNFIT = re.compile(r"[^\x21-\x7e]")
_SHOWN = 80
"""Characters of a bad id, or of what is none, that an error shows."""
_ID_WITHIN = ("id", "track.id", "album.id")
"""Where the models have the id that was meant."""
_FORBIDDEN = re.compile(r"[\s,/]")
_DOT_SEGMENT = re.compile(r"(?:^|\\)\.\.?(?:\\|\Z)")
"""What a server may take for ``.`` or ``..``: some read a backslash as a slash."""
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Characters that look like nothing, beside those of the Unicode categories C (control, format) and Z (white space)."""
_DEEP_LINK = re.compile(r"https?://(?:[\w-]+\.)*music\.amazon\.[\w.]+(?::\d+)?/[\w-]+/(?P<id>[^/?#]+)", re.IGNORECASE)
_TRACK_IN_LINK = re.compile(r"[?&]trackAsin=(?P<id>[^&#]+)", re.IGNORECASE)


def check_kind(value: object, kind: type[object], what: str) -> None:
    """Refuse a ``value`` that is not of the ``kind`` which ``what`` names: ``retry= is a Retry``."""
    if not isinstance(value, kind):
        raise TypeError(f"{what}, not {kind_of(value)}")


def kind_of(value: object) -> str:
    """What an error calls a value of the wrong type."""
    if isinstance(value, type):
        return f"the class {value.__name__}: pass an instance, {value.__name__}(…)"
    return type(value).__name__


def checked_word(value: object, name: str) -> str:
    """``value``, if a header can carry it as one word: else an error with ``name`` alone, for it may be a secret."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a str, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} is empty")
    if _UNFIT.search(value):
        raise ValueError(f"{name} holds white space, or a character that no header can carry")
    return value


def checked_token(value: object, name: str) -> str:
    """``value``, if it can be sent as a bearer token, as `checked_word` has it."""
    if isinstance(value, str) and value[:7].lower() == "bearer ":
        raise ValueError(f"{name} begins with 'Bearer ', which is added when it is sent: pass what follows")
    return checked_word(value, name)


def checked_choice(value: object, choices: type[StrEnum], name: str) -> str:
    """Return ``value`` as the service writes it, if it is one of the ``choices``, or a word that became one."""
    if not isinstance(value, choices) and value not in set(choices):
        raise ValueError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return str(value)


def checked_whole(value: object, name: str, *, least: int = 1, most: int | None = None) -> int:
    """``value``, if it is a whole number between ``least`` and ``most``; ``True`` is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is a whole number, not {type(value).__name__}")
    if value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be {bounds}, not {value!r}")
    return value


def checked_seconds(value: object, name: str, *, zero: bool = False, endless: bool = False) -> float:
    """``value``, if it is a number of seconds: more than none, unless ``zero``; finite, unless ``endless``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is a number of seconds, not {type(value).__name__}")
    if not (value > 0 or (zero and value == 0)) or (value == float("inf") and not endless):
        least = "0 seconds or more" if zero else "more than 0 seconds"
        raise ValueError(f"{name} must be {least}{'' if endless else ', and finite'}, not {value!r}")
    return value


def checked_rate(value: object, name: str) -> float:
    """``value``, if it is a number of requests a second: more than none, and finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is a number of requests a second, not {kind_of(value)}")
    if not 0 < value < float("inf"):
        raise ValueError(f"{name} must be more than 0 requests a second, and finite, not {value!r}")
    return value


def checked_id(id: object) -> str:
    """``id``, if it can be one: else an `InvalidId` that names it, or a `TypeError` when it is no string."""
    if not isinstance(id, str):
        raise not_a_str(id)
    if id.isascii() and id.isalnum():  # as nearly all are; to search costs five times as much
        return id
    if not id or _DOT_SEGMENT.search(id) or _FORBIDDEN.search(id) or any(map(_invisible, id)):
        raise InvalidId(_what_is_wrong(id), id)
    return id


def _invisible(character: str) -> bool:
    """Return whether nothing is seen of a character, as of U+200B that comes with text copied from a web page."""
    return category(character)[0] in "CZ" or _BLANK.match(character) is not None


def not_a_str(id: object) -> TypeError:
    """What to raise where an id is no string."""
    within = id_within(id)
    return TypeError(f"an id is a str, not {type(id).__name__}: {f'pass its .{within}' if within else abridged(id)}")


def id_within(item: object) -> str | None:
    """Return where ``item``, passed in place of an id, has its id."""
    for path in _ID_WITHIN:
        try:
            attrgetter(path)(item)
        except AttributeError:
            continue
        return path
    return None


def abridged(value: object) -> str:
    """The repr of a value, which may be long, for an error."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _what_is_wrong(id: str) -> str:
    shown = id if len(id) <= _SHOWN else id[:_SHOWN] + "…"
    link = _DEEP_LINK.match(id)
    if link:
        track = _TRACK_IN_LINK.search(id)
        others = f" (of the track: {track['id']!r})" if track else ""
        return f"{shown!r} is a link: pass the id {link['id']!r}{others} instead"
    if _DOT_SEGMENT.search(id):
        return f"{shown!r} cannot be an id: it is a path segment"
    reason = "it holds a comma, a slash, white space or a character that cannot be seen" if id else "it is empty"
    return f"{shown!r} cannot be an id: {reason}"


def checked_url(value: str, name: str) -> URL:
    """``value`` as a URL: https, or http to this machine, because secrets travel there. ``name`` is for the error."""
    check_kind(value, str, f"{name} is a str")
    url = URL(value)
    shown = f"{url.scheme}://{url.host}" if url.scheme and url.host else "something without a scheme or a host"
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and is_loopback(url))):
        raise ValueError(f"{name} must be an https URL (http to this machine alone), not {shown}")
    try:
        # As the resolver will, who would fail with an error that names nobody.
        (url.raw_host or "").encode("idna")
    except UnicodeError:
        raise ValueError(f"{name} names a host that cannot exist") from None
    return url


def is_loopback(url: URL) -> bool:
    """Whether ``url`` leads to this machine. ``x.localhost`` need not: a resolver may ask the network for it."""
    host = url.host or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def checked_isrc(isrc: str) -> str:
    """The ISRC in capitals and without hyphens; an `InvalidId` if it is none.

    See https://isrc.ifpi.org/
    """
    plain = isrc.replace("-", "").upper()
    if not plain.isascii() or not _ISRC.fullmatch(plain):
        raise InvalidId(f"{abridged(isrc)} is not an ISRC: two letters, three letters or digits, seven digits", isrc)
    return plain
