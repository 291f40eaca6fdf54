# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# cloudpickle has no types.
"""How a worker opens its client: a description that travels with the tasks, and holds no secret."""

import os
from collections.abc import Callable
from typing import Any, TypeAlias, Unpack

from amazon_music_async import AmazonMusic, LoginWithAmazon, TokenStore
from amazon_music_async.client import ClientOptions
from amazon_music_async.dask.libraries import cloudpickle

Connect: TypeAlias = Callable[[], AmazonMusic]
"""What a worker calls to open its client: it can be pickled, and finds the secrets where the worker runs."""

_TOKENS = (b"Atza|", b"Atzr|")
"""How access tokens and refresh tokens begin."""


class FromEnvironment:
    """The client of what a worker's environment names, as `AmazonMusic.from_env` reads it.

    - ``store``: the `TokenStore` of the login that all workers share, such as ``FileTokenStore(path)`` on a disk that
      all of them see. It must be possible to pickle it. Without one the environment holds the login or a token.
    - ``region`` and ``token_url``: those of `LoginWithAmazon`.
    - ``options``: those of `AmazonMusic`, the same for each worker. Two of them are left out: a session cannot be
      pickled, and the api key is read from the environment.

    >>> connect = FromEnvironment(store=FileTokenStore("/shared/login.json"), concurrency=4)

    Nothing is read before a worker calls it, so that no secret is in the graph, in a log or in a dashboard. Any other
    function that gives an `AmazonMusic` and can be pickled does as well: for a store or a shared rate that has a
    connection of its own, which cannot travel.

    >>> def connect() -> AmazonMusic:
    ...     store = RedisTokenStore(Redis.from_url(os.environ["REDIS_URL"]), "me")
    ...     return AmazonMusic.from_env(LoginWithAmazon.from_env(store=store))
    """

    def __init__(
        self,
        *,
        store: TokenStore | None = None,
        region: str = "na",
        token_url: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Check the names of the options; the worker checks their values."""
        unknown = options.keys() - (ClientOptions.__annotations__.keys() - {"api_key", "session"})
        if unknown:
            raise TypeError(f"not for workers: {', '.join(sorted(unknown))}= (the api key is in AMAZON_MUSIC_API_KEY)")
        self.store = store
        self.region = region
        self.token_url = token_url
        self.options = options

    def __call__(self) -> AmazonMusic:
        """Open a client; a `ValueError` says what is not set."""
        if self.store is None and os.environ.get("AMAZON_MUSIC_TOKEN"):
            return AmazonMusic.from_env(**self.options)
        login = LoginWithAmazon.from_env(store=self.store, region=self.region, token_url=self.token_url)
        return AmazonMusic.from_env(login, **self.options)

    def __repr__(self) -> str:
        """What was given; there is no secret among it."""
        given: dict[str, Any] = {"store": self.store, "region": self.region, "token_url": self.token_url}
        return f"FromEnvironment({', '.join(f'{name}={value!r}' for name, value in (given | self.options).items())})"


def packed(connect: Connect | None) -> bytes:
    """Return the description as it travels: the same bytes for all tasks of a job, by which a worker knows its client.

    A `TypeError` if it cannot be pickled, a `ValueError` if a token is in it.
    """
    if connect is not None and not callable(connect):
        raise TypeError(
            f"connect= says how a worker opens its client: FromEnvironment(), or a function that gives an AmazonMusic,"
            f" not {type(connect).__name__}"
        )
    try:
        data: bytes = cloudpickle.dumps(connect or FromEnvironment())
    except Exception as error:
        raise TypeError(f"connect= cannot be sent to a worker ({error}): let a function open it there") from error
    if any(token in data for token in _TOKENS):
        raise ValueError("connect= holds a token, which would be seen in the graph: let the worker read it")
    return data
