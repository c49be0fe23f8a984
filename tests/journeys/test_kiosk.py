"""The tablet at the counter: it returns to its start by itself and keeps nothing of anybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route

from questionnaires.model import Audience
from tests.builders import PASSWORD, Scene, a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, best, chosen, fill_in, touch
from tests.journeys.arriving import be_a_kiosk
from tests.journeys.conftest import OpenWindow
from tests.journeys.devices import cached, drafts, go_offline, go_online
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TABLET = {"width": 800, "height": 1280}
UNSENT = "ยังไม่ได้ส่ง เพราะไม่มีสัญญาณหรือระบบยังไม่พร้อมรับ"
KEY = "[name=submission-key]"


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


@pytest.fixture
def counter(scene: Scene) -> str:
    return f"/kiosk{scene.eit}"


@pytest.fixture
def tablet(open_window: OpenWindow, site: Site, scene: Scene) -> Window:
    """A tablet that an officer has made a kiosk, at its start."""
    tablet = open_window(viewport=TABLET, has_touch=True)
    be_a_kiosk(tablet, site, scene)
    return tablet


def begin(tablet: Window, scene: Scene) -> Window:
    tablet.open(f"{scene.page}")
    tablet.fill(username="malee", password=PASSWORD)
    tablet.press("เข้าสู่ระบบ")
    tablet.follow("เปิดคีออสก์")
    tablet.press("เปิดคีออสก์")
    assert tablet.path == f"/kiosk{scene.eit}"
    return tablet


def at_the_start(tablet: Window, counter: str) -> None:
    """Wait until the tablet shows its start, and see that nothing of anybody is on it."""
    tablet.page.wait_for_url(f"**{counter}")
    tablet.page.wait_for_function("() => !document.querySelector('input:checked') && scrollY === 0")
    assert chosen(tablet) == {}
    assert "ตอบแล้ว 0 จาก 15 ข้อ" in tablet.words


def kept(tablet: Window) -> list[object]:
    everything = "[{...localStorage}, {...sessionStorage}, document.cookie, history.state]"
    found: list[object] = tablet.page.evaluate(everything)
    return found


def test_one_after_another_answers_at_the_counter_and_nothing_of_them_stays(
    site: Site, scene: Scene, counter: str, open_window: OpenWindow
) -> None:
    tablet = begin(open_window(viewport=TABLET, has_touch=True), scene)
    tablet.page.clock.install()
    tablet.open(counter)
    keys = set()
    for number in (1, 2):
        keys.add(tablet.page.locator(KEY).input_value())
        fill_in(tablet, instrument_of(site.app, scene.eit))
        assert drafts(tablet) == {}
        tablet.press("ส่งคำตอบ")
        assert tablet.heading == THANKS
        assert how_many(site.app, scene, Audience.SERVICE_USERS) == number
        tablet.page.wait_for_function(r"() => /ใน \d+ วินาที/.test(document.querySelector('[data-back]').textContent)")
        if number == 1:
            tablet.page.clock.run_for(8_000)
            assert tablet.heading == THANKS
            tablet.page.clock.run_for(4_000)
        else:
            tablet.follow("ไปหน้าเริ่มต้น")
        at_the_start(tablet, counter)
        assert kept(tablet) == [{}, {}, "", None]
        assert cached(tablet) == {}
        assert tablet.page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
        assert tablet.page.evaluate("indexedDB.databases()") == []
    assert len(keys) == 2
    # Whoever goes back sees the pages of before the kiosk, and those ask for a password.
    tablet.page.go_back()
    assert tablet.heading == "เข้าสู่ระบบ"


def countdown(tablet: Window) -> list[int]:
    """The seconds that are left as the question says them, now and after ten and five more."""
    seconds = []
    for step in (0, 10_000, 5_000):
        tablet.page.clock.run_for(step)
        words = tablet.page.locator("#idle-text").inner_text()
        found = re.fullmatch(r"จะล้างคำตอบและกลับไปหน้าเริ่มต้นใน (\d+) วินาที", words)
        assert found, words
        seconds.append(int(found[1]))
    return seconds


def test_whoever_goes_away_is_asked_with_a_countdown_and_then_forgotten(
    site: Site, scene: Scene, counter: str, tablet: Window
) -> None:
    tablet.page.clock.install()
    tablet.open(counter)
    question = tablet.page.get_by_role("alertdialog")
    tablet.page.clock.run_for(200_000)
    # At its start the tablet has nothing to ask anybody.
    assert not question.is_visible()
    touch(tablet, "e2", best("e2"))
    tablet.page.clock.run_for(59_000)
    assert not question.is_visible()
    tablet.page.clock.run_for(3_000)
    assert question.is_visible()
    seconds = countdown(tablet)
    # The clock of the test runs on by itself: a second more or less may have gone by between two looks.
    assert 25 <= seconds[0] <= 29
    assert 8 <= seconds[0] - seconds[1] <= 12
    assert 4 <= seconds[1] - seconds[2] <= 8
    assert tablet.page.evaluate("document.activeElement.textContent") == "ตอบต่อ"
    tablet.button("ตอบต่อ").click()
    assert not question.is_visible()
    assert chosen(tablet) == {"e2": "4"}
    tablet.page.clock.run_for(75_000)
    assert question.is_visible()
    with tablet.moving():
        tablet.page.clock.run_for(16_000)
    at_the_start(tablet, counter)


def test_what_is_missing_is_named_without_leaving_the_page(site: Site, scene: Scene, counter: str, tablet: Window) -> None:
    fill_in(tablet, instrument_of(site.app, scene.eit), leave_out={"e4.3"})
    tablet.button("ส่งคำตอบ").click()
    assert tablet.page.locator(".problems a").all_inner_texts() == ["ยังไม่ได้เลือกคำตอบข้อ 4.3"]
    assert tablet.page.evaluate("document.activeElement.matches('.problems')")
    # Going back must not bring up what somebody has sent: nothing has been.
    assert [request for request in tablet.asked if request.method == "POST" and counter in request.url] == []
    touch(tablet, "e4.3", best("e4.3"))
    tablet.press("ส่งคำตอบ")
    assert tablet.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


def test_without_network_the_tablet_says_that_nothing_was_sent_and_keeps_nothing(
    site: Site, scene: Scene, counter: str, tablet: Window
) -> None:
    tablet.page.clock.install()
    tablet.open(counter)
    go_offline(tablet)
    fill_in(tablet, instrument_of(site.app, scene.eit))
    tablet.button("ส่งคำตอบ").click()
    tablet.page.get_by_text(UNSENT).wait_for()
    assert kept(tablet) == [{}, {}, "", None]
    # The same person tries again.
    go_online(tablet)
    tablet.press("ส่งคำตอบ")
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
    # The next one gives up: the page becomes as new though no new one can be had.
    tablet.open(counter)
    first = tablet.page.locator(KEY).input_value()
    go_offline(tablet)
    fill_in(tablet, instrument_of(site.app, scene.eit))
    tablet.button("ส่งคำตอบ").click()
    tablet.page.get_by_text(UNSENT).wait_for()
    tablet.page.clock.run_for(95_000)
    at_the_start(tablet, counter)
    assert not tablet.page.get_by_text(UNSENT).is_visible()
    assert tablet.page.locator(KEY).input_value() != first
    go_online(tablet)
    fill_in(tablet, instrument_of(site.app, scene.eit))
    tablet.press("ส่งคำตอบ")
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 2


def test_larger_letters_are_for_one_person_only(scene: Scene, counter: str, tablet: Window) -> None:
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    usual = tablet.page.evaluate(size)
    touch(tablet, "e2", best("e2"))
    tablet.page.get_by_role("link", name="ตัวอักษรใหญ่").click()
    assert tablet.page.evaluate(size) > 1.2 * usual
    assert chosen(tablet) == {"e2": "4"}
    tablet.page.clock.install()
    with tablet.moving():
        tablet.page.clock.run_for(95_000)
    at_the_start(tablet, counter)
    assert tablet.page.evaluate(size) == usual


def test_the_kiosk_ends_with_an_officers_password(scene: Scene, counter: str, tablet: Window) -> None:
    tablet.follow("สำหรับเจ้าหน้าที่")
    tablet.fill(username="malee", password="not this one")
    tablet.press("ออกจากคีออสก์", status=403)
    tablet.follow("แบบสำรวจ")
    assert tablet.path == counter
    tablet.follow("สำหรับเจ้าหน้าที่")
    tablet.fill(username="malee", password=PASSWORD)
    tablet.press("ออกจากคีออสก์")
    assert tablet.heading == "วันนี้"
    tablet.open(counter)
    assert tablet.path == scene.eit


def test_without_script_the_thanks_return_to_the_start_too(
    site: Site, scene: Scene, counter: str, open_window: OpenWindow
) -> None:
    def hasten(route: Route) -> None:
        # Of the seconds that somebody may read the thanks, all but one.
        answered = route.fetch()
        assert answered.text().count('http-equiv="refresh" content="10;') == 1
        route.fulfill(response=answered, body=answered.text().replace('content="10;', 'content="1;'))

    tablet = begin(open_window(java_script_enabled=False, viewport=TABLET), scene)
    fill_in(tablet, instrument_of(site.app, scene.eit))
    tablet.press("ส่งคำตอบ")
    assert tablet.heading == THANKS
    tablet.page.route("**/thanks*", hasten)
    tablet.page.reload()
    tablet.page.wait_for_url(f"**{counter}")
    assert chosen(tablet) == {}
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
