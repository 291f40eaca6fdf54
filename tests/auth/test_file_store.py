"""A login kept in a file."""

import json
import os
from pathlib import Path

import pytest

from amazon_music_async.auth import FileTokenStore, StoredLogin
from amazon_music_async.errors import AuthError

LOGIN = StoredLogin(
    refresh_token="Atzr|kept",
    access_token="Atza|kept",
    expires_at=1_700_000_000.123456,
    expires_in=3600.0,
    scopes=frozenset({"music::catalog", "music::library"}),
    client_id="amzn1.one",
)


def names(directory: Path) -> list[str]:
    """What is in ``directory``."""
    return sorted(path.name for path in directory.iterdir())


def mode(path: Path) -> int:
    """Who may do what."""
    return path.stat().st_mode & 0o777


posix = pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")


async def test_a_saved_login_is_loaded(tmp_path: Path) -> None:
    """A saved login comes back the same, to the last digit; nothing is there before, and nothing after `clear`."""
    store = FileTokenStore(tmp_path / "login.json")

    assert await store.load() is None

    for login in (LOGIN, StoredLogin(access_token="Atza|only"), StoredLogin(refresh_token="Atzr|only")):
        await store.save(login)

        assert await FileTokenStore(str(store.path)).load() == login

    await store.clear()
    await store.clear()

    assert await store.load() is None
    assert names(tmp_path) == []


@posix
async def test_the_file_is_private_from_its_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and missing directory are made for their owner alone, before anything is written."""
    modes: list[int] = []
    fdopen = os.fdopen

    def spy(descriptor: int, mode: str) -> object:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        return fdopen(descriptor, mode)

    monkeypatch.setattr(os, "fdopen", spy)
    umask = os.umask(0)
    try:
        store = FileTokenStore(tmp_path / "new" / "login.json")
        async with store.lock():
            await store.save(LOGIN)
    finally:
        os.umask(umask)

    assert modes == [0o600]
    assert mode(store.path.parent) == 0o700
    assert mode(store.path) == 0o600


@posix
async def test_a_loose_file_is_replaced_by_a_private_one(tmp_path: Path) -> None:
    """A file that anybody could read is private once it is saved again."""
    path = tmp_path / "login.json"
    path.write_text("{}")
    path.chmod(0o644)
    await FileTokenStore(path).save(LOGIN)

    assert mode(path) == 0o600


async def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails in the middle, the login of before is still there, and nothing else is."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await store.save(StoredLogin(refresh_token="Atzr|next"))

    assert await store.load() == LOGIN
    assert names(tmp_path) == ["login.json"]


async def test_files_of_a_killed_process_are_swept_away(tmp_path: Path) -> None:
    """Half a file left by a process that was killed does not stand in the way."""
    store = FileTokenStore(tmp_path / "login.json")
    (tmp_path / "login.json.new").write_text('{"refresh_tok')
    await store.save(LOGIN)

    assert names(tmp_path) == ["login.json"]


@posix
async def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Where the file is a link, what it leads to is replaced."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "login.json"
    link.symlink_to(tmp_path / "elsewhere" / "real.json")
    await FileTokenStore(link).save(LOGIN)

    assert link.is_symlink()
    assert await FileTokenStore(tmp_path / "elsewhere" / "real.json").load() == LOGIN


BAD = [
    "",
    "not json Atzr|kept",
    "[" * 100_000,
    "[]",
    "{}",
    '{"version": 1}',
    '{"version": 2, "refresh_token": "Atzr|kept"}',
    '{"version": 1, "refresh_token": 7}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": "soon"}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": true}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": NaN}',
    '{"version": 1, "refresh_token": "Atzr|kept", "expires_at": 1' + "0" * 400 + "}",
    '{"version": 1, "refresh_token": "Atzr|kept", "scopes": "music::catalog"}',
    '{"version": 1, "refresh_token": "Atzr|kept", "scopes": [1]}',
    "\udc80",
]


@pytest.mark.parametrize("text", BAD)
async def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    """A file that holds no login is an AuthError that names it, and prints nothing of it: nobody is logged out."""
    path = tmp_path / "login.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(AuthError, match=r"login\.json does not hold a login") as caught:
        await FileTokenStore(path).load()

    assert caught.value.error == "store_corrupt"
    assert "kept" not in str(caught.value)
    assert caught.value.__context__ is None


async def test_the_file_is_plain_json(tmp_path: Path) -> None:
    """The file is JSON that names its version, and leaves out what is not known."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(StoredLogin(refresh_token="Atzr|only"))

    assert json.loads(store.path.read_text()) == {"version": 1, "refresh_token": "Atzr|only"}
    assert repr(store) == f"FileTokenStore({str(tmp_path / 'login.json')!r})"


@posix
@pytest.mark.parametrize("mode_", [0o644, 0o640, 0o604, 0o666])
async def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode_: int) -> None:
    """A login that others could use is an AuthError that names the mode of the file; saved anew, it is private."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)
    store.path.chmod(mode_)
    with pytest.raises(AuthError, match=rf"login\.json has mode {mode_:04o}") as caught:
        await store.load()

    assert caught.value.error == "store_unsafe"

    await store.save(LOGIN)

    assert await store.load() == LOGIN


@posix
async def test_the_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login that somebody else put there is refused."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)
    me = os.geteuid()
    if me == 0:
        os.chown(store.path, 65534, 65534)
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(AuthError, match=rf"login\.json belongs to user {me or 65534}, not to user {me + 1}"):
        await store.load()


@posix
async def test_a_secret_mounted_for_a_group_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of root's that the process reads by its group, as orchestrators mount secrets, is fine; by all is not."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)
    fstat = os.fstat

    def of_root(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        return os.stat_result((*status[:4], 0, *status[5:]))

    monkeypatch.setattr(os, "fstat", of_root)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    store.path.chmod(0o440)

    assert await store.load() == LOGIN

    store.path.chmod(0o444)
    with pytest.raises(AuthError, match="has mode 0444"):
        await store.load()


async def test_where_there_are_no_users_no_mode_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows modes mean nothing."""
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(LOGIN)
    store.path.chmod(0o644)
    monkeypatch.delattr(os, "geteuid", raising=False)

    assert await store.load() == LOGIN


def test_without_a_home_the_error_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has neither HOME nor an entry in the list of users reads what to set."""

    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    with pytest.raises(ValueError, match=r"^~/login\.json: this user has no home directory: set HOME"):
        FileTokenStore("~/login.json")
