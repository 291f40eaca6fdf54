"""The site as it was built: what people look for is near."""

import os
import re
from pathlib import Path
from posixpath import join, normpath

import pytest

SOUGHT = {
    "the options of the sandbox": "reference/sandbox.html#amazon_music_async.sandbox.Sandbox",
    "a limit of requests in the sandbox": "reference/sandbox.html#amazon_music_async.sandbox.Sandbox.throttle",
    "a model as a dictionary": "reference/models.html#amazon_music_async.to_dict",
    "the unit of a field": "reference/models.html#amazon_music_async.Track",
    "where a login is kept": "reference/login.html#amazon_music_async.FileTokenStore",
    "a client from the environment": "reference/client.html#amazon_music_async.AmazonMusic.from_env",
    "what to do about an error": "reference/errors.html#amazon_music_async.RateLimited",
    "to go on after an interruption": "tutorial/4-liked-tracks.html#interrupted-and-resumed",
}
"""What users of the first version had to read the source for."""


@pytest.fixture
def site() -> Path:
    """The folder of the site."""
    if "DOCUMENTATION" not in os.environ:
        pytest.skip("DOCUMENTATION names the folder of the site that was built: nox -s docs")
    return Path(os.environ["DOCUMENTATION"])


def links(site: Path, page: str) -> set[str]:
    """Where a page leads to, by its text and its list of contents; the menu of all pages is left out."""
    _, _, text = (site / page).read_text("utf-8").partition("<article")
    found = re.findall(r'<a [^>]*href="([^":]+)"', text)
    return {page + link if link.startswith("#") else normpath(join(page, "..", link)) for link in found}


@pytest.mark.parametrize("place", SOUGHT.values(), ids=[*SOUGHT])
def test_each_thing_often_looked_for_is_two_clicks_away(site: Path, place: str) -> None:
    """From the first page, and the place is there."""
    page, _, name = place.partition("#")
    first = links(site, "index.html")
    pages = {link.partition("#")[0] for link in first}

    assert place in first.union(*(links(site, link) for link in pages if link.endswith(".html")))
    assert f'id="{name}"' in (site / page).read_text("utf-8")


def test_each_link_leads_to_a_page_that_is_there(site: Path) -> None:
    """All links within the site, and their places on the page."""
    pages = {str(path.relative_to(site)): path.read_text("utf-8") for path in site.rglob("*.html")}
    dead = [
        f"{page} -> {link}"
        for page in pages
        for link in links(site, page)
        if page not in {"404.html", "genindex.html", "search.html"}
        for target, _, name in [link.partition("#")]
        if not (site / target).exists() or (name and f'id="{name}"' not in pages[target])
    ]

    assert len(pages) > 60
    assert dead == []


def test_language_models_find_each_page(site: Path) -> None:
    """The list of pages names each once."""
    listed = re.findall(r"^- \[.+\]\((.+)\)$", (site / "llms.txt").read_text("utf-8"), re.MULTILINE)
    pages = {
        str(path.relative_to(site)) for folder in site.iterdir() if folder.is_dir() for path in folder.rglob("*.html")
    }

    assert len(listed) > 50
    assert sorted(listed) == sorted(page for page in pages if not page.endswith("/index.html"))
