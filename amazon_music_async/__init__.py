"""The public names."""

from amazon_music_async._convert import from_dict, to_dict
from amazon_music_async._loader import Loader
from amazon_music_async._outcome import Failed, Found, Missing, Outcome
from amazon_music_async._pages import Page, Pages
from amazon_music_async._request import Request, delete, get, post, put
from amazon_music_async._retry import Retry
from amazon_music_async._version import __version__
from amazon_music_async.auth import (
    Authorization,
    DeviceCode,
    FileTokenStore,
    KeyringTokenStore,
    LoginWithAmazon,
    MemoryTokenStore,
    Scope,
    StaticToken,
    StoredLogin,
    TokenSource,
    TokenStore,
)
from amazon_music_async.client import AmazonMusic
from amazon_music_async.errors import (
    AmazonMusicError,
    APIError,
    AuthError,
    AuthUnavailable,
    BadRequest,
    ClientClosed,
    ConnectionFailed,
    DecodeError,
    Forbidden,
    InvalidId,
    LoginRequired,
    NotFound,
    PaginationError,
    RateLimited,
    ServerError,
    TimedOut,
    TransportError,
    Unauthorized,
    Unprocessable,
)
from amazon_music_async.events import (
    AttemptFinished,
    DataDrift,
    Event,
    OnEvent,
    Stats,
    TokenNotSaved,
    TokenRenewed,
    UnmatchedItem,
    Waiting,
)
from amazon_music_async.models.album import Album
from amazon_music_async.models.artist import Artist
from amazon_music_async.models.eligibility import Eligibility
from amazon_music_async.models.image import Image
from amazon_music_async.models.library import LibraryAlbum
from amazon_music_async.models.liked import LikedTrack, LikeState
from amazon_music_async.models.lookup import Lookup
from amazon_music_async.models.market import Market
from amazon_music_async.models.media_type import MediaType
from amazon_music_async.models.page import Connection, Edge, Items, PageInfo
from amazon_music_async.models.parental_settings import ParentalSettings
from amazon_music_async.models.release import Release
from amazon_music_async.models.saved import SavedAlbum, SavedTrack, SaveState
from amazon_music_async.models.territory import MusicTerritory
from amazon_music_async.models.track import Track
from amazon_music_async.resources.albums import Albums
from amazon_music_async.resources.tracks import Tracks

__all__ = [
    "APIError",
    "Album",
    "Albums",
    "AmazonMusic",
    "AmazonMusicError",
    "Artist",
    "AttemptFinished",
    "AuthError",
    "AuthUnavailable",
    "Authorization",
    "BadRequest",
    "ClientClosed",
    "Connection",
    "ConnectionFailed",
    "DataDrift",
    "DecodeError",
    "DeviceCode",
    "Edge",
    "Eligibility",
    "Event",
    "Failed",
    "FileTokenStore",
    "Forbidden",
    "Found",
    "Image",
    "InvalidId",
    "Items",
    "KeyringTokenStore",
    "LibraryAlbum",
    "LikeState",
    "LikedTrack",
    "Loader",
    "LoginRequired",
    "LoginWithAmazon",
    "Lookup",
    "Market",
    "MediaType",
    "MemoryTokenStore",
    "Missing",
    "MusicTerritory",
    "NotFound",
    "OnEvent",
    "Outcome",
    "Page",
    "PageInfo",
    "Pages",
    "PaginationError",
    "ParentalSettings",
    "RateLimited",
    "Release",
    "Request",
    "Retry",
    "SaveState",
    "SavedAlbum",
    "SavedTrack",
    "Scope",
    "ServerError",
    "StaticToken",
    "Stats",
    "StoredLogin",
    "TimedOut",
    "TokenNotSaved",
    "TokenRenewed",
    "TokenSource",
    "TokenStore",
    "Track",
    "Tracks",
    "TransportError",
    "Unauthorized",
    "UnmatchedItem",
    "Unprocessable",
    "Waiting",
    "__version__",
    "delete",
    "from_dict",
    "get",
    "post",
    "put",
    "to_dict",
]
