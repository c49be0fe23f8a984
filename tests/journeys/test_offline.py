"""Once opened, the form is filled in and sent without network, arrives once, and says at every moment how it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey.manage.operations import close_round
from survey.models import Round
from tests.builders import Scene, a_scene, arranging, how_many, instrument_of
from tests.journeys.answering import THANKS, best, chosen, fill_in, steps
from tests.journeys.conftest import OpenWindow
from tests.journeys.devices import (
    WAITING,
    cached,
    drafts,
    go_offline,
    go_online,
    outbox,
    reopened,
    wait_until_kept,
)
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BOTH = pytest.mark.parametrize(("key", "audience"), [("iit", Audience.STAFF), ("eit", Audience.SERVICE_USERS)])
KEY = "[name=submission-key]"
CLOSED = "ส่งไม่ได้ เพราะแบบสำรวจนี้ปิดรับคำตอบแล้ว"
REFUSED = "ส่งไม่ได้ เพราะรหัสใช้ไม่ได้ หรือแบบสำรวจไม่ได้เปิดรับอยู่"
BUSY = "ยังไม่ได้ส่ง ระบบยังไม่พร้อมรับ"
SENT = "ส่งแล้ว คำตอบที่รออยู่ในเครื่องนี้ถึงหน่วยงานแล้ว"


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


def without_worker(open_window: OpenWindow) -> Window:
    """A window of a browser that knows no service workers: what waits is sent by the page alone."""
    window = open_window()
    window.context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })")
    return window


def send_into_the_void(window: Window, site: Site, path: str) -> None:
    """Fill in a form that is open, on a device without network, and press the button."""
    fill_in(window, instrument_of(site.app, path))
    window.button("ส่งคำตอบ").click()
    window.page.get_by_text(WAITING).wait_for()


def close(site: Site, scene: Scene) -> None:
    definitions: Definitions = site.app.extensions["definitions"]
    with arranging(site.app) as session:
        close_round(session, definitions, session.get_one(Round, (scene.office.id, scene.round.id)))


def answering(status: int, body: str = "") -> Callable[[Route], None]:
    """Stand between the page and the server: answer what is posted with something of one's own."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body=body, content_type="text/html")
        else:
            route.continue_()

    return answer


@BOTH
def test_a_form_that_was_opened_once_opens_without_network_under_a_key_of_its_own(
    site: Site, scene: Scene, window: Window, key: str, audience: Audience
) -> None:
    path = getattr(scene, key)
    window.open(path)
    heading, first = window.heading, window.page.locator(KEY).input_value()
    wait_until_kept(window)
    go_offline(window)
    keys = {first}
    for _ in range(2):
        window = reopened(window, f"{path}#{scene.codes[0]}")
        assert window.heading == heading
        window.page.get_by_text("ขณะนี้ไม่มีสัญญาณ").wait_for()
        assert window.page.evaluate("getComputedStyle(document.querySelector('.step label')).borderRadius") != "0px"
        assert window.page.evaluate("document.fonts.check('1rem Sarabun', 'ก')")
        minted = window.page.locator(KEY).input_value()
        assert re.fullmatch(r"[0-9a-f]{32}", minted)
        keys.add(minted)
    assert len(keys) == 3
    if audience is Audience.STAFF:
        assert window.field("รหัสตอบแบบสำรวจ").input_value() == scene.codes[0]
        assert window.path == path


@BOTH
def test_answers_sent_without_network_wait_and_arrive_once_when_it_is_back(
    site: Site, scene: Scene, window: Window, key: str, audience: Audience
) -> None:
    path = getattr(scene, key)
    window.open(f"{path}#{scene.codes[0]}")
    wait_until_kept(window)
    minted = window.page.locator(KEY).input_value()
    go_offline(window)
    send_into_the_void(window, site, path)
    assert how_many(site.app, scene, audience) == 0
    assert "คำตอบ 1 ชุดตอบครบแล้วและรออยู่ในเครื่องนี้" in window.words
    assert ("รหัสรออยู่ในเครื่องนี้ด้วย" in window.words) == (audience is Audience.STAFF)
    assert window.page.evaluate("document.activeElement.getAttribute('data-state')") == "waiting"
    assert not window.page.locator("form").is_visible()
    (waiting,) = outbox(window)
    assert waiting["id"] == dict(waiting["fields"])["submission-key"] == minted
    assert drafts(window) == {}

    with window.moving():
        go_online(window)
    assert window.heading == THANKS
    assert how_many(site.app, scene, audience) == 1
    assert outbox(window) == []
    assert drafts(window) == {}


