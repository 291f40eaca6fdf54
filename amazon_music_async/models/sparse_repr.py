"""The ``repr`` of a model: what it holds, without None and empty lists."""

from typing import cast

from attrs import AttrsInstance, fields


def sparse_repr(self: object) -> str:
    """``Track(id='B076YT2CBT', title='Feeling Good')``: a model has up to thirty fields, most of them empty."""
    kind = type(self)
    values = ((field.name, getattr(self, field.name)) for field in fields(cast("type[AttrsInstance]", kind)))
    return f"{kind.__name__}({', '.join(f'{name}={value!r}' for name, value in values if value not in (None, ()))})"
