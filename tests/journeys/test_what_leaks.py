"""What an answering browser says, keeps and leaves behind: never the code, and nothing that could tell people apart."""

from __future__ import annotations

import logging

import pytest

from questionnaires.model import Audience
from tests.builders import a_scene, how_many, instrument_of
from tests.journeys.answering import THANKS, fill_in
from tests.journeys.devices import cached, outbox
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_code_stands_in_no_address_no_referrer_no_log_and_no_history(
    site: Site, window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    scene = a_scene(site.app)
    code = scene.codes[0]
    window.open("/")
    window.open(f"{scene.iit}#{code}")
    fill_in(window, instrument_of(site.app, scene.iit), leave_out={"i2"})
    window.press("ส่งคำตอบ", status=422)
    window.page.locator(".problems a").click()
    fill_in(window, instrument_of(site.app, scene.iit))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1

    spellings = {code, code.lower(), code.replace("-", ""), code.replace("-", "").lower()}
    # The code went out, in the body and nowhere else.
    assert [code in (request.post_data or "") for request in window.asked if request.method == "POST"] == [True, True]
    told = [request.url for request in window.asked]
    told += [f"{name}: {value}" for request in window.asked for name, value in request.all_headers().items()]
    told += [window.page.url, window.page.title(), caplog.text]
    told += window.page.evaluate("navigation.entries().map(entry => `${entry.url} ${JSON.stringify(entry.getState())}`)")
    assert not [one for one in told if any(spelling in one for spelling in spellings)]
    assert not [request.url for request in window.asked if request.all_headers().get("referer")]
    assert code not in window.page.content()


def test_a_code_of_another_form_is_taken_out_of_the_address_where_the_page_asks_for_none(site: Site, window: Window) -> None:
    scene = a_scene(site.app)
    window.open(f"{scene.eit}#{scene.codes[0]}")
    assert window.path == scene.eit


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_answering_asks_nobody_else_sets_no_cookie_and_keeps_no_answer_in_the_browser(
    site: Site, window: Window, key: str
) -> None:
    scene = a_scene(site.app)
    path = getattr(scene, key)
    window.open(f"{path}#{scene.codes[0]}")
    fill_in(window, instrument_of(site.app, path))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS
    assert window.context.cookies() == []
    kept = window.page.evaluate("[{...localStorage}, {...sessionStorage}, document.cookie]")
    assert kept == [{}, {"arrived": "yes"}, ""]
    assert outbox(window) == []
    assert all(address.startswith("/static/") or address == f"{path}/shell" for address in cached(window))
    assert {request.url.removeprefix(site.base)[0] for request in window.asked} == {"/"}
    assert not [request.url for request in window.asked if "cookie" in request.all_headers()]


def test_whoever_goes_back_after_the_thanks_finds_an_empty_form(site: Site, window: Window) -> None:
    scene = a_scene(site.app)
    window.open(f"{scene.iit}#{scene.codes[0]}")
    fill_in(window, instrument_of(site.app, scene.iit))
    window.press("ส่งคำตอบ")
    window.page.go_back()
    window.page.wait_for_function("() => !document.querySelector('input:checked')")
    assert window.path == scene.iit
    assert window.field("รหัสตอบแบบสำรวจ").input_value() == ""
    assert "ตอบแล้ว 0 จาก 30 ข้อ" in window.words
