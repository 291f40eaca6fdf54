"""Everything that the pages show is run."""

import re
from pathlib import Path

import pytest
from doc_blocks import blocks, unrecognized
from doc_session import session
from doc_stores import redis_url

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.rst"), *(ROOT / "docs").rglob("*.rst")})


def name(page: Path) -> str:
    """A page as the test's name shows it."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_example_of_a_page_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From top to bottom, in one namespace; only the service is another."""
    examples = [*blocks(page)]
    if not examples:
        return
    with redis_url(page.read_text("utf-8"), monkeypatch), session(tmp_path, monkeypatch) as running:
        for block in examples:
            running.run(block)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_example_of_a_page_is_recognized(page: Path) -> None:
    """Whatever looks like code is a block with a language."""
    assert unrecognized(page) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_file_of_a_page_is_used(page: Path) -> None:
    """A program that a page shows is run, or is imported by another example."""
    examples = [*blocks(page)]
    saved = [block for block in examples if block.language == "python" and block.file and not block.is_test]

    unused = [
        block.place
        for block in saved
        if not any(
            re.search(rf"\b{Path(block.file or '').stem}\b", other.source) for other in examples if other != block
        )
    ]

    assert unused == []
