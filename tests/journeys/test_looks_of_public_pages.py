"""The pages anybody may open: axe finds nothing, and no screen has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.furnished import Furnished
from tests.journeys.looks import EVERY_WAY, ONCE, findings
from tests.journeys.pages import ALIKE, PUBLIC
from tests.journeys.windows import Window


@pytest.mark.parametrize("name", PUBLIC)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    furnished_site: Furnished, window_of: Callable[[str], Window], name: str
) -> None:
    window = window_of("")
    PUBLIC[name](window, furnished_site)
    found = findings(window, ONCE if name in ALIKE else EVERY_WAY)
    assert not found, "\n".join(found)
    window.check()
