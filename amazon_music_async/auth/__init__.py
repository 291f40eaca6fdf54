"""Token sources: a token that stays, and a login that renews itself."""

from amazon_music_async.auth.authorization_code import Authorization
from amazon_music_async.auth.device_code import DeviceCode
from amazon_music_async.auth.file_store import FileTokenStore
from amazon_music_async.auth.keyring_store import KeyringTokenStore
from amazon_music_async.auth.login_with_amazon import LoginOptions, LoginWithAmazon
from amazon_music_async.auth.redis_token_store import RedisClient, RedisTokenStore
from amazon_music_async.auth.sql_token_store import SQLTokenStore
from amazon_music_async.auth.token_source import ScopedTokenSource, StaticToken, TokenSource
from amazon_music_async.auth.token_store import MemoryTokenStore, StoredLogin, TokenStore
from amazon_music_async.models.scope import Scope

__all__ = [
    "Authorization",
    "DeviceCode",
    "FileTokenStore",
    "KeyringTokenStore",
    "LoginOptions",
    "LoginWithAmazon",
    "MemoryTokenStore",
    "RedisClient",
    "RedisTokenStore",
    "SQLTokenStore",
    "Scope",
    "ScopedTokenSource",
    "StaticToken",
    "StoredLogin",
    "TokenSource",
    "TokenStore",
]
