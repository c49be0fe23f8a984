"""A file that libraries can write by its path although it is nowhere on a disk."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def written(write: Callable[[str], None]) -> bytes:
    """Return what `write` wrote to the path it was given.

    Some libraries write to a path only, and what they write are people's answers. On Linux the path is that of memory;
    elsewhere it is in a folder that only its owner may read, gone when this returns.
    """
    if sys.platform != "linux":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            write(str(path))
            return path.read_bytes()
    descriptor = os.memfd_create("file", os.MFD_CLOEXEC)
    try:
        write(f"/proc/self/fd/{descriptor}")
        os.lseek(descriptor, 0, os.SEEK_SET)
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)
