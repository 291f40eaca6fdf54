"""How a worker opens its client."""

import os
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

from amazon_music_async import AmazonMusic, FileTokenStore, LoginWithAmazon, MemoryTokenStore, StoredLogin
from amazon_music_async.dask import FromEnvironment
from amazon_music_async.dask.connection import packed
from amazon_music_async.sandbox import Sandbox


async def test_a_worker_finds_the_token_in_its_environment(sandbox: Sandbox) -> None:
    """The api key and the token of the environment, with the options of the description."""
    async with FromEnvironment(base_url=sandbox.url, concurrency=3)() as music:
        assert (await music.tracks.get(sandbox.track_ids[0])).id == sandbox.track_ids[0]
        assert "concurrency 3" in repr(music)


async def test_a_worker_finds_the_login_in_the_store(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The description names the store that all workers share; the login stays there."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
    store = FileTokenStore(tmp_path / "login.json")
    await store.save(StoredLogin(refresh_token=sandbox.issue_refresh_token()))
    connect = FromEnvironment(store=store, token_url=sandbox.token_url, base_url=sandbox.url)

    async with pickle.loads(packed(connect))() as music:
        assert (await music.tracks.get(sandbox.track_ids[0])).id == sandbox.track_ids[0]


async def test_a_login_in_the_environment_needs_no_store(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh token of the environment is a login as well."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
    monkeypatch.setenv("AMAZON_MUSIC_REFRESH_TOKEN", sandbox.issue_refresh_token())

    async with FromEnvironment(token_url=sandbox.token_url, base_url=sandbox.url)() as music:
        assert (await music.tracks.get(sandbox.track_ids[0])).id == sandbox.track_ids[0]


def test_a_variable_that_is_not_set_in_a_worker_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts the workers reads what they lack."""
    monkeypatch.setenv("AMAZON_MUSIC_TOKEN", "Atza|token")
    monkeypatch.delenv("AMAZON_MUSIC_API_KEY", raising=False)

    with pytest.raises(ValueError, match="AMAZON_MUSIC_API_KEY is not set"):
        FromEnvironment()()


@pytest.mark.parametrize("option", ["api_key", "session", "concurency"])
def test_an_option_that_cannot_travel_is_refused(option: str) -> None:
    """An api key would be seen in the graph, a session cannot be pickled, and a misspelt option means nothing."""
    options: dict[str, Any] = {option: "x"}

    with pytest.raises(TypeError, match=f"not for workers: {option}="):
        FromEnvironment(**options)


def test_a_description_shows_what_was_given() -> None:
    """It holds nothing secret."""
    assert repr(FromEnvironment(store=FileTokenStore("login.json"), timeout=9.0)) == (
        "FromEnvironment(store=FileTokenStore('login.json'), region='na', token_url=None, timeout=9.0)"
    )


def test_the_same_description_is_the_same_bytes() -> None:
    """A worker knows its client by them."""
    assert packed(FromEnvironment(timeout=9.0)) == packed(FromEnvironment(timeout=9.0))
    assert packed(None) == packed(FromEnvironment())


def test_a_client_is_refused_as_description() -> None:
    """A client belongs to one process; the error says what to give instead."""
    client: Any = AmazonMusic("Atza|token", api_key="key")

    with pytest.raises(TypeError, match=r"how a worker opens its client: FromEnvironment\(\), .*, not AmazonMusic"):
        packed(client)


def test_a_client_cannot_be_pickled() -> None:
    """A function that carries one along is refused in words that help, and without the token."""
    client = AmazonMusic("Atza|token", api_key="key")

    with pytest.raises(
        TypeError, match=r"\(AmazonMusic cannot be pickled: it holds connections and a token"
    ) as refused:
        packed(lambda: client)

    assert "Atza|token" not in str(refused.value)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client.as_user("Atza|other"))


def test_a_token_does_not_travel() -> None:
    """The graph is seen in dashboards and written to disks: a function that carries a token is refused."""
    token = "Atza|token"

    with pytest.raises(ValueError, match="holds a token, which would be seen in the graph") as refused:
        packed(lambda: AmazonMusic(token, api_key="key"))

    assert token not in str(refused.value)


async def test_a_function_opens_what_cannot_travel(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with a connection of its own is opened where the worker runs, and the function names only where."""
    monkeypatch.delenv("AMAZON_MUSIC_TOKEN")
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AMAZON_MUSIC_CLIENT_SECRET", sandbox.client_secret)
    monkeypatch.setenv("STORED", sandbox.issue_refresh_token())
    token_url, base_url = sandbox.token_url, sandbox.url

    def connect() -> AmazonMusic:
        store = MemoryTokenStore(StoredLogin(refresh_token=os.environ["STORED"]))
        return AmazonMusic.from_env(LoginWithAmazon.from_env(store=store, token_url=token_url), base_url=base_url)

    async with pickle.loads(packed(connect))() as music:
        assert (await music.tracks.get(sandbox.track_ids[0])).id == sandbox.track_ids[0]


def test_a_store_that_only_this_process_knows_is_refused() -> None:
    """A login in memory holds a token."""
    store = MemoryTokenStore(StoredLogin(refresh_token="Atzr|kept"))

    with pytest.raises((TypeError, ValueError)):
        packed(FromEnvironment(store=store))


def test_without_dask_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed the extra reads how to."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "amazon_music_async.dask.libraries")

    with pytest.raises(ImportError, match=r"pip install amazon-music-async\[dask\]"):
        import_module("amazon_music_async.dask.libraries")
