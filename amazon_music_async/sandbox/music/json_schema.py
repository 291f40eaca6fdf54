"""A check of values against JSON Schema: the keywords that the sandbox's own description uses, and no others."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

Schema: TypeAlias = Mapping[str, Any]


def mismatch(value: Any, schema: Schema, name: str) -> str | None:
    """Return the sentence that says why ``value`` does not match, or None if it does."""
    match schema["type"]:
        case "integer":
            return _integer_mismatch(value, schema, name)
        case "string":
            return _string_mismatch(value, schema, name)
        case "array":
            return _array_mismatch(value, schema, name)
        case "object":
            return _object_mismatch(value, schema, name)
        case _:
            return None if isinstance(value, bool) else f"{name} is {value!r}, it must be true or false."


def _integer_mismatch(value: Any, schema: Schema, name: str) -> str | None:
    low, high = schema["minimum"], schema["maximum"]
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return None
    return f"{name} is {value!r}, it must be a whole number from {low} to {high}."


def _string_mismatch(value: Any, schema: Schema, name: str) -> str | None:
    if "enum" in schema:
        return (
            None if value in schema["enum"] else f"{name} is {value!r}, it must be one of {', '.join(schema['enum'])}."
        )
    if not isinstance(value, str):
        return f"{name} is {value!r}, it must be a string."
    if not re.search(schema.get("pattern", ""), value):
        return f"{name} is {value!r}, it must match {schema['pattern']}." if value else f"{name} is empty."
    return None


def _array_mismatch(value: Any, schema: Schema, name: str) -> str | None:
    low, high = schema["minItems"], schema["maxItems"]
    if not _is_list(value):
        return f"{name} is {value!r}, it must be a list."
    if not low <= len(value) <= high:
        return f"{name} holds {len(value)} entries, it must hold {low} to {high}."
    problems = (mismatch(each, schema["items"], f"an entry of {name}") for each in value)
    return next(filter(None, problems), None)


def _object_mismatch(value: Any, schema: Schema, name: str) -> str | None:
    properties: Mapping[str, Schema] = schema["properties"]
    if not _is_object(value):
        return f"{name} is not a JSON object."
    missing = [each for each in schema["required"] if each not in value]
    if missing:
        return f"{name} has no '{missing[0]}', which is required."
    unknown = [each for each in value if each not in properties]
    if unknown:
        return f"{name} has an unknown field {unknown[0]!r}: it may have {', '.join(properties)}."
    problems = (mismatch(each, properties[field], f"'{field}'") for field, each in value.items())
    return next(filter(None, problems), None)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
