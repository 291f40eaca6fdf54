"""Devices log in by a code that their user types elsewhere."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest
from attrs import define
from sandbox_http import Answer, Http, http_to

from amazon_music_async.sandbox import Sandbox


@define
class Device:
    """A device, the code pair it was given, and a clock set by hand."""

    http: Http
    sandbox: Sandbox
    now: list[float]
    pair: dict[str, Any]

    async def poll(self, after: float = 5.0, changes: Mapping[str, str] | None = None) -> Answer:
        """Ask for the tokens, some seconds later."""
        self.now[0] += after
        fields = {
            "grant_type": "device_code",
            "user_code": self.pair["user_code"],
            "device_code": self.pair["device_code"],
        }
        return await self.http.form(self.sandbox.token_url, fields | dict(changes or {}))

    async def press(self, decision: str, user_code: str) -> Answer:
        """Type the code and press a button."""
        fields = {"user_code": user_code, "decision": decision, "user": "anna"}
        return await self.http.form(self.pair["verification_uri"], fields)


async def paired(http: Http, **changes: str) -> Answer:
    """Ask for a code pair."""
    fields = {
        "response_type": "device_code",
        "client_id": http.sandbox.client_id,
        "scope": "music::catalog music::favorites",
    }
    return await http.form(http.sandbox.codepair_url, fields | changes)


@pytest.fixture
async def device() -> AsyncGenerator[Device]:
    """A device that waits for its user."""
    now = [0.0]
    async with Sandbox(interval=5, clock=lambda: now[0]) as sandbox, http_to(sandbox) as http:
        yield Device(http, sandbox, now, (await paired(http)).json)


async def test_a_code_pair_has_every_documented_field(device: Device) -> None:
    """The pair says what to show, where to type it, how long it lasts and how often to ask."""
    pair = device.pair

    assert pair.keys() == {"user_code", "device_code", "verification_uri", "expires_in", "interval"}
    assert (pair["expires_in"], pair["interval"]) == (600, 5)
    assert pair["verification_uri"].endswith("/us/code")


async def test_a_device_gets_tokens_once_its_user_allows(device: Device) -> None:
    """Pending until the user has typed the code and pressed Allow; then tokens, once."""
    waiting = await device.poll()
    page = await device.http.page(device.pair["verification_uri"] + "?user_code=A%22B")
    done = await device.press("allow", device.pair["user_code"].lower())
    tokens = await device.poll()
    again = await device.poll()

    assert (waiting.status, waiting.json["error"]) == (400, "authorization_pending")
    assert 'value="A&quot;B"' in page.text
    assert (done.status, "connected" in done.text) == (200, True)
    assert tokens.json.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert again.json["error"] == "invalid_code_pair"
    await device.http.get("/me/tracks", authorization=f"Bearer {tokens.json['access_token']}")
    assert (device.sandbox.requests[-1].status, device.sandbox.requests[-1].user) == (200, "anna")


async def test_a_device_can_be_approved_without_a_page(device: Device) -> None:
    """`approve_device` stands in for the user; approving twice is a `ValueError`."""
    device.sandbox.approve_device(device.pair["user_code"])

    with pytest.raises(ValueError, match="no device"):
        device.sandbox.approve_device(device.pair["user_code"])
    assert (await device.poll()).status == 200


async def test_a_device_that_polls_too_often_is_told_to_slow_down(device: Device) -> None:
    """A poll before the interval has passed is answered slow_down."""
    answers = [await device.poll(), await device.poll(4.9), await device.poll(5.0)]

    assert [answer.json["error"] for answer in answers] == [
        "authorization_pending",
        "slow_down",
        "authorization_pending",
    ]


async def test_a_denied_device_finds_its_codes_invalid(device: Device) -> None:
    """After Deny the pair looks expired."""
    denied = await device.press("deny", device.pair["user_code"])

    assert "refused" in denied.text
    assert (await device.poll()).json["error"] == "invalid_code_pair"


@pytest.mark.parametrize("changes", [{"user_code": "WRONG"}, {"device_code": "wrong"}])
async def test_both_codes_of_a_pair_must_match(device: Device, changes: dict[str, str]) -> None:
    """A wrong user code or device code is an invalid pair."""
    assert (await device.poll(changes=changes)).json["error"] == "invalid_code_pair"


async def test_the_page_asks_again_after_a_wrong_code(device: Device) -> None:
    """The page says so, and asks again."""
    answer = await device.press("allow", "WRONG1")

    assert (answer.status, "No device is waiting" in answer.text) == (400, True)


async def test_a_pair_expires_after_ten_minutes(device: Device) -> None:
    """After 600 seconds the device must ask for a new pair."""
    assert (await device.poll(600.0)).json["error"] == "invalid_code_pair"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"response_type": "code"}, 400, "invalid_request"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"scope": "music::everything"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_request"),
    ],
)
async def test_each_mistake_in_asking_for_a_pair_has_its_error(
    http: Http, changes: dict[str, str], status: int, error: str
) -> None:
    """A wrong response_type, client or scope is refused with the error for it."""
    answer = await paired(http, **changes)

    assert (answer.status, answer.json["error"]) == (status, error)


async def test_an_interval_need_not_be_whole() -> None:
    """Impatient tests may poll several times a second."""
    async with Sandbox(interval=0.5) as sandbox, http_to(sandbox) as http:
        assert (await paired(http)).json["interval"] == 0.5
