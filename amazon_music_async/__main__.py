"""``python -m amazon_music_async``: the command line, or what it needs."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from amazon_music_async.cli import main as command_line  # noqa: PLC0415 - what it needs may not be there
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.exit(f"the command line needs {error.name}: pip install 'amazon_music_async[cli]'")
    command_line(prog_name="amazon-music-async")


if __name__ == "__main__":
    main()
