"""Whether a request is one that the sandbox's description allows."""

from collections.abc import Mapping

from amazon_music_async.sandbox.http.reply import Refused
from amazon_music_async.sandbox.http.request import Request, parsed_query
from amazon_music_async.sandbox.music.service import routed


def check_request(
    method: str, path: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
) -> tuple[str, str]:
    """The method and path template of the endpoint that this request is for; an error if it is not as described.

    ``path`` is below the version and quoted, such as ``/me/tracks/B1``; ``query`` is the text after the ``?``.
    """
    request = Request(method, path, parsed_query(query), headers or {}, body)
    try:
        endpoint, _ = routed(request)
        endpoint.checked(request)
    except Refused as refusal:
        raise AssertionError(f"{method} {path}?{query}: {refusal.reply.body.decode()}") from None
    unknown = request.query.keys() - {parameter.name for parameter in endpoint.parameters}
    assert not unknown, f"{method} {path} has no parameters {unknown}"
    assert endpoint.body is not None or not body, f"{method} {path} has no body"
    return endpoint.method, endpoint.path
