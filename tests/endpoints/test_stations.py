"""The endpoint of stations."""

import pytest
from endpoint_cases import Case, check

from amazon_music_async import Image, Station

CASES = {
    "get": Case(
        lambda m: m.stations.get("A3QXXOBP9MU5LY"),
        "GET stations/A3QXXOBP9MU5LY",
        {
            "station": {
                "id": "A3QXXOBP9MU5LY",
                "name": "Pop",
                "images": [{"url": "https://x", "height": 48, "width": 48}],
            }
        },
        Station(id="A3QXXOBP9MU5LY", name="Pop", images=(Image(url="https://x", height=48, width=48),)),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_endpoint_of_stations_is_called_as_documented(name: str) -> None:
    """Method, path, query and body; and the answer becomes what the signature says."""
    await check(CASES[name])
