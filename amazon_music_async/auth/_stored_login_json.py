"""A stored login as text, and back."""

import json
import sys
from collections.abc import Mapping
from typing import cast

from amazon_music_async._redaction import Secret
from amazon_music_async.auth.token_store import StoredLogin

_VERSION = 1


def written(login: StoredLogin, *, access_token: bool = True) -> str:
    """``login`` as JSON; without ``access_token`` the place it goes to is too small for both tokens."""
    record: dict[str, object] = {"version": _VERSION, "refresh_token": login.refresh_token}
    if access_token:
        record |= {
            "access_token": login.access_token,
            "expires_at": login.expires_at,
            "expires_in": login.expires_in,
        }
    record |= {
        "scopes": None if login.scopes is None else sorted(login.scopes),
        "client_id": login.client_id,
    }
    return Secret(json.dumps({name: value for name, value in record.items() if value is not None}, indent=2) + "\n")


def read(text: str) -> StoredLogin | None:
    """The login in ``text``; None when there is none in it, because it was damaged or written by something else."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    return _login(cast("dict[str, object]", record))


def _login(record: Mapping[str, object]) -> StoredLogin | None:
    texts = [record.get(name) for name in ("refresh_token", "access_token", "client_id")]
    numbers = [record.get(name) for name in ("expires_at", "expires_in")]
    scopes = record.get("scopes")
    fit = (
        record.get("version") == _VERSION
        and any(texts[:2])
        and all(text is None or isinstance(text, str) for text in texts)
        and all(number is None or _is_number(number) for number in numbers)
        and (scopes is None or _are_texts(scopes))
    )
    if not fit:
        return None
    refresh_token, access_token, client_id = cast("list[str | None]", texts)
    expires_at, expires_in = cast("list[float | None]", numbers)
    return StoredLogin(
        refresh_token=refresh_token,
        access_token=access_token,
        expires_at=expires_at,
        expires_in=expires_in,
        scopes=None if scopes is None else frozenset(cast("list[str]", scopes)),
        client_id=client_id,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))
