"""``python -m amazon_music_async``: the command line, or what it needs."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from amazon_music_async.cli import main as command_line  # noqa: PLC0415 - what it needs may not be there
    except ModuleNotFoundError as error:
        name = str(error.name).partition(".")[0]
        if name not in {"click", "rich"}:
            raise
        print(f"the command line needs {name}: pip install 'amazon_music_async[cli]'", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    command_line(prog_name="amazon-music-async")


if __name__ == "__main__":
    main()
