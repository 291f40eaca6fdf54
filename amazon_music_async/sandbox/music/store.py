"""All that the endpoints read and write."""

from random import Random
from typing import Any

from attrs import frozen

from amazon_music_async.sandbox.catalogue.catalogue import Catalogue
from amazon_music_async.sandbox.catalogue.collection import Collection
from amazon_music_async.sandbox.catalogue.search import Search
from amazon_music_async.sandbox.http.reply import Refused, refused
from amazon_music_async.sandbox.music.options import Options
from amazon_music_async.sandbox.music.paging import Paging
from amazon_music_async.sandbox.music.users import Users


@frozen
class Store:
    """The catalogue, the users, and how the service is to behave."""

    catalogue: Catalogue
    search: Search
    users: Users
    paging: Paging
    options: Options
    random: Random

    def node(self, collection: Collection, id: str, *keys: str) -> dict[str, Any]:
        """The object as a node of a list: these fields of it, or all with the option ``full_nodes``."""
        return collection.fields(id) if self.options.full_nodes else collection.fields(id, *keys)


def not_found(kind: str, id: str) -> Refused:
    """The refusal of an unknown id, ready to raise."""
    return refused(404, f"There is no {kind} with the id {id!r}.")
