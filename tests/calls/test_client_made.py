"""What a client is made of, and what it refuses to be made of."""

import asyncio
from collections.abc import Callable
from typing import Any, Unpack

import aiohttp
import pytest
from fake_transport import API_KEY, BASE, TOKEN, FakeTransport, Sent, Tokens, client, item
from yarl import URL

from amazon_music_async import AmazonMusic, ClientClosed, ClientOptions, LoginWithAmazon, Retry, __version__

MAKE: dict[str, Any] = {"auth": TOKEN, "api_key": API_KEY}


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"auth": ""}, ValueError, "the token is empty"),
        ({"auth": "sp aced"}, ValueError, "the token holds white space, or a character that no header can carry"),
        ({"auth": "a\r\nX-Evil: 1"}, ValueError, "the token holds white space"),
        ({"auth": "tökén"}, ValueError, "the token holds"),
        ({"auth": None}, TypeError, "auth is a bearer token (str) or a TokenSource, not NoneType"),
        ({"auth": b"token"}, TypeError, "auth is a bearer token (str) or a TokenSource, not bytes"),
        ({"auth": 7}, TypeError, "auth is a bearer token (str) or a TokenSource, not int"),
        (
            {"auth": LoginWithAmazon},
            TypeError,
            "not the class LoginWithAmazon: pass an instance, LoginWithAmazon(…)",
        ),
        ({"auth": "Bearer aced"}, ValueError, "the token begins with 'Bearer ', which is added when it is sent"),
        ({"api_key": ""}, ValueError, "api_key= is empty"),
        ({"api_key": None}, TypeError, "api_key= is a str, not NoneType"),
        ({"api_key": "a\nb"}, ValueError, "api_key= holds white space"),
        (
            {"api_key": "amzn1.application-oa2-client.123"},
            ValueError,
            "api_key= is the security profile id (amzn1.application.…), not the OAuth client id",
        ),
        ({"base_url": "http://api.music.amazon.dev/v1"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": "http://127.0.0.1.example.com"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": "http://api.localhost"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": "http://0.0.0.0"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": "ftp://localhost"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": "api.music.amazon.dev/v1"}, ValueError, "not something without a scheme or a host"),
        ({"base_url": "https://"}, ValueError, "base_url= must be an https URL"),
        ({"base_url": ""}, ValueError, "base_url= must be an https URL"),
        ({"base_url": None}, TypeError, "base_url= is a str, not NoneType"),
        ({"base_url": f"https://{'a' * 64}.com"}, ValueError, "base_url= names a host that cannot exist"),
        ({"base_url": "https://me@example.com"}, ValueError, "base_url= must end with its path, and name no user"),
        ({"base_url": "https://:secret@example.com"}, ValueError, "base_url= must end with its path, and name no user"),
        ({"base_url": "https://example.com/v1?x=1"}, ValueError, "base_url= must end with its path, and name no user"),
        ({"base_url": "https://example.com/v1#x"}, ValueError, "base_url= must end with its path, and name no user"),
        ({"base_url": "https://api.music.amazon.dev"}, ValueError, "must end with the version of the service: https"),
        ({"session": aiohttp.ClientSession}, TypeError, "not the class ClientSession: pass an instance"),
        ({"transport": FakeTransport}, TypeError, "not the class FakeTransport: pass an instance, FakeTransport(…)"),
        ({"retry": Retry}, TypeError, "retry= is a Retry, not the class Retry: pass an instance, Retry(…)"),
        ({"session": "session"}, TypeError, "session= is an aiohttp.ClientSession, not str"),
        ({"retry": 3}, TypeError, "retry= is a Retry, not int"),
        ({"retry": None}, TypeError, "retry= is a Retry, not NoneType"),
        ({"concurrency": 0}, ValueError, "concurrency= must be at least 1, not 0"),
        ({"concurrency": -1}, ValueError, "concurrency= must be at least 1, not -1"),
        ({"concurrency": True}, TypeError, "concurrency= is a whole number, not bool"),
        ({"concurrency": 8.0}, TypeError, "concurrency= is a whole number, not float"),
        ({"timeout": 0}, ValueError, "timeout= must be more than 0 seconds, and finite, not 0"),
        ({"timeout": -1.5}, ValueError, "timeout= must be more than 0 seconds"),
        ({"timeout": float("nan")}, ValueError, "timeout= must be more than 0 seconds"),
        ({"timeout": float("inf")}, ValueError, "timeout= must be more than 0 seconds, and finite"),
        ({"timeout": None}, TypeError, "timeout= is a number of seconds, not NoneType"),
        ({"timeout": True}, TypeError, "timeout= is a number of seconds, not bool"),
        ({"timeout": aiohttp.ClientTimeout()}, TypeError, "timeout= is a number of seconds, not ClientTimeout"),
        ({"language": ""}, ValueError, "language= is empty"),
        ({"language": "de de"}, ValueError, "language= holds white space"),
        ({"language": 7}, TypeError, "language= is a str, not int"),
        ({"on_event": "print"}, TypeError, "on_event= is a plain function"),
        ({"max_body": 0}, ValueError, "max_body= must be at least 1, not 0"),
        ({"max_body": None}, TypeError, "max_body= is a whole number, not NoneType"),
    ],
)
def test_a_wrong_argument_is_named_at_once(options: dict[str, Any], error: type[Exception], words: str) -> None:
    """Before anything is opened or sent, and without showing what could be a secret."""
    with pytest.raises(error) as caught:
        AmazonMusic(**{**MAKE, **options})

    assert words in str(caught.value)
    for secret in ("aced", "X-Evil", "tökén", ":secret", "me@", "client.123"):
        assert secret not in str(caught.value)


