"""What comes out of a printer: sheets of A4, as many as are needed."""

from __future__ import annotations

import re

import pytest

from survey.models import RoundState
from tests.builders import a_scene
from tests.journeys.arriving import be
from tests.journeys.furnished import LONG_NAME
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# A4 in points, to the nearest.
A4 = (595, 842)
USUAL_NAME = "องค์การบริหารส่วนตำบลทดสอบ"


def sheets(window: Window) -> list[tuple[int, int]]:
    """Print the page that is open, and return the width and the height of each sheet in points."""
    printed = window.page.pdf(prefer_css_page_size=True, print_background=True)
    found = []
    for page in re.findall(rb"/Type\s*/Page\b.*?endobj", printed, re.DOTALL):
        box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page)
        assert box, page[:300]
        found.append((round(float(box[1])), round(float(box[2]))))
    return found


def at_the_round(site: Site, window: Window, *, office: str = USUAL_NAME) -> str:
    """Sign in at an office that prepares a round, and return the path of the round."""
    scene = a_scene(site.app, office=office, state=RoundState.DRAFT)
    be(window, site)
    return scene.page


@pytest.mark.parametrize("office", [USUAL_NAME, LONG_NAME], ids=["usual", "long"])
def test_the_poster_is_one_sheet(site: Site, window: Window, office: str) -> None:
    window.open(f"{at_the_round(site, window, office=office)}/poster")
    assert sheets(window) == [A4]


@pytest.mark.parametrize(("office", "fit"), [(USUAL_NAME, 10), (LONG_NAME, 8)], ids=["usual", "long"])
def test_ten_cards_go_on_a_sheet_and_eight_where_the_name_of_the_office_is_very_long(
    site: Site, window: Window, office: str, fit: int
) -> None:
    path = at_the_round(site, window, office=office)
    for cards, expected in ((fit, 1), (fit + 1, 2), (4 * fit, 4)):
        window.open(f"{path}/codes")
        window.fill(number=str(cards))
        window.press("สร้างบัตรเพื่อพิมพ์")
        assert window.page.locator(".code-card").count() == cards
        assert sheets(window) == [A4] * expected


def test_on_paper_there_are_only_the_cards_and_on_screen_a_button_that_prints_them(site: Site, window: Window) -> None:
    window.open(f"{at_the_round(site, window)}/codes")
    window.fill(number="2")
    window.press("สร้างบัตรเพื่อพิมพ์")
    window.page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    window.button("พิมพ์").click()
    assert window.page.evaluate("document.body.dataset.printed") == "yes"
    window.page.emulate_media(media="print")
    for selector in (".sheet-tools", ".skip", ".foot", ".masthead"):
        assert not window.page.locator(selector).is_visible()
    assert window.page.locator(".code-card").first.is_visible()
