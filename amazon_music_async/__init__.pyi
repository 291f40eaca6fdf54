# The public names: where each is defined. Type checkers read this file, and `__init__.py` imports by it.

from . import (
    auth as auth,
    client as client,
    errors as errors,
    events as events,
    models as models,
    resources as resources,
)
from ._calls.rate_limit import (
    RateLimit as RateLimit,
)
from ._calls.redis_rate import (
    RedisRate as RedisRate,
)
from ._calls.request import (
    Request as Request,
    RequestOptions as RequestOptions,
    delete as delete,
    get as get,
    patch as patch,
    post as post,
    put as put,
)
from ._calls.transport import (
    Answer as Answer,
    Transport as Transport,
)
from ._convert.converter import (
    from_dict as from_dict,
)
from ._convert.write import (
    to_dict as to_dict,
    to_json as to_json,
)
from ._lookups.loader import (
    Loader as Loader,
)
from ._pages.walk import (
    Page as Page,
    Pages as Pages,
)
from ._retry import (
    Retry as Retry,
)
from ._version import (
    __version__ as __version__,
)
from .auth import (
    Authorization as Authorization,
    DeviceCode as DeviceCode,
    FileTokenStore as FileTokenStore,
    KeyringTokenStore as KeyringTokenStore,
    LoginOptions as LoginOptions,
    LoginWithAmazon as LoginWithAmazon,
    MemoryTokenStore as MemoryTokenStore,
    RedisClient as RedisClient,
    RedisTokenStore as RedisTokenStore,
    Scope as Scope,
    SQLTokenStore as SQLTokenStore,
    StaticToken as StaticToken,
    StoredLogin as StoredLogin,
    TokenSource as TokenSource,
    TokenStore as TokenStore,
)
from .client import (
    AmazonMusic as AmazonMusic,
    ClientOptions as ClientOptions,
)
from .errors import (
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
from .events import (
    AttemptFinished as AttemptFinished,
    CookiesShared as CookiesShared,
    DataDrift as DataDrift,
    Event as Event,
    OnEvent as OnEvent,
    RateNotShared as RateNotShared,
    Stats as Stats,
    TokenNotSaved as TokenNotSaved,
    TokenRenewed as TokenRenewed,
    UnmatchedItem as UnmatchedItem,
    Waiting as Waiting,
)
from .models.album import (
    Album as Album,
)
from .models.artist import (
    Artist as Artist,
)
from .models.eligibility import (
    Eligibility as Eligibility,
    PlaybackEligibility as PlaybackEligibility,
)
from .models.image import (
    Image as Image,
)
from .models.library import (
    LibraryAlbum as LibraryAlbum,
    LibraryTrack as LibraryTrack,
)
from .models.liked import (
    LikedTrack as LikedTrack,
    LikeState as LikeState,
)
from .models.lookup import (
    Lookup as Lookup,
)
from .models.market import (
    Market as Market,
)
from .models.media_type import (
    MediaType as MediaType,
)
from .models.outcome import (
    Done as Done,
    Failed as Failed,
    Found as Found,
    Missing as Missing,
    Outcome as Outcome,
)
from .models.page import (
    Connection as Connection,
    Edge as Edge,
    Items as Items,
    PageInfo as PageInfo,
)
from .models.parental_settings import (
    ParentalSettings as ParentalSettings,
)
from .models.played import (
    Played as Played,
)
from .models.playlist import (
    Playlist as Playlist,
    PlaylistEntry as PlaylistEntry,
    Visibility as Visibility,
)
from .models.podcast import (
    Episode as Episode,
    PodcastShow as PodcastShow,
)
from .models.release import (
    Release as Release,
)
from .models.saved import (
    SavedAlbum as SavedAlbum,
    SavedTrack as SavedTrack,
    SaveState as SaveState,
)
from .models.search_group import (
    Entity as Entity,
    SearchGroup as SearchGroup,
    Unknown as Unknown,
)
from .models.station import (
    Station as Station,
)
from .models.territory import (
    MusicTerritory as MusicTerritory,
)
from .models.track import (
    Track as Track,
)
from .models.user import (
    User as User,
)
from .resources.albums import (
    Albums as Albums,
)
from .resources.artists import (
    Artists as Artists,
)
from .resources.browse import (
    Browse as Browse,
)
from .resources.playlists import (
    Added as Added,
    Playlists as Playlists,
)
from .resources.podcasts import (
    Podcasts as Podcasts,
)
from .resources.search import (
    Search as Search,
)
from .resources.stations import (
    Stations as Stations,
)
from .resources.tracks import (
    Tracks as Tracks,
)
from .resources.user import (
    CurrentUser as CurrentUser,
)
