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
from measure import Contender, Result, Size, interleaved, script

from amazon_music_async import Items, Track
from amazon_music_async._convert.read_body import read_body

_TIMES = 20
"""Batches in one measured run."""
_GOOD, _ODD = b'"mediaType":"AUDIO"', b'"mediaType":7'
_MOST = {"ours": 1.8}
_MOST_ODD = {"ours, one value of the page odd": 1.3, "ours, one value of each track odd": 4.0}


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

    every = body.replace(_GOOD, _ODD)
    one = body[: len(body) // 2] + body[len(body) // 2 :].replace(_GOOD, _ODD, 1)

    def reading(body: bytes, read: Callable[[bytes], object]) -> Contender:
        async def run() -> None:
            for _ in range(_TIMES):
                read(body)

        return run

    def defaults(body: bytes) -> object:
        return plain.structure(orjson.loads(body)["data"]["tracks"], tuple[Track, ...])

    gc.disable()
    costs = await interleaved(
        size.rounds,
        {
            "orjson, to dicts (the floor)": reading(body, orjson.loads),
            "ours": reading(body, _read),
            "cattrs, its defaults": reading(body, defaults),
            "ours, one value of the page odd": reading(one, _read),
            "ours, one value of each track odd": reading(every, _read),
        },
    )
    gc.enable()
    floor = next(iter(costs.values())).cpu
    each = 1e6 / _TIMES / bodies.PAGE
    return [
        Result("decoding 100 tracks", name, cost.cpu * each, "µs/track", cost.cpu / floor, _MOST.get(name))
        for name, cost in costs.items()
    ] + [
        Result("odd values, against none", name, cost.cpu * each, "µs/track", cost.cpu / costs["ours"].cpu, most)
        for name, cost in costs.items()
        if (most := _MOST_ODD.get(name))
    ]


def _read(body: bytes) -> None:
    read_body(body, "tracks|track", Items[Track])


if __name__ == "__main__":
    script(benchmark)
