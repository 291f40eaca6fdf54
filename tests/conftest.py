"""What holds for every test."""

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
# On a shared machine a test is either right or wrong, the same way each time.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
