"""Tables of what the service answers: Apache Arrow, and Parquet files that DuckDB, pandas and Polars read.

Needs the extra: ``pip install amazon-music-async[arrow]``.
"""

from amazon_music_async.arrow.parquet_folder import ParquetFolder
from amazon_music_async.arrow.schema import schema_of
from amazon_music_async.arrow.table import to_arrow

__all__ = ["ParquetFolder", "schema_of", "to_arrow"]
