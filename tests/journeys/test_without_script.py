"""Every form works in a browser that runs no scripts."""

from __future__ import annotations

import pytest

from questionnaires.model import Audience
from tests.builders import PASSWORD, a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, best, chosen, fill_in, part_id, steps, touch
from tests.journeys.conftest import OpenWindow
from tests.journeys.serving import Site

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 360, "height": 740}
KEY = "[name=submission-key]"


@pytest.mark.parametrize(
    ("key", "audience", "left_out"),
    [("iit", Audience.STAFF, ["i4.2", "i11.1", "i30.4"]), ("eit", Audience.SERVICE_USERS, ["e1.1", "e8", "e15"])],
)
def test_a_form_is_answered_without_script_and_leads_to_each_part_that_was_left_out(
    site: Site, open_window: OpenWindow, key: str, audience: Audience, left_out: list[str]
) -> None:
    scene = a_scene(site.app)
    path = getattr(scene, key)
    instrument = instrument_of(site.app, path)
    window = open_window(java_script_enabled=False, viewport=PHONE)
    window.open(path)
    assert f"รวม {len(instrument.items)} ข้อ" in window.words
    if key == "iit":
        window.field("รหัสตอบแบบสำรวจ").fill(scene.codes[0].lower())
    fill_in(window, instrument, leave_out=left_out)

    window.press("ส่งคำตอบ", status=422)
    assert "ยังไม่ได้ส่งคำตอบ เหลืออีก 3 จุด" in window.words
    assert chosen(window) == steps(instrument, leave_out=left_out)
    links = window.page.locator(".problems a")
    assert links.all_inner_texts() == [f"ยังไม่ได้เลือกคำตอบข้อ {code[1:]}" for code in left_out]
    for link, code in zip(links.all(), left_out, strict=True):
        link.click()
        part = window.page.locator(part_id(code))
        box = part.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < PHONE["height"] - 44, (code, box)
        assert f"ยังไม่ได้เลือกคำตอบข้อ {code[1:]}" in part.inner_text()
        # Where the keyboard goes on: the link has led to a radio button of the part.
        window.page.keyboard.press("Tab")
        window.page.keyboard.press("Shift+Tab")
        assert part.locator("input:focus").count() == 1
    for code in left_out:
        touch(window, code, best(code))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, audience) == 1


def test_a_wrong_code_keeps_every_answer_and_the_right_one_then_stores_them(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene(site.app)
    instrument = instrument_of(site.app, scene.iit)
    window = open_window(java_script_enabled=False)
    window.open(scene.iit)
    fill_in(window, instrument)
    window.field("รหัสตอบแบบสำรวจ").fill("2222-2222-2222")
    window.press("ส่งคำตอบ", status=403)
    assert "รหัสนี้ใช้ไม่ได้" in window.words
    assert chosen(window) == steps(instrument)
    assert window.field("รหัสตอบแบบสำรวจ").input_value() == ""
    assert how_many(site.app, scene, Audience.STAFF) == 0
    window.page.locator(".problems a").click()
    window.page.keyboard.type(scene.codes[0])
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1


def test_an_officer_signs_in_types_in_a_paper_form_and_signs_out_without_script(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene(site.app)
    window = open_window(java_script_enabled=False)
    window.open(f"{scene.page}/paper/eit")
    assert window.heading == "เข้าสู่ระบบ"
    window.fill(username="malee", password=PASSWORD)
    window.press("เข้าสู่ระบบ")
    window.press("บันทึกชุดนี้", status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in window.words
    touch(window, "e2", "มากที่สุด")
    window.press("บันทึกชุดนี้")
    assert "ป้อนแล้ว 1 ชุด" in window.words
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 1
    assert chosen(window) == {}
    window.press("ออกจากระบบ")
    window.open(scene.page)
    assert window.heading == "เข้าสู่ระบบ"


@pytest.mark.parametrize(("key", "audience"), [("iit", Audience.STAFF), ("eit", Audience.SERVICE_USERS)])
def test_going_back_after_the_thanks_brings_a_fresh_form_that_is_another_answer_and_for_staff_needs_another_code(
    site: Site, open_window: OpenWindow, key: str, audience: Audience
) -> None:
    scene = a_scene(site.app)
    path = getattr(scene, key)
    window = open_window(java_script_enabled=False)
    window.open(path)
    sent_under = window.page.locator(KEY).input_value()
    if key == "iit":
        window.field("รหัสตอบแบบสำรวจ").fill(scene.codes[0])
    fill_in(window, instrument_of(site.app, path))
    window.press("ส่งคำตอบ")
    # Loading the thanks again sends nothing.
    window.page.reload()
    assert window.heading == THANKS
    window.page.go_back()
    assert window.page.locator(KEY).input_value() not in ("", sent_under)
    # Some browsers bring back what was chosen, none the key or the code.
    fill_in(window, instrument_of(site.app, path))
    if key == "iit":
        assert window.field("รหัสตอบแบบสำรวจ").input_value() == ""
        window.press("ส่งคำตอบ", status=422)
        assert how_many(site.app, scene, audience) == 1
    else:
        window.press("ส่งคำตอบ")
        assert how_many(site.app, scene, audience) == 2
