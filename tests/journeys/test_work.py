"""The work that a board asks for while it is flooded, done by a real browser and checked by the server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser

from survey import assets, headers, paths
from survey.cases import tickets
from survey.cases.tickets import Ticket
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.serving import Site, serving
from tests.journeys.windows import Window

KEY = b"w" * 32
PAGE = """<!doctype html>
<html lang="th"><head><title>ทดลอง</title></head><body><h1>ทดลอง</h1>
<form method="post">
  <label for="text">ข้อความ</label><textarea id="text" name="text"></textarea>
  <input type="hidden" name="ticket" value="{{ ticket.text }}">
  <input type="hidden" name="work" value="" data-challenge="{{ ticket.challenge }}" data-bits="{{ ticket.bits }}">
  <p data-work-note role="status" hidden>กำลังเตรียมส่ง</p>
  <button type="submit">ส่ง</button>
</form>
<script src="/static/work.js" defer></script></body></html>"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A page with the fields of a board's form, `?bits=` hard, that says what came of the work."""
    app = Flask("survey", root_path=str(paths.PACKAGE), template_folder=None)
    assets.init_app(app)
    headers.init_app(app, is_https=False)

    def ticket() -> Ticket:
        return tickets.issue(KEY, "banrai", now=time.time(), bits=int(request.args["bits"]))

    def answered() -> str:
        sent = tickets.read(KEY, "banrai", request.form["ticket"])
        assert sent is not None
        is_worked = sent.bits == int(request.args["bits"]) and sent.is_worked(request.form["work"])
        return f"<!doctype html><title>ทดลอง</title><h1>{'ทำแล้ว' if is_worked else 'ยังไม่ได้ทำ'}</h1>"

    app.add_url_rule("/", "form", lambda: render_template_string(PAGE, ticket=ticket()))
    app.add_url_rule("/", "sent", answered, methods=["POST"])
    with serving(app) as made:
        yield made


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Window]:
    context = browser.new_context(locale="th-TH")
    context.set_default_timeout(PATIENCE_MS)
    made = Window(context.new_page(), site.base)
    yield made
    context.close()
    made.check()


def test_the_work_is_done_while_somebody_writes_and_the_server_agrees(window: Window) -> None:
    for _ in range(3):
        window.open("/?bits=10")
        window.page.wait_for_function("() => document.querySelector('[name=work]').value !== ''")
        window.press("ส่ง")
        assert window.heading == "ทำแล้ว"


def test_a_press_before_the_work_is_done_waits_for_it_and_says_so(window: Window) -> None:
    window.open("/?bits=15")
    with window.moving():
        window.page.evaluate("document.querySelector('button').click()")
        assert window.page.locator("[data-work-note]").is_visible()
        # Impatience changes nothing.
        window.page.evaluate("document.querySelector('button').click()")
    assert window.heading == "ทำแล้ว"


def test_in_calm_there_is_nothing_to_wait_for(window: Window) -> None:
    window.open("/?bits=0")
    window.press("ส่ง")
    assert window.heading == "ทำแล้ว"


def test_work_that_does_not_end_lets_the_form_go_as_it_is(window: Window) -> None:
    window.page.clock.install()
    window.open("/?bits=24")
    with window.moving():
        window.page.evaluate("document.querySelector('button').click()")
        window.page.clock.fast_forward(20_000)
    assert window.heading == "ยังไม่ได้ทำ"


def test_without_script_the_form_goes_at_once(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/?bits=18")
    page.get_by_role("button", name="ส่ง").click()
    assert page.locator("h1").inner_text() == "ยังไม่ได้ทำ"
    context.close()
