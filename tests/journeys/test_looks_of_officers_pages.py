"""The officers' pages: axe finds nothing, and no screen has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.furnished import Furnished
from tests.journeys.looks import ONCE, USUAL, findings
from tests.journeys.pages import ALIKE, OF_OTHERS, OFFICERS, Opener
from tests.journeys.windows import Window

PAGES: dict[str, tuple[str, Opener]] = {**{name: ("malee", page) for name, page in OFFICERS.items()}, **OF_OTHERS}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    furnished_site: Furnished, window_of: Callable[[str], Window], name: str
) -> None:
    username, open_page = PAGES[name]
    window = window_of(username)
    open_page(window, furnished_site)
    found = findings(window, ONCE if name in ALIKE else USUAL)
    assert not found, "\n".join(found)
    window.check()
