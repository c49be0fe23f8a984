from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires.loader import PACKAGED

Edit = Callable[[str, str, str], None]


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """A copy of the real year 2565, to be broken."""
    return Path(shutil.copytree(PACKAGED / "2565", tmp_path / "2565"))


@pytest.fixture
def edit(year: Path) -> Edit:
    """Replace a passage that stands exactly once in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        path = year / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")

    return replace
