"""A listener."""

from attrs import frozen

from amazon_music_async.models.image import Image
from amazon_music_async.models.sparse_repr import sparse_repr


@frozen(kw_only=True)
class User:
    """A user of the service; as the curator of a playlist only ``id``.

    - ``id``: about 26 letters and digits.
    - ``name``, ``url``: the name, which may be missing, and the profile in the web player.
    - ``images``: the picture of the profile, one for each size; height and width may be 0.

    https://developer.amazon.com/docs/music/API_web_user.html

    >>> user = await music.user.get()
    >>> user.name, len(user.id)
    ('Default', 26)
    """

    id: str
    name: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()

    __repr__ = sparse_repr
