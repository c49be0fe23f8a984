"""Larger letters and higher contrast: a link each, without script or cookie; they go along from page to page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from questionnaires.model import Audience
from tests.builders import Scene, a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, best, chosen, fill_in, touch
from tests.journeys.conftest import OpenWindow
from tests.journeys.looks import NARROWEST, overflowing, resize
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SIZE = "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
# The ink on the paper, and the edge of an answer that is not chosen.
COLOURS = """() => {
  const of = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
  return [of("html", "color"), of("html", "backgroundColor")];
}"""
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


def asked_for(address: str) -> dict[str, str]:
    """How an address asks for a page to be shown."""
    return dict(parse_qsl(urlsplit(address).query))


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


def test_both_switches_work_without_script_and_hold_until_the_thanks(site: Site, scene: Scene, open_window: OpenWindow) -> None:
    window = open_window(java_script_enabled=False)
    window.open("/")
    usual, colours = window.page.evaluate(SIZE), window.page.evaluate(COLOURS)
    assert colours != [BLACK, WHITE]
    window.follow("ตัวอักษรใหญ่")
    window.follow("สีตัดกันชัด")
    assert window.path == "/?size=large&contrast=high"
    window.follow("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก")
    for status in (422, 200):
        assert window.page.evaluate(SIZE) >= 1.25 * usual
        assert window.page.evaluate(COLOURS) == [BLACK, WHITE]
        if status == 200:
            fill_in(window, instrument_of(site.app, scene.eit))
        window.press("ส่งคำตอบ", status=status)
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
    assert window.page.evaluate(COLOURS) == [BLACK, WHITE]
    window.follow("ตัวอักษรปกติ")
    window.follow("สีปกติ")
    assert window.path == f"{scene.eit}/thanks?"
    assert [window.page.evaluate(SIZE), window.page.evaluate(COLOURS)] == [usual, colours]
    assert window.context.cookies() == []


@pytest.mark.parametrize("path", ["/nowhere", "/eit/nothing"])
def test_pages_that_only_say_something_are_shown_so_too(open_window: OpenWindow, path: str) -> None:
    window = open_window(java_script_enabled=False)
    window.open(f"{path}?size=large&contrast=high", status=404)
    assert window.page.evaluate(COLOURS) == [BLACK, WHITE]
    window.follow("หน้าแรก")
    assert window.path == "/?size=large&contrast=high"


def test_in_the_dark_high_contrast_is_white_on_black(scene: Scene, open_window: OpenWindow) -> None:
    window = open_window(color_scheme="dark")
    window.open(f"{scene.iit}?contrast=high")
    assert window.page.evaluate(COLOURS) == [WHITE, BLACK]


def test_with_script_nothing_chosen_is_lost_and_each_switch_leads_back(site: Site, scene: Scene, window: Window) -> None:
    window.open(f"{scene.iit}#{scene.codes[0]}")
    usual, colours = window.page.evaluate(SIZE), window.page.evaluate(COLOURS)
    touch(window, "i2", best("i2"))
    link = window.page.locator(".switches").get_by_role("link")
    link.nth(0).click()
    link.nth(1).click()
    assert asked_for(window.path) == {"size": "large", "contrast": "high"}
    assert link.all_inner_texts()[:2] == ["ตัวอักษรปกติ", "สีปกติ"]
    english = {"language": "en", "size": "large", "contrast": "high"}
    assert asked_for(link.nth(2).get_attribute("href") or "") == english
    assert [window.page.evaluate(SIZE) >= 1.25 * usual, window.page.evaluate(COLOURS)] == [True, [BLACK, WHITE]]
    assert chosen(window) == {"i2": "4"}
    assert window.field("รหัสตอบแบบสำรวจ").input_value() == scene.codes[0]
    assert len([request for request in window.asked if request.is_navigation_request()]) == 1
    link.nth(0).click()
    link.nth(1).click()
    assert [window.page.evaluate(SIZE), window.page.evaluate(COLOURS)] == [usual, colours]
    link.nth(0).click()
    # What is sent is sent to the address that stands there now, and so the thanks are large too.
    fill_in(window, instrument_of(site.app, scene.iit))
    window.press("ส่งคำตอบ")
    assert window.path == f"{scene.iit}/thanks?size=large#main"
    assert window.page.evaluate(SIZE) >= 1.25 * usual


def test_another_language_keeps_size_contrast_and_answers(site: Site, scene: Scene, window: Window) -> None:
    window.open(f"{scene.eit}?size=large&contrast=high")
    touch(window, "e2", best("e2"))
    window.page.locator(".switches [hreflang=en]").click()
    window.page.wait_for_function("() => document.documentElement.lang === 'en' && document.querySelector('input:checked')")
    assert window.page.evaluate(COLOURS) == [BLACK, WHITE]
    assert chosen(window) == {"e2": "4"}


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_large_letters_twice_enlarged_need_no_scrolling_sideways_on_the_narrowest_screen(
    scene: Scene, window: Window, key: str
) -> None:
    window.open(f"{getattr(scene, key)}?size=large")
    session = window.context.new_cdp_session(window.page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    resize(window, NARROWEST)
    assert window.page.evaluate(SIZE) == 48
    found = overflowing(window, (NARROWEST,))
    assert not found, "\n".join(found)


def test_the_switches_are_targets_for_a_thumb(scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    resize(window, NARROWEST)
    heights = window.page.locator(".switches a").evaluate_all("links => links.map(one => one.getBoundingClientRect().height)")
    assert len(heights) == 3
    assert min(heights) >= 44
