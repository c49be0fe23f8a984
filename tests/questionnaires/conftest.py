from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from questionnaires.loader import PACKAGED

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="package", autouse=True)
def _each_text_composed_once() -> Iterator[None]:
    """Of a year that is broken hundreds of times one file is another each time, and the others are read as often.

    What the reader of definitions makes of a text is never changed by it, so that the same may be handed out again.
    """
    compose = yaml.compose

    @lru_cache(maxsize=16)
    def composed(text: str, loader: Any) -> Any:
        return compose(text, Loader=loader)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml, "compose", lambda text, Loader: composed(text, Loader))  # noqa: N803 (as it calls it)
        yield


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
