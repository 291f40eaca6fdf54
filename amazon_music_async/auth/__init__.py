"""Token sources: a token that stays, and a login that renews itself."""

from amazon_music_async.auth.source import Scope, ScopedTokenSource, StaticToken, TokenSource

__all__ = ["Scope", "ScopedTokenSource", "StaticToken", "TokenSource"]
