"""Answers that have not been sent survive on the device for seven days, and are wiped where they are no longer needed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Route, expect

from questionnaires.model import Audience
from tests.builders import Scene, a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, best, chosen, fill_in, steps, touch
from tests.journeys.conftest import OpenWindow, options, program
from tests.journeys.devices import drafts, reopened
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RESTORED = "นำคำตอบที่ท่านเลือกไว้ในเครื่องนี้กลับมาแล้ว"
KEY = "[name=submission-key]"
HOUR_MS = 60 * 60 * 1000


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_answers_come_back_after_the_tab_was_closed_and_the_page_says_so(
    site: Site, scene: Scene, window: Window, key: str
) -> None:
    path = getattr(scene, key)
    instrument = instrument_of(site.app, path)
    left_out = set(instrument.part_codes[3:])
    window.open(f"{path}#{scene.codes[0]}")
    assert "กลับมาตอบต่อได้ภายใน 7 วัน" in window.words
    fill_in(window, instrument, leave_out=left_out)
    first = window.page.locator(KEY).input_value()
    window = reopened(window, path)
    assert chosen(window) == steps(instrument, leave_out=left_out)
    status = window.page.get_by_role("status")
    expect(status).to_contain_text(f"{RESTORED} 3 จุด")
    assert window.page.locator(KEY).input_value() != first
    if key == "iit":
        assert "ไม่เก็บรหัสไว้" in window.words
        assert window.field("รหัสตอบแบบสำรวจ").input_value() == ""
    assert scene.codes[0] not in str(drafts(window))
    assert first not in str(drafts(window))


def test_everything_else_that_was_filled_in_comes_back_too(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    touch(window, "e2", best("e2"))
    window.page.locator("textarea").fill("ขอที่นั่งรอเพิ่ม")
    window = reopened(window, scene.eit)
    assert window.page.locator("textarea").input_value() == "ขอที่นั่งรอเพิ่ม"


@pytest.mark.parametrize(("hours", "kept"), [(7 * 24 - 1, True), (7 * 24 + 1, False)])
def test_answers_are_kept_for_seven_days_and_wiped_at_the_next_opening_of_any_survey(
    site: Site, scene: Scene, window: Window, hours: int, kept: bool
) -> None:
    window.open(scene.eit)
    touch(window, "e2", best("e2"))
    window.context.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {hours * HOUR_MS} }}")
    window.open(scene.iit)
    assert bool(drafts(window)) == kept
    window.open(scene.eit)
    assert chosen(window) == ({"e2": "4"} if kept else {})


def test_answers_of_one_survey_are_not_those_of_another(site: Site, scene: Scene, window: Window) -> None:
    elsewhere = a_scene(site.app, office="เทศบาลอื่น")
    window.open(scene.eit)
    touch(window, "e2", best("e2"))
    window.open(elsewhere.eit)
    assert chosen(window) == {}
    touch(window, "e3", best("e3"))
    window.open(scene.eit)
    assert chosen(window) == {"e2": "4"}


def test_the_button_clears_the_page_and_the_device_once_it_has_asked(site: Site, scene: Scene, window: Window) -> None:
    asked = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit), leave_out={"e1.1"})
    first = window.page.locator(KEY).input_value()
    window.page.once("dialog", refuse)
    window.button("ล้างคำตอบ").click()
    assert asked == ["ล้างคำตอบทั้งหมดในหน้านี้และในเครื่องนี้"]
    assert len(chosen(window)) == 18
    window.page.once("dialog", lambda dialog: dialog.accept())
    window.button("ล้างคำตอบ").click()
    assert chosen(window) == {}
    assert drafts(window) == {}
    assert "ตอบแล้ว 0 จาก 15 ข้อ" in window.words
    expect(window.page.get_by_role("status")).to_contain_text("ล้างคำตอบออกจากเครื่องนี้แล้ว")
    # What is chosen from now on is somebody else's.
    assert window.page.locator(KEY).input_value() != first
    window.page.reload()
    assert chosen(window) == {}


def test_the_button_also_clears_what_the_server_sent_back(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    touch(window, "e2", best("e2"))
    window.press("ส่งคำตอบ", status=422)
    window.page.once("dialog", lambda dialog: dialog.accept())
    window.button("ล้างคำตอบ").click()
    assert chosen(window) == {}
    assert drafts(window) == {}
    assert not window.page.locator(".problems").is_visible()


@pytest.mark.parametrize("script", ["sends", "leaves it to the browser"])
def test_nothing_stays_once_the_answers_have_arrived(site: Site, scene: Scene, window: Window, script: str) -> None:
    if script != "sends":
        window.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    window.open(f"{scene.iit}#{scene.codes[0]}")
    fill_in(window, instrument_of(site.app, scene.iit))
    assert drafts(window)
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert drafts(window) == {}
    window.page.go_back()
    window.page.wait_for_function("() => !document.querySelector('input:checked')")
    assert drafts(window) == {}


def test_answers_that_may_have_arrived_come_back_under_the_key_they_were_sent_under(
    site: Site, scene: Scene, open_window: OpenWindow
) -> None:
    def go_dead(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    window = open_window()
    for one, name in (("window", "indexedDB"), ("Navigator.prototype", "serviceWorker")):
        window.context.add_init_script(f"Object.defineProperty({one}, '{name}', {{ value: undefined }})")
    window.open(scene.eit)
    key = window.page.locator(KEY).input_value()
    fill_in(window, instrument_of(site.app, scene.eit))
    window.page.route("**/*", go_dead)
    with window.page.expect_event("requestfailed"):
        window.button("ส่งคำตอบ").click(no_wait_after=True)
    window.page.wait_for_url("chrome-error://**")
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
    window = reopened(window, scene.eit)
    assert window.page.locator(KEY).input_value() == key
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
    assert drafts(window) == {}


def test_a_browser_that_keeps_nothing_is_no_hindrance(site: Site, scene: Scene, window: Window) -> None:
    window.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


def test_answers_survive_a_browser_that_is_killed(site: Site, scene: Scene, browser: Browser, tmp_path: Path) -> None:
    chromium = browser.browser_type
    profile = tmp_path / "profile"
    context = chromium.launch_persistent_context(profile, executable_path=program(), args=options())
    window = Window(context.pages[0], site.base)
    window.open(scene.eit)
    touch(window, "e2", best("e2"))
    # Browsers put what is kept onto the disk in their own time: a matter of seconds.
    window.page.wait_for_timeout(7_000)
    pid = int((profile / "SingletonLock").readlink().name.rpartition("-")[2])
    os.kill(pid, signal.SIGKILL)
    (profile / "SingletonLock").unlink(missing_ok=True)
    context = chromium.launch_persistent_context(profile, executable_path=program(), args=options())
    window = Window(context.pages[0], site.base)
    window.open(scene.eit)
    assert chosen(window) == {"e2": "4"}
    assert json.loads(drafts(window)[f"sutcharit {scene.eit}"])["answers"] == [["answer-e2", "4"]]
    context.close()
