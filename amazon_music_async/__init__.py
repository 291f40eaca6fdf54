"""The Amazon Music Web API for asyncio.

::

    from amazon_music_async import AmazonMusic

    async with AmazonMusic(token, api_key=security_profile_id) as music:
        track = await music.tracks.get("B076YT2CBT")
        tracks = await music.tracks.get_many(ten_thousand_ids)
        async for liked in music.tracks.liked():
            print(liked.track.title, liked.like_state)

Every public name can be imported from here, the sandbox from ``amazon_music_async.sandbox``. Each is imported when it
is first used: the pytest plugin, which every run of pytest loads, costs next to nothing.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnsupportedDunderAll=false
# The loader has no types; __init__.pyi has those of all names.
import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
