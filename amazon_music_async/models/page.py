"""The shapes a page takes on the wire."""

from typing import Generic, TypeVar

from attrs import field, frozen

from amazon_music_async.errors import DecodeError

T_co = TypeVar("T_co", covariant=True)


@frozen(kw_only=True)
class PageInfo:
    """Whether more follows, and the token to ask for it.

    >>> request = get("me/tracks", at="user.tracks.pageInfo", into=PageInfo, query={"limit": 1})
    >>> (await music.send(request)).has_next_page
    True
    """

    has_next_page: bool | None = None
    token: str | None = None


@frozen(kw_only=True)
class Edge(Generic[T_co]):
    """One place in a connection, and what stands there.

    >>> request = get("me/tracks", at="user.tracks.edges", into=Items[Edge[Track]], query={"limit": 1})
    >>> (edge,) = (await music.send(request)).items
    >>> edge.node.title
    'Happy (From "Despicable Me 2")'
    """

    node: T_co
    cursor: str | None = None


@frozen(kw_only=True)
class Connection(Generic[T_co]):
    """One page of a list that is longer: its edges, all of them good.

    >>> show = await music.podcasts.show(sandbox.catalogue.shows.ids[0])
    >>> len(show.episodes.edges), show.episodes.page_info.has_next_page
    (35, False)
    """

    page_info: PageInfo | None = None
    edge_count: int | None = None
    edges: tuple[T_co, ...] = field(default=(), metadata={"whole": True, "unwraps": "node"})
    """One bad edge spoils the page: a walk that skipped it in silence would not be complete."""


def _without_frames(flaws: tuple[DecodeError, ...]) -> tuple[DecodeError, ...]:
    """The same errors, without the frames in which they were raised: those hold the whole answer."""
    for flaw in flaws:
        flaw.__traceback__ = flaw.__cause__ = flaw.__context__ = None
    return flaws


@frozen(kw_only=True)
class Items(Generic[T_co]):
    """The answer to a look-up of many ids: the items that could be read, and what was wrong with the others.

    >>> request = get("tracks", at="tracks|track", into=Items[Track], query={"ids": "B076YT2CBT,B000VRPGVA"})
    >>> [track.title for track in (await music.send(request)).items]
    ['Happy (From "Despicable Me 2")', 'Hold On Loosely']
    """

    items: tuple[T_co, ...] = ()
    flaws: tuple[DecodeError, ...] = field(default=(), converter=_without_frames)
