"""A form can be answered without ever touching a mouse, and the place one is at can always be seen."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.model import Audience
from tests.builders import a_scene, how_many
from tests.journeys.answering import THANKS, chosen
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Between the skip link, the code and the first part stand a few links and switches.
MOST_STOPS = 12
# The steps that are worth 100 in the fictional staff form: of four, four, four, six and two; two of the parts are negative.
BEST = {"i1": 4, "i2.1": 4, "i2.2": 1, "i3": 6, "i4": 1}
# Where the keyboard is: what it is on, whether a ring is drawn round it, and whether something lies over its middle.
PLACE = """() => {
  const one = document.activeElement;
  const ring = one.matches(".step input") ? one.nextElementSibling : one;
  const { left, top, width, height } = one.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  return {
    name: one.name || one.className,
    value: one.value,
    seen: one === above || one.contains(above) || above === ring,
    ringed: getComputedStyle(ring).outlineStyle !== "none" && parseFloat(getComputedStyle(ring).outlineWidth) >= 2,
  };
}"""


def place(window: Window) -> dict[str, Any]:
    """Where the keyboard is, which must be in sight."""
    found: dict[str, Any] = window.page.evaluate(PLACE)
    assert found["seen"], found
    assert found["ringed"], found
    return found


def tab_to(window: Window, name: str) -> None:
    """Go on with the tabulator to a control, past what else there is to press; every stop on the way must be in sight."""
    for _ in range(MOST_STOPS):
        window.page.keyboard.press("Tab")
        if place(window)["name"] == name:
            return
    raise AssertionError(name)


def test_the_staff_form_is_answered_from_the_skip_link_to_the_thanks_by_keyboard(site: Site, window: Window) -> None:
    scene = a_scene(site.app, fiscal_year=2599)
    # Of which little can be seen at a time.
    window.page.set_viewport_size({"width": 1280, "height": 480})
    press = window.page.keyboard.press
    window.open(scene.iit)
    press("Tab")
    assert place(window)["name"] == "skip"
    press("Enter")
    assert window.path == f"{scene.iit}#main"
    tab_to(window, "code")
    window.page.keyboard.type(scene.codes[0].replace("-", " ").lower())
    tab_to(window, "answer-i1")
    for part, best in BEST.items():
        if part != "i1":
            press("Tab")
        # The first of a group that nothing has been chosen in.
        assert (place(window)["name"], place(window)["value"]) == (f"answer-{part}", "1")
        press("Space")
        for _ in range(1, best):
            press("ArrowRight")
        assert place(window)["value"] == str(best)
    assert chosen(window) == {part: str(best) for part, best in BEST.items()}
    assert "ตอบแล้ว 4 จาก 4 ข้อ" in window.words
    tab_to(window, "button wide")
    assert window.page.evaluate("document.activeElement.textContent") == "ส่งคำตอบ"
    with window.moving():
        press("Enter")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1


def test_what_is_missing_takes_the_keyboard_and_each_of_its_lines_leads_to_the_part(site: Site, window: Window) -> None:
    scene = a_scene(site.app)
    press = window.page.keyboard.press
    window.open(scene.eit)
    with window.moving(status=422):
        window.button("ส่งคำตอบ").press("Enter")
    assert window.page.evaluate("document.activeElement.matches('.problems')")
    assert window.page.locator(".problems a").count() == 19
    for _ in range(9):
        press("Tab")
    place(window)
    # The ninth part of the form: e6.1 comes after e1.1, e1.2, e2, e3, e4.1, e4.2, e4.3 and e5.
    press("Enter")
    assert (place(window)["name"], place(window)["value"]) == ("answer-e6.1", "1")
    press("ArrowDown")
    assert chosen(window) == {"e6.1": "2"}
