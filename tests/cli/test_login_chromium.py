"""``login``, with a real browser."""

import asyncio
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from chromium import CHROMIUM, browser
from click.testing import Result

Run = Callable[..., Result]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def test_login_works_in_a_real_browser(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login page asks, the button is pressed, the browser comes back, the command ends."""
    shown: list[str] = []

    async def person(address: str) -> None:
        async with asyncio.timeout(60), browser(tmp_path / "profile") as page:
            await page.open(address)
            shown.append(await page.until("document.querySelector('#allow') && document.body.innerText"))
            await page.until("document.querySelector('#allow').click(), 'pressed'")
            shown.append(
                await page.until("/close this page/.test(document.body?.innerText) && document.body.innerText")
            )

    def open_(address: str) -> bool:
        asyncio.run(person(address))
        return True

    monkeypatch.setattr(webbrowser, "open", open_)

    result = cli("login", "--sandbox", "--port", "0", "--scopes", "catalog")

    assert result.stderr.endswith("You are logged in. The sandbox ends now, and the login with it.\n")
    assert "music::catalog" in shown[0]
    assert shown[1] == "You can close this page and go back to the terminal."
