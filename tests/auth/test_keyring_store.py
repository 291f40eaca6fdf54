"""A login kept in the system's keyring."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from amazon_music_async.auth import KeyringTokenStore, StoredLogin
from amazon_music_async.errors import AuthError

FULL = StoredLogin(refresh_token="Atzr|kept", access_token="Atza|kept", expires_at=1.5, scopes=frozenset({"profile"}))


class FakeKeyring(ModuleType):
    """A keyring in memory."""

    def __init__(self) -> None:
        """Hold nothing."""
        super().__init__("keyring")
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service_name: str, username: str) -> str | None:
        """What is kept."""
        return self.entries.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep it."""
        self.entries[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        """Keep it no more; fails if it is not there, as backends do."""
        del self.entries[service_name, username]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeKeyring:
    """A keyring in memory, in a home of its own."""
    fake = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return fake


def files_below(directory: Path) -> list[Path]:
    """All files, however deep."""
    return [path for path in directory.rglob("*") if path.is_file()]


async def test_the_access_token_is_left_out(keyring: FakeKeyring) -> None:
    """What is saved is loaded, but for the access token, which is too long for some keyrings."""
    store = KeyringTokenStore("service", "me")

    assert await store.load() is None

    await store.save(FULL)

    assert await store.load() == StoredLogin(refresh_token="Atzr|kept", scopes=frozenset({"profile"}))
    assert list(keyring.entries) == [("service", "me")]
    assert "Atza" not in keyring.entries["service", "me"]


async def test_an_access_token_that_is_all_there_is_is_kept(keyring: FakeKeyring) -> None:
    """Without a refresh token the access token is kept."""
    login = StoredLogin(access_token="Atza|only", expires_at=1.5)
    await KeyringTokenStore().save(login)

    assert await KeyringTokenStore().load() == login
    assert len(keyring.entries) == 1


async def test_clearing_twice_is_no_error(keyring: FakeKeyring) -> None:
    """An entry can be deleted, and deleted again."""
    store = KeyringTokenStore()
    await store.save(FULL)
    await store.clear()
    await store.clear()

    assert keyring.entries == {}


async def test_a_damaged_entry_is_an_error_that_names_it(keyring: FakeKeyring) -> None:
    """An entry that holds no login is an AuthError that names it and prints nothing of it."""
    keyring.entries["service", "me"] = "Atzr|kept"
    with pytest.raises(AuthError, match=r"KeyringTokenStore\('service', 'me'\) does not hold a login") as caught:
        await KeyringTokenStore("service", "me").load()

    assert "kept" not in str(caught.value)


@pytest.mark.usefixtures("keyring")
async def test_the_lock_is_a_file_at_home_that_names_nobody(tmp_path: Path) -> None:
    """The lock file lies below the user's home, and its name tells neither service nor user."""
    async with KeyringTokenStore("service", "me").lock():
        (lock,) = files_below(tmp_path)

        assert lock.parent == tmp_path / ".cache" / "amazon-music-async"
        assert "me" not in lock.stem


@pytest.mark.usefixtures("keyring")
def test_without_a_home_there_is_no_place_for_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no home directory reads what to set."""
    monkeypatch.setattr(Path, "expanduser", homeless)
    with pytest.raises(ValueError, match="no home directory: set HOME"):
        KeyringTokenStore("service", "me").lock()


def homeless(_: Path) -> Path:
    """As for a user without HOME and without an entry in the list of users."""
    raise RuntimeError("Could not determine home directory.")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package keyring, an ImportError names the extra to install."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ImportError, match=r"amazon-music-async\[keyring\]"):
        KeyringTokenStore()
