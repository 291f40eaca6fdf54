"""Titles, artists and labels for the made-up part of the catalogue."""

from amazon_music_async._convert.plain import dumps

_FIRST = """
    Silver Paper Midnight Hollow Electric Distant Velvet Broken Golden Quiet Northern Crystal Wandering Burning Salt
    Winter Neon Gentle Restless Café Última Schöne Rising Falling Hidden Endless Scarlet Copper Lonesome Slow Wild
"""
_SECOND = """
    River Lanterns Highway Garden Satellite Harbor Mirror Parade Thunder Carousel Window Orchard Compass Letters Engine
    Horizon Summer Echo Kingdom Corazón Feather Ocean Machine Valley Shadow Dance Straße Été Station 夜 Bridge "Live"
"""
_BANDS = ("The %s %s", "%s %s", "%s & the %s", "DJ %s %s")
_LABELS = ("Columbia", "Brownsville", "Parlophone", "Blue Note", "Domino", "Sub Pop", "Ninja Tune", "Warp & Sons")


def _escaped(text: str) -> bytes:
    """``text`` as it stands between the quotes of a JSON string."""
    return dumps(text)[1:-1]


TITLES = tuple(_escaped(f"{first} {second}") for first in _FIRST.split() for second in _SECOND.split())
ARTISTS = tuple(
    _escaped(band % (first, second))
    for band in _BANDS
    for first in _FIRST.split()[::2]
    for second in _SECOND.split()[::2]
)
LABELS = tuple(map(_escaped, _LABELS))
