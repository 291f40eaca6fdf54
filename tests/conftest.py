"""What holds for every test."""

import os
import signal

from hypothesis import settings

# Whoever puts the tests in the background has them ignore Ctrl-C, or with nohup the end of a terminal; and so would all
# that they start, which is sent these signals and waited for.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", None), signal.SIG_DFL)):
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

settings.register_profile("here", deadline=None)
# On a shared machine a test is either right or wrong, the same way each time.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
