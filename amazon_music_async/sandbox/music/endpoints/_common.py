"""What several endpoints do alike: one object, several objects, a page of a user's list."""

from collections.abc import Callable
from typing import Any, TypeVar

from amazon_music_async.sandbox.catalogue.collection import Collection
from amazon_music_async.sandbox.http.reply import Reply, data, json_reply, refused
from amazon_music_async.sandbox.music.endpoint import Context
from amazon_music_async.sandbox.music.paging import Part
from amazon_music_async.sandbox.music.store import not_found

_T = TypeVar("_T")


def one(context: Context, collection: Collection, kind: str) -> Reply:
    """The object with the id in the path."""
    body = collection.body(context.id)
    if body is None:
        raise not_found(kind, context.id)
    return data(kind, body)


def several(context: Context, collection: Collection, kind: str) -> Reply:
    """The objects with the ids in the query, each once."""
    options = context.store.options
    bodies = [_found(context, collection, kind, id) for id in dict.fromkeys(context.values["ids"])]
    if options.shuffle_answers:
        context.store.random.shuffle(bodies)
    return data(kind if options.singular_keys else kind + "s", b"[%b]" % b",".join(filter(None, bodies)))


def _found(context: Context, collection: Collection, kind: str, id: str) -> bytes | None:
    body = collection.body(id)
    if body is not None:
        return body
    match context.store.options.unknown_ids:
        case "drop":
            return None
        case "null":
            return b"null"
        case "refuse":
            raise not_found(kind, id)
        case _:
            raise refused(400, f"The id {id!r} is not valid.")


def summary(context: Context, collection: Collection, kind: str, *keys: str) -> dict[str, Any]:
    """These fields of the object with the id in the path."""
    if context.id not in collection:
        raise not_found(kind, context.id)
    return collection.fields(context.id, *keys)


def page(
    context: Context, name: str, cut: Callable[[int, int], Part[_T]], edge: Callable[[_T], dict[str, Any]]
) -> dict[str, Any]:
    """The page that the request asks for, of the list called ``name``."""
    return context.store.paging.connection(context.request, name, context.values["limit"], cut, edge)


def user_page(
    context: Context,
    key: str,
    cut: Callable[[int, int], Part[_T]],
    edge: Callable[[_T], dict[str, Any]],
    **fields: object,
) -> Reply:
    """A page of a list of the user, under ``data.user`` and ``key``, beside further fields of the user."""
    user = context.user
    return json_reply({"data": {"user": {"id": user.id, **fields, key: page(context, f"{user.id} {key}", cut, edge)}}})
