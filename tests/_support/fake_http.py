"""A session of aiohttp without a network: aioresponses, whose types are not known in full."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from aioresponses import aioresponses

fake_http: Callable[[], AbstractContextManager[Any]] = aioresponses
