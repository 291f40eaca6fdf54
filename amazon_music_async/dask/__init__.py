"""Look-ups of millions of ids on a Dask cluster: one client in each worker, files that data people read.

Needs the extra: ``pip install amazon-music-async[dask]``. The service limits the requests of an application, not of a
machine: more workers do not make a job faster than its rate allows.
"""

from amazon_music_async.dask.connection import FromEnvironment
from amazon_music_async.dask.dataframe import look_up
from amazon_music_async.dask.parquet_job import ParquetReport, look_up_to_parquet

__all__ = ["FromEnvironment", "ParquetReport", "look_up", "look_up_to_parquet"]
