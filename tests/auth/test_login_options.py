"""What a login is made with."""

import traceback
from inspect import signature
from typing import Any, cast

import pytest
from login_service import CLIENT_ID, CLIENT_SECRET, LoginService

from amazon_music_async.auth import LoginWithAmazon, MemoryTokenStore, StoredLogin
from amazon_music_async.auth._regions import addresses
from amazon_music_async.auth.login_with_amazon import LoginOptions
from amazon_music_async.events import OnEvent


def test_the_repr_of_a_login_tells_no_secret() -> None:
    """The repr names the client and the region, and nothing else."""
    login = LoginWithAmazon(CLIENT_ID, CLIENT_SECRET, refresh_token="Atzr|0", store=MemoryTokenStore())

    assert repr(login) == f"LoginWithAmazon(client_id={CLIENT_ID!r}, region='na')"


@pytest.mark.parametrize(
    ("region", "token_url"),
    [
        ("na", "https://api.amazon.com/auth/o2/token"),
        ("eu", "https://api.amazon.co.uk/auth/o2/token"),
        ("fe", "https://api.amazon.co.jp/auth/o2/token"),
    ],
)
def test_a_region_names_the_service(region: str, token_url: str) -> None:
    """Each region has its host."""
    assert str(addresses(region, None, None).token) == token_url


def test_other_addresses_follow_from_that_of_the_token() -> None:
    """Next to a token endpoint of one's own lie the others; the login page stays the region's."""
    own = addresses("na", "https://login.example.com/auth/o2/token", None)

    assert str(own.revoke) == "https://login.example.com/auth/o2/token/revoke"
    assert str(own.device) == "https://login.example.com/auth/o2/create/codepair"
    assert str(own.authorize) == "https://www.amazon.com/ap/oa"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_a_service_on_this_machine_has_a_login_page_of_its_own(host: str) -> None:
    """Plain http is fine on loopback, and the login page is there, too."""
    assert str(addresses("na", f"http://{host}/auth/o2/token", None).authorize) == f"http://{host}/ap/oa"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.amazon.com/auth/o2/token",
        "http://127.0.0.1.example.com/auth/o2/token",
        "http://10.0.0.1/auth/o2/token",
        "http://sandbox.localhost/auth/o2/token",
        "ftp://localhost/token",
        "/auth/o2/token",
    ],
)
def test_secrets_travel_encrypted(url: str) -> None:
    """A token or login page address without https is refused, unless it is on this machine."""
    with pytest.raises(ValueError, match="token_url= must be an https URL"):
        LoginWithAmazon(CLIENT_ID, token_url=url)
    with pytest.raises(ValueError, match="authorize_url= must be an https URL"):
        LoginWithAmazon(CLIENT_ID, authorize_url=url)


def test_an_unknown_region_is_refused() -> None:
    """A region that does not exist is refused with the names of those that do."""
    with pytest.raises(ValueError, match="region= is one of 'na', 'eu', 'fe', not 'us'"):
        LoginWithAmazon(CLIENT_ID, region="us")


