"""The command line."""

import io
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from amazon_music_async._version import __version__
from amazon_music_async.cli.commands.demo import demo
from amazon_music_async.cli.commands.lists import (
    library_albums,
    library_tracks,
    liked,
    playlist_tracks,
    playlists,
    recent,
    search,
    search_albums,
    search_artists,
)
from amazon_music_async.cli.commands.login import login, logout
from amazon_music_async.cli.commands.lookups import albums, artists, isrc, tracks
from amazon_music_async.cli.commands.me import me
from amazon_music_async.cli.commands.sandbox import sandbox
from amazon_music_async.cli.commands.search_all import search_all
from amazon_music_async.cli.commands.writes import dislike, like, remove, save
from amazon_music_async.cli.exit_status import BROKEN_PIPE, INTERRUPTED, WRONG_USE, reason
from amazon_music_async.cli.messages import say


class Commands(click.Group):
    """The commands, listed in the order in which a new user needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The order of `add_command`, not of the alphabet."""
        del ctx
        return list(self.commands)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as click has it
        **extra: Any,
    ) -> Any:
        """Run, and end with the exit status of the command, even if nobody can read its messages any more."""
        del standalone_mode
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # What an old terminal cannot show ends nothing.
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            with suppress(OSError):
                error.show()
            status = error.exit_code
        except click.Abort:
            status = INTERRUPTED
        except OSError as error:
            # Only standard output is left: messages ignore such errors, all other files are named by a Problem.
            say(f"Error: cannot write standard output: {reason(error)}")
            status = WRONG_USE
        finally:
            _drop_what_cannot_be_written()
        sys.exit(status)

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Read the arguments; --help and --version are shown here."""
        with _own_statuses():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run one."""
        with _own_statuses():
            return super().invoke(ctx)


def _drop_what_cannot_be_written() -> None:
    """Python flushes once more at its end, and a failure there would replace the status of the command by 120."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None: it was closed before Python began
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _own_statuses() -> Generator[None]:
    """Ctrl-C, also before the work begins, and a closed pipe have a status of their own."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        raise SystemExit(BROKEN_PIPE) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, prog_name="amazon-music-async")
def main() -> None:
    """Amazon Music: look up tracks and albums, list what you like and own, and change it.

    To try it you need no account; a sandbox replaces the service:

    \b
      amazon-music-async demo
      amazon-music-async tracks --sandbox B076YT2CBT

    With access to the service, log in once:

    \b
      export AMAZON_MUSIC_API_KEY=...        # the id of the security profile
      export AMAZON_MUSIC_CLIENT_ID=... AMAZON_MUSIC_CLIENT_SECRET=...
      amazon-music-async login               # or set AMAZON_MUSIC_TOKEN
      amazon-music-async tracks --ids ids.txt --output tracks.jsonl
      amazon-music-async tracks --ids ids.txt --output tracks.jsonl --resume

    The last line goes on after Ctrl-C, a crash or an outage, and asks again for the ids that failed.

    Records go to standard output or to a file, as JSON lines or CSV; messages go to standard error. The exit status
    is 0 if all ids were answered, 1 if some failed, 2 for wrong use, 130 after Ctrl-C.
    """  # noqa: D301 - the real character, after which click keeps the lines


for command in (
    *(
        demo,
        tracks,
        albums,
        artists,
        isrc,
        search,
        search_albums,
        search_artists,
        search_all,
        liked,
        library_tracks,
        library_albums,
        playlists,
        playlist_tracks,
        recent,
    ),
    *(me, like, dislike, save, remove, login, logout, sandbox),
):
    main.add_command(command)
