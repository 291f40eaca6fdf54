"""pyarrow, or an error that says how to install it."""

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise ImportError("amazon_music_async.arrow needs the extra: pip install amazon-music-async[arrow]") from error

__all__ = ["pa", "pq"]
