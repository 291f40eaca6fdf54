"""From models to JSON, as the service writes it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from cattrs import Converter

from amazon_music_async._convert_shape import is_model, wire_fields
from amazon_music_async._convert_values import moment_to


def unstructure(item: object) -> Any:
    """JSON for a model."""
    if not is_model(type(item)):
        raise TypeError(f"{type(item).__name__} is no model")
    return _converter.unstructure(item)


def _model(form: Any, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    @cache
    def names() -> list[tuple[str, str]]:
        return [(field.name, field.keys[0]) for field in wire_fields(form)]

    def unstructure(item: Any) -> dict[str, Any]:
        values = ((key, getattr(item, name)) for name, key in names())
        return {key: converter.unstructure(value) for key, value in values if value is not None and value != ()}

    return unstructure


def _make_converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook_func(lambda t: t is datetime, moment_to)
    converter.register_unstructure_hook_func(lambda t: t is date, date.isoformat)
    converter.register_unstructure_hook_func(
        lambda t: t is tuple, lambda value: [converter.unstructure(x) for x in value]
    )
    converter.register_unstructure_hook_factory(is_model, _model)
    return converter


_converter = _make_converter()
