"""However often and from wherever the same answers are sent, they are stored once and thanked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from questionnaires.model import Audience
from tests.builders import Scene, a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, chosen, fill_in, steps
from tests.journeys.conftest import OpenWindow
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KEY = "[name=submission-key]"


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


def test_pressing_twice_stores_one_response(site: Site, scene: Scene, window: Window) -> None:
    window.open(f"{scene.iit}#{scene.codes[0]}")
    fill_in(window, instrument_of(site.app, scene.iit))
    with window.moving():
        window.button("ส่งคำตอบ").dblclick()
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1


def test_while_the_answers_are_on_their_way_the_button_says_so_and_sends_nothing_more(
    site: Site, scene: Scene, window: Window
) -> None:
    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit))
    with window.moving():
        seen = window.page.evaluate(
            """() => {
              const button = document.querySelector("[data-sending]");
              button.click();
              const meanwhile = [button.textContent, button.getAttribute("aria-disabled")];
              button.click();
              return meanwhile;
            }"""
        )
    assert seen == ["กำลังส่งคำตอบ", "true"]
    assert len([request for request in window.asked if request.method == "POST"]) == 1
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


def test_going_back_and_pressing_again_stores_nothing_more(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit))
    window.press("ส่งคำตอบ")
    window.page.go_back()
    window.page.wait_for_function("() => !document.querySelector('input:checked')")
    window.press("ส่งคำตอบ", status=422)
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


@pytest.mark.parametrize(("key", "audience"), [("iit", Audience.STAFF), ("eit", Audience.SERVICE_USERS)])
def test_without_script_answers_that_arrived_before_the_line_went_dead_are_thanked_for_when_the_page_is_loaded_again(
    site: Site, scene: Scene, open_window: OpenWindow, key: str, audience: Audience
) -> None:
    def go_dead(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    path = getattr(scene, key)
    window = open_window(java_script_enabled=False)
    window.open(path)
    fill_in(window, instrument_of(site.app, path))
    if key == "iit":
        window.field("รหัสตอบแบบสำรวจ").fill(scene.codes[0])
    window.page.route("**/*", go_dead)
    with window.page.expect_event("requestfailed"):
        window.button("ส่งคำตอบ").click(no_wait_after=True)
    window.page.wait_for_url("chrome-error://**")
    assert how_many(site.app, scene, audience) == 1
    window.page.unroute("**/*")
    window.page.reload()
    assert window.heading == THANKS
    assert how_many(site.app, scene, audience) == 1


def test_answers_that_come_back_with_their_page_go_out_under_the_key_they_had(site: Site, scene: Scene, window: Window) -> None:
    instrument = instrument_of(site.app, scene.eit)
    window.open(scene.eit)
    key = window.page.locator(KEY).input_value()
    fill_in(window, instrument)
    # Somebody looks at another page instead of sending, and comes back.
    window.open("/")
    window.page.go_back()
    assert chosen(window) == steps(instrument)
    assert window.page.locator(KEY).input_value() == key
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


def test_of_two_tabs_with_one_code_the_second_is_told_and_keeps_its_answers(
    site: Site, scene: Scene, open_window: OpenWindow
) -> None:
    instrument = instrument_of(site.app, scene.iit)
    first, second = open_window(), open_window()
    for window in (first, second):
        window.open(f"{scene.iit}#{scene.codes[0]}")
        fill_in(window, instrument)
    first.press("ส่งคำตอบ")
    assert first.heading == THANKS
    second.press("ส่งคำตอบ", status=403)
    assert "รหัสนี้ใช้ไม่ได้" in second.words
    assert chosen(second) == steps(instrument)
    assert how_many(site.app, scene, Audience.STAFF) == 1
    # Asked once: what the first answer said is shown, and a refused code counts as one.
    assert [request.url for request in second.asked if request.method == "POST"] == [site.base + scene.iit]
    assert second.page.evaluate("document.activeElement.hasAttribute('data-problems')")
    second.field("รหัสตอบแบบสำรวจ").fill(scene.codes[1])
    second.press("ส่งคำตอบ")
    assert second.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 2


def test_of_two_tabs_with_the_very_same_page_both_are_thanked_and_one_response_is_stored(
    site: Site, scene: Scene, open_window: OpenWindow
) -> None:
    first, second = open_window(), open_window()
    for window in (first, second):
        window.open(f"{scene.iit}#{scene.codes[0]}")
        fill_in(window, instrument_of(site.app, scene.iit))
    # As a browser does that restores a tab twice.
    key = first.page.locator(KEY).input_value()
    second.page.locator(KEY).evaluate("(field, key) => { field.value = key }", key)
    for window in (first, second):
        window.press("ส่งคำตอบ")
        assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1
