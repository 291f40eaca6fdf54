"""Decoding a batch of 100 tracks in memory: bytes to dicts, and bytes to typed values."""

import gc
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import bodies
import cattrs
import orjson
from attrs import fields, has, resolve_types
from cattrs.gen import make_dict_structure_fn, override
from measure import Result, Size, interleaved, script

from amazon_music_async import Items, Track
from amazon_music_async._convert.converter import structure  # completes the types of Track, too

_TIMES = 20
"""Batches in one measured run."""


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _plain_converter() -> cattrs.Converter:
    """Cattrs as its documentation shows it: names in camelCase, dates by a hook; nothing more."""
    converter = cattrs.Converter()

    def hook(model: type[Any]) -> Callable[[Mapping[str, Any], Any], Any]:
        resolve_types(model)
        names: dict[str, Any] = {field.name: override(rename=_camel_case(field.name)) for field in fields(model)}
        return make_dict_structure_fn(model, converter, **names)

    def is_model(form: Any) -> bool:
        return has(form)

    converter.register_structure_hook_factory(is_model, hook)
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return converter


async def benchmark(size: Size) -> list[Result]:
    """Microseconds of processor time a track; the collector is off: what it costs depends on what is kept."""
    body = bodies.tracks([id.encode() for id in bodies.ids(bodies.PAGE)])
    plain = _plain_converter()

    async def dicts() -> None:
        for _ in range(_TIMES):
            orjson.loads(body)

    async def ours() -> None:
        for _ in range(_TIMES):
            structure(orjson.loads(body)["data"]["tracks"], Items[Track])

    async def defaults() -> None:
        for _ in range(_TIMES):
            plain.structure(orjson.loads(body)["data"]["tracks"], tuple[Track, ...])

    gc.disable()
    costs = await interleaved(
        size.rounds, {"orjson, to dicts (the floor)": dicts, "ours": ours, "cattrs, its defaults": defaults}
    )
    gc.enable()
    floor = next(iter(costs.values())).cpu
    each = 1e6 / _TIMES / bodies.PAGE
    return [
        Result("decoding 100 tracks", name, cost.cpu * each, "µs/track", cost.cpu / floor)
        for name, cost in costs.items()
    ]


if __name__ == "__main__":
    script(benchmark)
