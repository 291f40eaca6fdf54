"""The version: the one place that knows it."""

__version__ = "0.1.0"

USER_AGENT = f"amazon-music-async/{__version__}"