@pytest.mark.parametrize("name", ["client_id", "client_secret", "refresh_token"])
@pytest.mark.parametrize(("bad", "error"), [("", ValueError), ("hush hush", ValueError), (b"hush", TypeError)])
def test_a_value_that_cannot_be_a_secret_is_refused_without_printing_it(
    name: str, bad: str, error: type[Exception]
) -> None:
    """Empty, with white space, of the wrong type: refused by name, not by value."""
    given = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": "Atzr|0", name: bad}
    with pytest.raises(error, match=f"^{name} ") as caught:
        LoginWithAmazon(given["client_id"], given["client_secret"], refresh_token=given["refresh_token"])

    assert "hush" not in "".join(traceback.format_exception_only(caught.value))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"timeout": 0}, ValueError, "timeout= must be more than 0 seconds"),
        ({"timeout": "30"}, TypeError, "timeout= is a number of seconds, not str"),
        ({"margin": -1}, ValueError, "margin= must be 0 seconds or more"),
        ({"margin": None}, TypeError, "margin= is a number of seconds, not NoneType"),
    ],
)
def test_times_are_numbers_of_seconds(options: dict[str, Any], error: type[Exception], words: str) -> None:
    """A wrong one is named at once, not at the first renewal."""
    with pytest.raises(error, match=words):
        LoginWithAmazon(CLIENT_ID, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"store": "login.json"}, r"store= is a TokenStore, such as FileTokenStore\(path\), not str"),
        ({"store": MemoryTokenStore}, r"not the class MemoryTokenStore: pass an instance, MemoryTokenStore\(…\)"),
        ({"session": "mine"}, "session= is an aiohttp.ClientSession, not str"),
        ({"retry": 3}, "retry= is a Retry, not int"),
    ],
)
def test_parts_of_the_wrong_kind_are_refused(options: dict[str, Any], words: str) -> None:
    """A path is no store, for example: that is said at once, not at the first renewal."""
    with pytest.raises(TypeError, match=words):
        LoginWithAmazon(CLIENT_ID, **options)


def test_a_listener_is_called_not_awaited() -> None:
    """A listener that would have to be awaited is refused."""

    async def listen(_: object) -> None: ...

    with pytest.raises(TypeError, match="on_event="):
        LoginWithAmazon(CLIENT_ID, on_event=cast("OnEvent", listen))


ENVIRONMENT = {
    "AMAZON_MUSIC_CLIENT_ID": CLIENT_ID,
    "AMAZON_MUSIC_CLIENT_SECRET": CLIENT_SECRET,
    "AMAZON_MUSIC_REFRESH_TOKEN": "Atzr|0",
}


async def test_the_environment_names_a_login(service: LoginService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login can be made from the environment alone, with the options that are not in it."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    assert await LoginWithAmazon.from_env(token_url=service.url).token() == "Atza|1"

    (form,) = service.forms

    assert (form["client_id"], form["client_secret"], form["refresh_token"]) == (CLIENT_ID, CLIENT_SECRET, "Atzr|0")


def test_a_missing_variable_of_the_environment_is_named() -> None:
    """Variables that are missing or empty are named, all at once."""
    environment = ENVIRONMENT | {"AMAZON_MUSIC_CLIENT_SECRET": ""}
    del environment["AMAZON_MUSIC_REFRESH_TOKEN"]
    with pytest.raises(ValueError, match=r"environment: AMAZON_MUSIC_CLIENT_SECRET, AMAZON_MUSIC_REFRESH_TOKEN$"):
        LoginWithAmazon.from_env(environment)
    with pytest.raises(ValueError, match=r"environment: AMAZON_MUSIC_CLIENT_ID$"):
        LoginWithAmazon.from_env({}, store=MemoryTokenStore())


async def test_the_environment_names_another_login_service(service: LoginService) -> None:
    """What the command sandbox prints leads to it; an option wins."""
    environment = ENVIRONMENT | {"AMAZON_MUSIC_TOKEN_URL": service.url}

    assert await LoginWithAmazon.from_env(environment).token() == "Atza|1"

    environment["AMAZON_MUSIC_TOKEN_URL"] = "http://127.0.0.1:9/elsewhere"

    service.alive = "Atzr|0"

    assert await LoginWithAmazon.from_env(environment, token_url=service.url).token() == "Atza|2"


async def test_with_a_store_the_client_id_is_enough() -> None:
    """With a store, the refresh token comes from there, and a client may have no secret."""
    store = MemoryTokenStore(StoredLogin(access_token="Atza|stored"))

    assert await LoginWithAmazon.from_env({"AMAZON_MUSIC_CLIENT_ID": CLIENT_ID}, store=store).token() == "Atza|stored"


def test_every_option_that_is_not_in_the_environment_is_known() -> None:
    """They are spelled out once more for type checkers, and may not fall behind."""
    from_environment = {"client_id", "client_secret", "refresh_token"}

    assert LoginOptions.__annotations__.keys() | from_environment == {*signature(LoginWithAmazon).parameters}
