# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask and its collections are typed in part.
"""Dask, or an error that says how to install it."""

try:
    import cloudpickle  # pyright: ignore[reportMissingTypeStubs] - there are none
    import distributed
    from dask.delayed import delayed
except ImportError as error:
    raise ImportError("amazon_music_async.dask needs the extra: pip install amazon-music-async[dask]") from error

__all__ = ["cloudpickle", "delayed", "distributed"]
