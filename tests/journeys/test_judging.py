"""What the looks promise to find is found, though most of a page has been judged on others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.furnished import Furnished
from tests.journeys.looks import USUAL, findings
from tests.journeys.windows import Window

SPOILT = {
    "color-contrast": "document.querySelector('main p').style.color = 'rgb(140, 140, 140)'",
    "link-name": "document.querySelector('main a').textContent = ''",
    "360 px wide": "document.querySelector('main p').style.minInlineSize = '400px'",
}


@pytest.mark.parametrize("finding", SPOILT)
def test_what_is_wrong_with_one_thing_of_a_page_that_was_right_before_is_found(
    furnished_site: Furnished, window_of: Callable[[str], Window], finding: str
) -> None:
    window = window_of("")
    window.open("/")
    assert not findings(window, USUAL)
    window.page.evaluate(SPOILT[finding])
    assert any(finding in found for found in findings(window, USUAL))
    window.check()
