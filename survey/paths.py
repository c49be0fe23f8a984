"""Where things lie on disk."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """Return the folder for what an installation keeps when nothing else is configured (database file, example secret).

    `SUTCHARIT_HOME` if set; else `instance` in a checkout; else the user's data folder.
    """
    chosen = os.environ.get("SUTCHARIT_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "instance"
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "sutcharit"


def templates() -> Path:
    """Return the folder of page templates: inside an installed package, or beside `survey` in a checkout."""
    packaged = PACKAGE / "templates"
    return packaged if packaged.is_dir() else PACKAGE.parent / "templates"
