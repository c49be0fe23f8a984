"""How the forms lie on a phone, on a desk, and with letters twice as large."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.answering import part_id
from tests.journeys.conftest import DESKTOP, PATIENCE_MS
from tests.journeys.furnished import Furnished
from tests.journeys.looks import DESK, NARROWEST, PHONE, lay_out, overflowing, resize
from tests.journeys.pages import PUBLIC
from tests.journeys.windows import Window

SMALLEST_TARGET = 44.0
Box = dict[str, float]


@pytest.fixture(scope="module")
def window(browser: Browser, furnished_site: Furnished) -> Iterator[Window]:
    """One window for all tests here: each opens its page anew."""
    context = browser.new_context(viewport=DESKTOP, locale="th-TH")
    context.set_default_timeout(PATIENCE_MS)
    made = Window(context.new_page(), furnished_site.site.base)
    yield made
    context.close()
    made.check()


def boxes(window: Window, selector: str) -> list[Box]:
    """Where all that is shown of what a selector finds lies on the page: its sides, width and height in px."""
    lay_out(window)
    found: list[Any] = window.page.evaluate(
        """selector => {
          document.querySelectorAll("details").forEach(one => { one.open = true });
          return Array.from(document.querySelectorAll(selector)).filter(one => one.checkVisibility()).map(one => {
            const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
            return { left, right, top: top + scrollY, bottom: bottom + scrollY, width, height };
          });
        }""",
        selector,
    )
    assert found, selector
    return found


@pytest.mark.parametrize("name", ["iit", "eit", "iit-missing", "eit-missing", "iit-wrong-code", "eit-thanks", "sign-in"])
def test_twice_as_large_letters_on_the_narrowest_screen_need_no_scrolling_sideways(
    furnished_site: Furnished, window: Window, name: str
) -> None:
    PUBLIC[name](window, furnished_site)
    session = window.context.new_cdp_session(window.page)
    usual = float(window.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))
    try:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        resize(window, NARROWEST)
        enlarged = float(window.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))
        assert enlarged >= 2 * usual
        found = overflowing(window, (NARROWEST,))
        assert not found, "\n".join(found)
        cut = window.page.evaluate(
            """() => Array.from(document.querySelectorAll(".step label, .button, legend, .part-text"))
              .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
              .map(one => one.textContent.trim())"""
        )
        assert cut == []
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        session.detach()


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_every_step_is_a_target_for_a_thumb_and_touches_no_other(furnished_site: Furnished, window: Window, key: str) -> None:
    window.open(getattr(furnished_site, key))
    for width in (DESK, PHONE, NARROWEST):
        resize(window, width)
        targets = boxes(window, ".step input")
        assert min(box["height"] for box in targets) >= SMALLEST_TARGET, width
        assert min(box["width"] for box in targets) >= SMALLEST_TARGET, width
        assert min(box["height"] for box in boxes(window, ".step label")) >= SMALLEST_TARGET, width
        assert boxes(window, ".button")[0]["height"] >= SMALLEST_TARGET, width
        # On top of one another or side by side: no two in the order of the page lie in the same place.
        for one, other in pairwise(targets):
            apart = other["left"] >= one["right"] - 2 or other["top"] >= one["bottom"] - 2
            assert apart, (width, one, other)


def test_on_a_phone_each_part_is_a_card_with_its_steps_under_its_words(furnished_site: Furnished, window: Window) -> None:
    window.open(furnished_site.iit)
    resize(window, PHONE)
    for code in ("i1.1", "i4.3", "i30.4"):
        card, words, steps = part_id(code), f"{part_id(code)} .part-text", f"{part_id(code)} .step"
        assert boxes(window, words)[0]["bottom"] <= boxes(window, steps)[0]["top"]
        assert boxes(window, card)[0]["width"] > 0.8 * PHONE
        border = window.page.locator(card).evaluate("one => parseFloat(getComputedStyle(one).borderLeftWidth)")
        assert border >= 1
    first, second = boxes(window, f"{part_id('i1.1')}, {part_id('i1.2')}")
    assert second["top"] > first["bottom"]


def test_on_a_desk_the_parts_of_an_item_are_rows_whose_steps_stand_in_columns(
    furnished_site: Furnished, window: Window
) -> None:
    window.open(furnished_site.iit)
    resize(window, DESK)
    columns = []
    for code in ("i30.1", "i30.2", "i30.3", "i30.4"):
        words, steps = boxes(window, f"{part_id(code)} .part-text")[0], boxes(window, f"{part_id(code)} .step")
        assert words["right"] <= steps[0]["left"] + 1
        assert words["top"] < steps[0]["bottom"]
        assert words["bottom"] > steps[0]["top"]
        assert len({round(step["top"]) for step in steps}) == 1
        columns.append([round(step["left"]) for step in steps])
    assert columns == [columns[0]] * 4


def test_the_chosen_step_is_told_from_the_others_by_more_than_colour(furnished_site: Furnished, window: Window) -> None:
    window.open(furnished_site.eit)
    weights = "group => Array.from(group.querySelectorAll('label'), label => Number(getComputedStyle(label).fontWeight))"
    marks = "group => Array.from(group.querySelectorAll('label'), label => getComputedStyle(label, '::after').opacity)"
    group = window.page.locator(part_id("e2"))
    group.get_by_label("มาก", exact=True).check()
    assert group.evaluate(weights) == [400, 400, 700, 400]
    assert group.evaluate(marks) == ["0", "0", "1", "0"]