def test_answers_that_wait_are_sent_at_the_next_opening_and_the_page_says_so_once(
    site: Site, scene: Scene, window: Window
) -> None:
    window.open(scene.eit)
    wait_until_kept(window)
    go_offline(window)
    send_into_the_void(window, site, scene.eit)
    window = reopened(window, scene.eit)
    window.page.get_by_text(WAITING).wait_for()
    assert chosen(window) == {}
    # Somebody else on the same device, meanwhile.
    fill_in(window, instrument_of(site.app, scene.eit))
    window.button("ส่งคำตอบ").click()
    window.page.get_by_text("คำตอบ 2 ชุดตอบครบแล้ว").wait_for()
    page = window.context.new_page()
    window.page.close()
    go_online(window)
    window = Window(page, site.base)
    # The worker hears of the network a moment after the page does.
    page.wait_for_timeout(1000)
    window.open(scene.eit)
    window.page.get_by_text(SENT).wait_for()
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 2
    assert window.page.locator("form").is_visible()
    window.page.reload()
    window.page.wait_for_timeout(300)
    assert not window.page.get_by_text(SENT).is_visible()
    assert outbox(window) == []


@pytest.mark.whole_browser
def test_where_the_browser_can_it_sends_what_waits_after_the_page_was_closed(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    wait_until_kept(window)
    go_offline(window)
    send_into_the_void(window, site, scene.eit)
    window.page.get_by_text("ปิดหน้านี้ได้ เครื่องจะพยายามส่งเอง").wait_for()
    elsewhere = window.context.new_page()
    elsewhere.goto("about:blank")
    window.page.close()
    go_online(window)
    for _ in range(100):
        if how_many(site.app, scene, Audience.SERVICE_USERS):
            break
        elsewhere.wait_for_timeout(100)
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


@BOTH
def test_a_line_that_went_dead_after_the_answers_arrived_stores_nothing_twice(
    site: Site, scene: Scene, open_window: OpenWindow, key: str, audience: Audience
) -> None:
    def go_dead(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    path = getattr(scene, key)
    window = without_worker(open_window)
    window.open(f"{path}#{scene.codes[0]}")
    window.page.route("**/*", go_dead)
    send_into_the_void(window, site, path)
    assert how_many(site.app, scene, audience) == 1
    assert "เปิดหน้านี้ไว้ หรือเปิดแบบสำรวจนี้อีกครั้งเมื่อมีสัญญาณ" in window.words
    window.page.unroute("**/*")
    window.press("ลองส่งตอนนี้")
    assert window.heading == THANKS
    assert how_many(site.app, scene, audience) == 1


def test_what_is_no_refusal_of_ours_is_waited_out(site: Site, scene: Scene, open_window: OpenWindow) -> None:
    window = without_worker(open_window)
    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit))
    button = "ส่งคำตอบ"
    # The server is busy, too many send at once, and a network wants to be signed in to.
    for status, body in ((503, ""), (429, ""), (200, "<!DOCTYPE html><title>WiFi</title>")):
        window.page.route("**/*", answering(status, body))
        with window.page.expect_response(lambda response: response.request.method == "POST") as answered:
            window.button(button).click()
        assert answered.value.status == status
        # The attempt that is under way, or another that is answered alike.
        assert window.page.evaluate("sutcharit.outbox.send()") == 1
        window.page.get_by_text(BUSY).wait_for()
        assert how_many(site.app, scene, Audience.SERVICE_USERS) == 0
        window.page.unroute("**/*")
        button = "ลองส่งตอนนี้"
    window.press("ลองส่งตอนนี้")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1


def test_answers_that_come_too_late_are_said_to_and_can_be_cleared(site: Site, scene: Scene, window: Window) -> None:
    window.open(f"{scene.iit}#{scene.codes[0]}")
    wait_until_kept(window)
    go_offline(window)
    send_into_the_void(window, site, scene.iit)
    close(site, scene)
    go_online(window)
    window.page.get_by_text(CLOSED).wait_for()
    assert how_many(site.app, scene, Audience.STAFF) == 0
    (left,) = outbox(window)
    assert scene.codes[0] not in str(left)
    assert not window.button("นำคำตอบกลับมา").is_visible()
    window.page.once("dialog", lambda dialog: dialog.accept())
    window.button("ล้างคำตอบชุดนี้").click()
    window.page.get_by_text("ล้างคำตอบออกจากเครื่องนี้แล้ว").wait_for()
    assert outbox(window) == []


