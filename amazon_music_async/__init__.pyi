# The public names, for type checkers; at run time __init__.py knows where they are.

from amazon_music_async._convert import (
    from_dict as from_dict,
)
from amazon_music_async._convert import (
    to_dict as to_dict,
)
from amazon_music_async._loader import (
    Loader as Loader,
)
from amazon_music_async._outcome import (
    Failed as Failed,
)
from amazon_music_async._outcome import (
    Found as Found,
)
from amazon_music_async._outcome import (
    Missing as Missing,
)
from amazon_music_async._outcome import (
    Outcome as Outcome,
)
from amazon_music_async._pages import (
    Page as Page,
)
from amazon_music_async._pages import (
    Pages as Pages,
)
from amazon_music_async._request import (
    Request as Request,
)
from amazon_music_async._request import (
    delete as delete,
)
from amazon_music_async._request import (
    get as get,
)
from amazon_music_async._request import (
    post as post,
)
from amazon_music_async._request import (
    put as put,
)
from amazon_music_async._retry import (
    Retry as Retry,
)
from amazon_music_async._version import (
    __version__ as __version__,
)
from amazon_music_async.auth import (
    Authorization as Authorization,
)
from amazon_music_async.auth import (
    DeviceCode as DeviceCode,
)
from amazon_music_async.auth import (
    FileTokenStore as FileTokenStore,
)
from amazon_music_async.auth import (
    KeyringTokenStore as KeyringTokenStore,
)
from amazon_music_async.auth import (
    LoginWithAmazon as LoginWithAmazon,
)
from amazon_music_async.auth import (
    MemoryTokenStore as MemoryTokenStore,
)
from amazon_music_async.auth import (
    Scope as Scope,
)
from amazon_music_async.auth import (
    StaticToken as StaticToken,
)
from amazon_music_async.auth import (
    StoredLogin as StoredLogin,
)
from amazon_music_async.auth import (
    TokenSource as TokenSource,
)
from amazon_music_async.auth import (
    TokenStore as TokenStore,
)
from amazon_music_async.client import (
    AmazonMusic as AmazonMusic,
)
from amazon_music_async.errors import (
    AmazonMusicError as AmazonMusicError,
)
from amazon_music_async.errors import (
    APIError as APIError,
)
from amazon_music_async.errors import (
    AuthError as AuthError,
)
from amazon_music_async.errors import (
    AuthUnavailable as AuthUnavailable,
)
from amazon_music_async.errors import (
    BadRequest as BadRequest,
)
from amazon_music_async.errors import (
    ClientClosed as ClientClosed,
)
from amazon_music_async.errors import (
    ConnectionFailed as ConnectionFailed,
)
from amazon_music_async.errors import (
    DecodeError as DecodeError,
)
from amazon_music_async.errors import (
    Forbidden as Forbidden,
)
from amazon_music_async.errors import (
    InvalidId as InvalidId,
)
from amazon_music_async.errors import (
    LoginRequired as LoginRequired,
)
from amazon_music_async.errors import (
    NotFound as NotFound,
)
from amazon_music_async.errors import (
    PaginationError as PaginationError,
)
from amazon_music_async.errors import (
    RateLimited as RateLimited,
)
from amazon_music_async.errors import (
    ServerError as ServerError,
)
from amazon_music_async.errors import (
    TimedOut as TimedOut,
)
from amazon_music_async.errors import (
    TransportError as TransportError,
)
from amazon_music_async.errors import (
    Unauthorized as Unauthorized,
)
from amazon_music_async.errors import (
    Unprocessable as Unprocessable,
)
from amazon_music_async.events import (
    AttemptFinished as AttemptFinished,
)
from amazon_music_async.events import (
    DataDrift as DataDrift,
)
from amazon_music_async.events import (
    Event as Event,
)
from amazon_music_async.events import (
    OnEvent as OnEvent,
)
from amazon_music_async.events import (
    Stats as Stats,
)
from amazon_music_async.events import (
    TokenNotSaved as TokenNotSaved,
)
from amazon_music_async.events import (
    TokenRenewed as TokenRenewed,
)
from amazon_music_async.events import (
    UnmatchedItem as UnmatchedItem,
)
from amazon_music_async.events import (
    Waiting as Waiting,
)
from amazon_music_async.models.album import (
    Album as Album,
)
from amazon_music_async.models.artist import (
    Artist as Artist,
)
from amazon_music_async.models.eligibility import (
    Eligibility as Eligibility,
)
from amazon_music_async.models.image import (
    Image as Image,
)
from amazon_music_async.models.library import (
    LibraryAlbum as LibraryAlbum,
)
from amazon_music_async.models.liked import (
    LikedTrack as LikedTrack,
)
from amazon_music_async.models.liked import (
    LikeState as LikeState,
)
from amazon_music_async.models.lookup import (
    Lookup as Lookup,
)
from amazon_music_async.models.market import (
    Market as Market,
)
from amazon_music_async.models.media_type import (
    MediaType as MediaType,
)
from amazon_music_async.models.page import (
    Connection as Connection,
)
from amazon_music_async.models.page import (
    Edge as Edge,
)
from amazon_music_async.models.page import (
    Items as Items,
)
from amazon_music_async.models.page import (
    PageInfo as PageInfo,
)
from amazon_music_async.models.parental_settings import (
    ParentalSettings as ParentalSettings,
)
from amazon_music_async.models.release import (
    Release as Release,
)
from amazon_music_async.models.saved import (
    SavedAlbum as SavedAlbum,
)
from amazon_music_async.models.saved import (
    SavedTrack as SavedTrack,
)
from amazon_music_async.models.saved import (
    SaveState as SaveState,
)
from amazon_music_async.models.territory import (
    MusicTerritory as MusicTerritory,
)
from amazon_music_async.models.track import (
    Track as Track,
)
from amazon_music_async.resources.albums import (
    Albums as Albums,
)
from amazon_music_async.resources.tracks import (
    Tracks as Tracks,
)

__all__: list[str]  # noqa: PYI035 - the value is made at run time
