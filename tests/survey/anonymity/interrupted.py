"""Mixing in a process of its own, to be killed or to run out of space: with nothing to import that the process has not got."""

from __future__ import annotations

import resource
import signal
import sys

from survey import mixing
from survey.extensions import make_engine


def mixing_for_ever(url: str) -> None:
    """Say that it begins, and mix until the process is killed."""
    engine = make_engine(url)
    sys.stdout.write("mixing\n")
    while True:
        mixing.mix(engine)


def mixing_with_little_space(url: str, largest_file: int) -> None:
    """Mix where no file may grow past so many bytes, and say what came of it: True, or the kind of error."""
    # The signal that would end the process is ignored, so that it sees what a full disk shows it: an error.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    try:
        sys.stdout.write(f"{mixing.mix(make_engine(url))}\n")
    except Exception as error:
        sys.stdout.write(f"{type(error).__name__}\n")