def test_a_code_used_by_another_meanwhile_is_told_and_the_answers_come_back_for_another_code(
    site: Site, scene: Scene, open_window: OpenWindow
) -> None:
    instrument = instrument_of(site.app, scene.iit)
    window, other = open_window(), open_window()
    window.open(f"{scene.iit}#{scene.codes[0]}")
    wait_until_kept(window)
    go_offline(window)
    send_into_the_void(window, site, scene.iit)
    other.open(f"{scene.iit}#{scene.codes[0]}")
    fill_in(other, instrument)
    other.press("ส่งคำตอบ")
    go_online(window)
    window.page.get_by_text(REFUSED).wait_for()
    (left,) = outbox(window)
    assert scene.codes[0] not in str(left)
    window.button("นำคำตอบกลับมา").click()
    window.page.wait_for_function("() => document.querySelector('input:checked')")
    assert chosen(window) == steps(instrument)
    assert window.field("รหัสตอบแบบสำรวจ").input_value() == ""
    window.field("รหัสตอบแบบสำรวจ").fill(scene.codes[1])
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 2
    assert outbox(window) == []


def test_waiting_answers_can_be_cleared_before_they_go(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    wait_until_kept(window)
    go_offline(window)
    send_into_the_void(window, site, scene.eit)
    window.page.once("dialog", lambda dialog: dialog.accept())
    window.button("ล้างคำตอบที่รอส่ง").click()
    window.page.get_by_text("ล้างคำตอบออกจากเครื่องนี้แล้ว").wait_for()
    assert outbox(window) == []
    go_online(window)
    window.page.reload()
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 0


def test_without_network_the_page_itself_names_what_is_missing(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.iit)
    wait_until_kept(window)
    go_offline(window)
    fill_in(window, instrument_of(site.app, scene.iit), leave_out={"i4.2", "i9"})
    window.button("ส่งคำตอบ").click()
    assert window.page.evaluate("document.activeElement.matches('.problems')")
    assert window.page.locator(".problems h2").inner_text() == "ยังไม่ได้ส่งคำตอบ เหลืออีก 3 จุด"
    links = window.page.locator(".problems a")
    assert links.all_inner_texts() == [
        "กรุณากรอกรหัส 12 ตัวจากบัตรที่ได้รับ",
        "ยังไม่ได้เลือกคำตอบข้อ 4.2",
        "ยังไม่ได้เลือกคำตอบข้อ 9",
    ]
    links.nth(1).click()
    assert window.path == f"{scene.iit}#answer-i4.2-0"
    # Its text, whether or not the browser has laid out the section it stands in by now.
    assert window.page.locator(".missing .problem").all_text_contents() == [
        "ยังไม่ได้เลือกคำตอบข้อ 4.2",
        "ยังไม่ได้เลือกคำตอบข้อ 9",
    ]
    window.page.locator('[id="answer-i4.2"]').get_by_label(best("i4.2"), exact=True).check()


def test_a_device_keeps_the_empty_form_and_never_one_with_a_key(site: Site, scene: Scene, window: Window) -> None:
    keys = set()
    for _ in range(3):
        window.open(f"{scene.iit}#{scene.codes[0]}")
        keys.add(window.page.locator(KEY).input_value())
        wait_until_kept(window)
        window.open("/")
    assert len(keys) == 3
    kept = cached(window)
    assert {path for path in kept if not path.startswith("/static/")} == {f"{scene.iit}/shell"}
    shell = kept[f"{scene.iit}/shell"]
    assert not re.search(r"submission-key[^>]*value=\"[0-9a-f]", shell)
    assert not any(key in content for key in keys for content in kept.values())
    assert scene.codes[0] not in str(kept)


def test_only_the_forms_are_looked_after_by_the_service_worker(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    wait_until_kept(window)
    assert window.page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.scope))") == [
        f"{site.base}/eit/"
    ]
    window.open("/sign-in")
    assert window.page.evaluate("navigator.serviceWorker.controller") is None


@pytest.mark.parametrize("missing", ["indexedDB", "fetch", "Promise"])
def test_in_a_browser_that_lacks_what_waiting_needs_the_form_is_sent_as_ever(
    site: Site, scene: Scene, open_window: OpenWindow, missing: str
) -> None:
    window = without_worker(open_window)
    window.context.add_init_script(f"Object.defineProperty(window, '{missing}', {{ value: undefined }})")
    window.open(f"{scene.iit}#{scene.codes[0]}")
    fill_in(window, instrument_of(site.app, scene.iit))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert [request.is_navigation_request() for request in window.asked if request.method == "POST"] == [True]
    assert how_many(site.app, scene, Audience.STAFF) == 1
