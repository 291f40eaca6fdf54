"""The tables of the nouns name every endpoint, each of which the sandbox serves."""

import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from endpoint_cases import Case

import amazon_music_async
from amazon_music_async.sandbox.music.endpoints import ENDPOINTS

VERBS = {"get", "put", "post", "patch", "delete"}


def can_be_sent() -> Iterator[str]:
    """Method and path of every request that `resources/` describes."""
    for path in (Path(amazon_music_async.__file__).parent / "resources").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VERBS:
                template = node.args[0]
                assert isinstance(template, ast.Constant), f"{path.name}:{node.lineno}: the path is written out"
                yield f"{node.func.id.upper()} {template.value!s}"


def tables() -> Iterator[Mapping[str, Case]]:
    """The table of each noun."""
    for path in Path(__file__).parent.glob("test_*.py"):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        if path != Path(__file__):
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield getattr(module, "CASES", {})


def matches(template: str, line: str) -> bool:
    """Whether a request is one of an endpoint."""
    asked, described = line.partition("?")[0].split("/"), template.split("/")
    return len(asked) == len(described) and all(
        one in {other, "{}"} for one, other in zip(described, asked, strict=True)
    )


@pytest.mark.parametrize("template", sorted({*can_be_sent()}))
def test_every_request_of_the_package_has_a_line_in_a_table(template: str) -> None:
    """What can be sent is compared with what is documented."""
    lines = [case.sent for table in tables() for case in table.values()]

    assert any(matches(template, line) for line in lines), f"{template} is in no table"


def test_the_sandbox_serves_what_can_be_sent() -> None:
    """Neither more nor less."""
    served = {re.sub(r"\{\w+\}", "{}", f"{endpoint.method} {endpoint.path.strip('/')}") for endpoint in ENDPOINTS}

    assert served == {*can_be_sent()}
