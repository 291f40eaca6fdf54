# The public names, for type checkers; at run time __init__.py knows where they are.

from amazon_music_async import (
    auth as auth,
    client as client,
    errors as errors,
    events as events,
    models as models,
    resources as resources,
    sandbox as sandbox,
)
from amazon_music_async._calls.request import (
    Request as Request,
    RequestOptions as RequestOptions,
    delete as delete,
    get as get,
    patch as patch,
    post as post,
    put as put,
)
from amazon_music_async._calls.transport import (
    Answer as Answer,
    Transport as Transport,
)
from amazon_music_async._convert.converter import (
    from_dict as from_dict,
)
from amazon_music_async._convert.write import (
    to_dict as to_dict,
    to_json as to_json,
)
from amazon_music_async._lookups.loader import (
    Loader as Loader,
)
from amazon_music_async._pages.walk import (
    Page as Page,
    Pages as Pages,
)
from amazon_music_async._retry import (
    Retry as Retry,
)
from amazon_music_async._version import (
    __version__ as __version__,
)
from amazon_music_async.auth import (
    Authorization as Authorization,
    DeviceCode as DeviceCode,
    FileTokenStore as FileTokenStore,
    KeyringTokenStore as KeyringTokenStore,
    LoginWithAmazon as LoginWithAmazon,
    MemoryTokenStore as MemoryTokenStore,
    RedisTokenStore as RedisTokenStore,
    Scope as Scope,
    SQLTokenStore as SQLTokenStore,
    StaticToken as StaticToken,
    StoredLogin as StoredLogin,
    TokenSource as TokenSource,
    TokenStore as TokenStore,
)
from amazon_music_async.client import (
    AmazonMusic as AmazonMusic,
    ClientOptions as ClientOptions,
)
from amazon_music_async.errors import (
    AmazonMusicError as AmazonMusicError,
    APIError as APIError,
    AuthError as AuthError,
    AuthUnavailable as AuthUnavailable,
    BadRequest as BadRequest,
    ClientClosed as ClientClosed,
    ConnectionFailed as ConnectionFailed,
    DecodeError as DecodeError,
    Forbidden as Forbidden,
    InvalidId as InvalidId,
    LoginRequired as LoginRequired,
    NotFound as NotFound,
    PaginationError as PaginationError,
    RateLimited as RateLimited,
    ServerError as ServerError,
    TimedOut as TimedOut,
    TransportError as TransportError,
    Unauthorized as Unauthorized,
    Unprocessable as Unprocessable,
)
from amazon_music_async.events import (
    AttemptFinished as AttemptFinished,
    CookiesShared as CookiesShared,
    DataDrift as DataDrift,
    Event as Event,
    OnEvent as OnEvent,
    Stats as Stats,
    TokenNotSaved as TokenNotSaved,
    TokenRenewed as TokenRenewed,
    UnmatchedItem as UnmatchedItem,
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
from amazon_music_async.models.outcome import (
    Done as Done,
    Failed as Failed,
    Found as Found,
    Missing as Missing,
    Outcome as Outcome,
)
from amazon_music_async.models.page import (
    Connection as Connection,
    Edge as Edge,
    Items as Items,
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
    SavedTrack as SavedTrack,
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
