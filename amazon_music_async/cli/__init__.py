"""The command line."""

import click

from amazon_music_async._version import __version__
from amazon_music_async.cli.catalogue import albums, tracks
from amazon_music_async.cli.lists import library_albums, liked
from amazon_music_async.cli.logins import login, logout
from amazon_music_async.cli.serve import sandbox
from amazon_music_async.cli.tour import demo
from amazon_music_async.cli.writes import dislike, like, remove, save


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, prog_name="amazon-music-async")
def main() -> None:
    """Amazon Music, from the command line."""


for command in (demo, tracks, albums, liked, library_albums, save, remove, like, dislike, login, logout, sandbox):
    main.add_command(command)
