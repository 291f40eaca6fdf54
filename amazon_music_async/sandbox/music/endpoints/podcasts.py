"""Podcast shows and their episodes. https://developer.amazon.com/docs/music/API_web_podcast.html."""

from typing import Any, Final

from amazon_music_async.models.scope import Scope
from amazon_music_async.sandbox.http.reply import Reply, json_reply
from amazon_music_async.sandbox.music.endpoint import CURSOR, Context, Endpoints, limit
from amazon_music_async.sandbox.music.endpoints._common import page, summary
from amazon_music_async.sandbox.music.paging import part_of
from amazon_music_async.sandbox.music.schemas import STRING, answer, connection, data

ENDPOINTS: Final = Endpoints()


@ENDPOINTS.add(
    "GET",
    "/podcasts/shows/{id}",
    Scope.CATALOG,
    parameters=(limit(), CURSOR),
    answer=data(podcastShow=answer(id=STRING, title=STRING, episodes=connection("Episode", cursor=STRING))),
)
def get_show(context: Context) -> Reply:
    """One podcast show with a page of its episodes."""
    show = summary(context, context.store.catalogue.shows, "podcast show")
    episodes = context.store.catalogue.episodes(context.id)

    def edge(entry: tuple[int, dict[str, Any]]) -> dict[str, Any]:
        index, episode = entry
        return {"cursor": f"{index}:{episode['id']}", "node": episode}

    show["episodes"] = page(context, f"episodes {context.id}", part_of(list(enumerate(episodes))), edge)
    return json_reply({"data": {"podcastShow": show}})