def test_an_api_key_is_needed() -> None:
    """It cannot be left out."""
    with pytest.raises(TypeError, match="api_key"):
        AmazonMusic(TOKEN)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue] - what is tried here


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://example.com/v1/",
        "https://müller.example/v1",
        "http://localhost:8080/v1",
        "http://127.0.0.1:1/v1",
        "http://127.8.9.1/v1",
        "http://[::1]:8080",
    ],
)
async def test_https_is_good_anywhere_and_http_at_home(url: str) -> None:
    """A plain connection does not leave this machine; a slash at the end does not double."""
    transport = FakeTransport(lambda _: item("A"))
    music = AmazonMusic(TOKEN, api_key=API_KEY, base_url=url, transport=transport)
    await music.tracks.get("A")

    assert str(transport.sent[0].url).endswith("/tracks/A")
    assert "//" not in transport.sent[0].url.path


def test_a_client_shows_where_it_goes_and_no_secret() -> None:
    """Nor do the parts it is made of."""
    music = client(language="de-de")
    text = " ".join(map(repr, (music, music.tracks, music.as_user("else"), music.with_options(timeout=1))))

    assert repr(music) == f"<AmazonMusic {BASE}, concurrency 8>"
    for secret in (TOKEN, API_KEY, "else"):
        assert secret not in text


async def test_a_closed_client_says_so() -> None:
    """In its repr as well."""
    async with client() as music:
        pass

    assert repr(music) == f"<AmazonMusic {BASE}, concurrency 8, closed>"


async def test_the_program_names_itself_and_its_version() -> None:
    """User-Agent is the library's."""
    transport = FakeTransport()
    await client(transport).tracks.get("A")

    assert transport.sent[0].headers["User-Agent"] == f"amazon-music-async/{__version__}"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the variables that count, and no others."""

    def set_to(**values: str) -> None:
        for name in ("API_KEY", "TOKEN", "CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"):
            monkeypatch.delenv(f"AMAZON_MUSIC_{name}", raising=False)
        for name, value in values.items():
            monkeypatch.setenv(f"AMAZON_MUSIC_{name}", value)

    return set_to


async def sent_from_env(**options: Unpack[ClientOptions]) -> Sent:
    """What a client of the environment sends."""
    transport = FakeTransport()
    options["transport"] = transport
    await AmazonMusic.from_env(**options).tracks.get("A")
    return transport.sent[0]


async def test_the_environment_names_key_and_token(environment: Callable[..., None]) -> None:
    """AMAZON_MUSIC_API_KEY and AMAZON_MUSIC_TOKEN; options are the client's own."""
    environment(API_KEY="key", TOKEN="token")
    sent = await sent_from_env(language="de-de")

    assert sent.headers["x-api-key"] == "key"
    assert sent.token == "token"
    assert sent.headers["Accept-Language"] == "de-de"


@pytest.mark.parametrize("values", [{"TOKEN": "token"}, {"API_KEY": "key", "TOKEN": "token"}])
async def test_an_api_key_that_is_given_wins(environment: Callable[..., None], values: dict[str, str]) -> None:
    """Whether the variable is set or not."""
    environment(**values)
    sent = await sent_from_env(api_key="mine")

    assert sent.headers["x-api-key"] == "mine"


async def test_a_token_that_is_given_wins(environment: Callable[..., None]) -> None:
    """The rest is still read from the environment."""
    environment(API_KEY="key", TOKEN="token")
    transport = FakeTransport()

    await AmazonMusic.from_env("mine", transport=transport).tracks.get("A")

    assert transport.sent[0].token == "mine"
    assert transport.sent[0].headers["x-api-key"] == "key"


