"""A login kept in the system's keyring."""

import hashlib
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Protocol, cast

from amazon_music_async.auth._file_lock import file_lock, in_thread, user_path
from amazon_music_async.auth._stored_login_json import read, written
from amazon_music_async.auth.token_store import StoredLogin
from amazon_music_async.errors import AuthError


class _Keyring(Protocol):
    def get_password(self, service_name: str, username: str) -> str | None: ...

    def set_password(self, service_name: str, username: str, password: str) -> None: ...

    def delete_password(self, service_name: str, username: str) -> None: ...


class KeyringTokenStore:
    """A `TokenStore` in the keyring of the desktop: Keychain, Credential Manager, Secret Service.

    Needs the extra ``keyring``. The access token is left out, because Windows allows 2,560 bytes to an entry, unless
    it is all there is: each process renews for itself. Processes take turns by means of a lock file below
    ``~/.cache``, which holds nothing.

    >>> store = KeyringTokenStore("my-bot", "anna")
    >>> login = LoginWithAmazon(client_id, client_secret, store=store, refresh_token=sandbox.refresh_token)
    >>> token = await login.token()
    >>> store
    KeyringTokenStore('my-bot', 'anna')
    """

    def __init__(self, service: str = "amazon-music-async", user: str = "default") -> None:
        """Keep the login under ``service`` and ``user``; the keyring is not opened yet."""
        self.service = service
        self.user = user
        self._keyring = _imported()

    def __repr__(self) -> str:
        """Where, not what."""
        return f"KeyringTokenStore({self.service!r}, {self.user!r})"

    async def load(self) -> StoredLogin | None:
        """What was saved last; None when there is no entry. An entry that holds no login is an `AuthError`.

        >>> store = KeyringTokenStore("my-bot", "anna")
        >>> await store.load() is None
        True
        """
        text = await in_thread(self._keyring.get_password, self.service, self.user)
        if text is None:
            return None
        login = read(text)
        if login is None:
            raise AuthError("store_corrupt", f"{self!r} does not hold a login: delete the entry, and log in again")
        return login

    async def save(self, login: StoredLogin) -> None:
        """Keep ``login`` in the keyring.

        >>> store = KeyringTokenStore("my-bot", "anna")
        >>> await store.save(StoredLogin(refresh_token="secret"))
        >>> (await store.load()).refresh_token
        ***
        """
        text = written(login, access_token=login.refresh_token is None)
        await in_thread(self._keyring.set_password, self.service, self.user, text)

    async def clear(self) -> None:
        """Delete the entry.

        >>> store = KeyringTokenStore("my-bot", "anna")
        >>> await store.clear()
        """
        await in_thread(self._delete)

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Exclude everybody else who shares the entry, in all processes of this user on this machine.

        >>> store = KeyringTokenStore("my-bot", "anna")
        >>> async with store.lock():
        ...     login = await store.load() is None
        """
        name = hashlib.sha256(f"{self.service}\0{self.user}".encode()).hexdigest()[:32]
        return file_lock(user_path(f"~/.cache/amazon-music-async/{name}.lock"), repr(self))

    def _delete(self) -> None:
        # Deleting what is not there is an error, and not the same one, in each of the keyring's backends.
        if self._keyring.get_password(self.service, self.user) is not None:
            self._keyring.delete_password(self.service, self.user)


def _imported() -> _Keyring:
    try:
        return cast("_Keyring", import_module("keyring"))
    except ImportError as error:
        raise ImportError("KeyringTokenStore needs the extra: pip install amazon-music-async[keyring]") from error
