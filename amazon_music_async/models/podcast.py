"""A podcast and its episodes."""

from attrs import frozen

from amazon_music_async.models.image import Image
from amazon_music_async.models.page import Connection
from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class Episode:
    """One episode of a podcast.

    - ``id``: a UUID.
    - ``title``, ``description``, ``url``: its words, and its page in the web player.
    - ``duration``: seconds.
    - ``images``: pictures, one for each size.

    https://developer.amazon.com/docs/music/API_web_podcast.html

    >>> show_id = sandbox.catalogue.shows.ids[0]
    >>> (episode,) = await music.podcasts.episodes(show_id).take(1)
    >>> episode.title
    '35: Restless "Live"'
    """

    id: str
    title: str | None = None
    description: str | None = None
    duration: float | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()

    __repr__ = sparse_repr


@frozen(kw_only=True)
class PodcastShow:
    """A podcast.

    - ``id``: a UUID; the show may be asked for by an ASIN.
    - ``title``, ``url``: its title, and its page in the web player.
    - ``description``: a text, in HTML.
    - ``episodes``: the first page of its episodes; `podcasts.episodes` follows all pages.
    - ``images``: pictures, one for each size.

    https://developer.amazon.com/docs/music/API_web_podcast.html

    >>> show = await music.podcasts.show(sandbox.catalogue.shows.ids[0])
    >>> show.title, len(show.episodes.edges)
    ('The Distant Kingdom Podcast', 35)
    """

    id: str
    title: str | None = None
    description: str | None = None
    url: str | None = None
    episodes: Connection[Episode] | None = None
    images: tuple[Image, ...] = ()

    __repr__ = sparse_repr