async def test_the_environment_may_name_a_login_instead(
    environment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variables of a login with Amazon."""
    environment(API_KEY="key", CLIENT_ID="id", CLIENT_SECRET="secret", REFRESH_TOKEN="Atzr|x")

    async def token(login: LoginWithAmazon, *, rejected: str | None = None) -> str:
        return "of-a-login"

    monkeypatch.setattr(LoginWithAmazon, "token", token)
    sent = await sent_from_env()

    assert sent.token == "of-a-login"


async def test_the_environment_may_name_another_service(environment: Callable[..., None]) -> None:
    """AMAZON_MUSIC_BASE_URL, as the command sandbox prints it; an option wins."""
    environment(API_KEY="key", TOKEN="token", BASE_URL="http://127.0.0.1:8000/v1")

    assert (await sent_from_env()).url.origin() == URL("http://127.0.0.1:8000")
    assert (await sent_from_env(base_url="https://mine.example/v1")).url.host == "mine.example"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "AMAZON_MUSIC_API_KEY is not set"),
        ({"API_KEY": "", "TOKEN": "token"}, "AMAZON_MUSIC_API_KEY is not set"),
        ({"API_KEY": "key"}, "no token: set AMAZON_MUSIC_TOKEN, or AMAZON_MUSIC_CLIENT_ID"),
        ({"API_KEY": "key", "TOKEN": ""}, "no token"),
    ],
)
def test_an_environment_that_lacks_something_is_told_what(
    environment: Callable[..., None], values: dict[str, str], words: str
) -> None:
    """A ValueError names the variable."""
    environment(**values)
    with pytest.raises(ValueError, match=words):
        AmazonMusic.from_env()


async def test_tokens_of_two_hundred_users_never_cross() -> None:
    """Views of one client, interleaved: each request carries its own user's token, and rejected ones are renewed."""
    transport = FakeTransport()
    async with client(transport, concurrency=16) as music:
        users = [music.as_user(Tokens([f"token-{number}"])) for number in range(200)]
        await asyncio.gather(*(user.tracks.get(f"B{n}.{i}") for i in range(3) for n, user in enumerate(users)))

        assert music.stats.requests == 600
        assert music.stats.peak_in_flight == 16

    assert {(sent.path.split(".")[0], sent.token) for sent in transport.sent} == {
        (f"tracks/B{number}", f"token-{number}") for number in range(200)
    }


async def test_a_view_shares_everything_but_the_token() -> None:
    """Connections, limits, counters; and views of views are views."""
    async with client() as music:
        view = music.as_user("another").as_user("third")
        await view.tracks.get("A")

        assert view.stats == music.stats
        assert view.stats.requests == 1
        assert isinstance(view, AmazonMusic)


async def test_closing_a_view_does_nothing() -> None:
    """What it uses is not its own; when the client is closed, so is the view."""
    music = client()
    async with music.as_user("another") as view:
        pass
    await view.close()

    assert (await view.tracks.get("A")).id == "A"

    await music.close()

    with pytest.raises(ClientClosed):
        await view.tracks.get("A")


def test_a_view_is_checked_as_a_client_is() -> None:
    """A bad token is refused at once."""
    with pytest.raises(ValueError, match="the token is empty"):
        client().as_user("")


async def test_a_session_may_be_lent() -> None:
    """An aiohttp.ClientSession, or what is derived from it."""
    async with aiohttp.ClientSession() as session:
        music = AmazonMusic(TOKEN, api_key=API_KEY, session=session, retry=Retry.none())
        await music.close()

        assert not session.closed


@pytest.mark.parametrize("option", ["rate", "rate_hint"])
@pytest.mark.parametrize(
    ("value", "error"), [(0, ValueError), (float("inf"), ValueError), (True, TypeError), ("5", TypeError)]
)
def test_a_rate_is_a_number_of_requests_a_second(option: str, value: Any, error: type[Exception]) -> None:
    """More than none and finite; the error names the option."""
    options: dict[str, Any] = {option: value}
    with pytest.raises(error, match=f"{option}= "):
        AmazonMusic("token", api_key="key", **options)


def test_a_saved_rate_is_shown_before_the_first_request() -> None:
    """``rate_hint`` is the rate begun with; without it there is none."""
    assert AmazonMusic("token", api_key="key", rate_hint=12.5).stats.rate == 12.5
    assert AmazonMusic("token", api_key="key", rate=12.5).stats.rate is None
