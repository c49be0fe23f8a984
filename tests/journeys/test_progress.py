"""The line that says how far one has come."""

from __future__ import annotations

import pytest

from tests.builders import a_scene
from tests.journeys.answering import best, touch
from tests.journeys.conftest import OpenWindow
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def progress(window: Window) -> str:
    return window.page.locator("[data-progress]").inner_text()


def test_an_item_counts_once_all_its_parts_are_answered(site: Site, window: Window) -> None:
    window.open(a_scene(site.app).iit)
    assert progress(window) == "ตอบแล้ว 0 จาก 30 ข้อ"
    touch(window, "i2", best("i2"))
    assert progress(window) == "ตอบแล้ว 1 จาก 30 ข้อ"
    for code, done in (("i1.2", 1), ("i1.1", 2), ("i1.1", 2), ("i3.1", 2), ("i3.3", 2), ("i3.2", 3)):
        touch(window, code, best(code))
        assert progress(window) == f"ตอบแล้ว {done} จาก 30 ข้อ"
    assert window.page.locator(".progress-line progress").evaluate("bar => [bar.value, bar.max]") == [3, 30]


def test_the_line_stays_in_sight_at_the_end_of_the_form(site: Site, open_window: OpenWindow) -> None:
    window = open_window(viewport={"width": 360, "height": 740})
    window.open(a_scene(site.app).eit)
    touch(window, "e15", best("e15"))
    box = window.page.locator("[data-progress]").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 60
    assert progress(window) == "ตอบแล้ว 1 จาก 15 ข้อ"


def test_a_form_that_comes_back_with_answers_counts_them_at_once(site: Site, window: Window) -> None:
    window.open(a_scene(site.app).eit)
    for code in ("e2", "e3"):
        touch(window, code, best(code))
    window.press("ส่งคำตอบ", status=422)
    assert progress(window) == "ตอบแล้ว 2 จาก 15 ข้อ"


def test_without_script_the_line_says_how_long_the_form_is(site: Site, open_window: OpenWindow) -> None:
    window = open_window(java_script_enabled=False)
    window.open(a_scene(site.app).iit)
    assert progress(window) == "มี 5 ส่วน รวม 30 ข้อ"
    assert not window.page.locator(".progress-line progress").is_visible()
