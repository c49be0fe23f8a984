"""The results page of an open round keeps itself up to date, and leaves whoever reads it in peace."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from questionnaires.model import Audience
from survey import answers
from survey.example.simulation import simulated_steps
from survey.models import Channel, Round
from survey.thai import today
from tests.builders import Scene, a_scene, arranging, collected
from tests.journeys.arriving import be
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def answered(app: Flask, scene: Scene, number: int) -> None:
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, Audience.SERVICE_USERS)
        for steps in simulated_steps(instrument, dict.fromkeys(range(6, 9), 80.0), respondents=number, seed=number):
            ticks = {part.code: int(step) for part, step in zip(instrument.parts, steps, strict=True)}
            keyed = {"today": today(), "key": answers.new_key()}
            answers.add(session.connection(), collection, instrument, steps=ticks, channel=Channel.WEB, **keyed)


def test_figures_change_without_loading_and_what_is_unfolded_and_focused_stays(site: Site, window: Window) -> None:
    scene = a_scene(site.app)
    answered(site.app, scene, 12)
    be(window, site)
    window.open(f"{scene.page}/results")
    page = window.page
    assert "ตัวเลขในหน้านี้ปรับเองทุก 30 วินาที" in window.words
    fold = page.locator("[data-fold=e3]")
    fold.locator("summary").click()
    fold.locator("summary").focus()
    page.evaluate("window.here = true")

    answered(site.app, scene, 8)
    page.evaluate(LOOK_AGAIN)
    eit = page.get_by_role("region", name="ตาราง คะแนนรายแบบวัด").locator("tr", has_text="EIT")
    expect(eit).to_contain_text("คิดจาก 15 ใน 20 คำตอบ")
    expect(page.locator("[data-told]")).to_have_text("IIT ตอบแล้ว 0 คน EIT ตอบแล้ว 20 คน")
    assert page.evaluate("window.here")
    assert page.locator("[data-fold=e3]").evaluate("one => one.open && one.querySelector('summary') === document.activeElement")
    assert page.locator("details[open]").count() == 1

    # Nothing new: asked, and nothing sent.
    with page.expect_response(lambda response: response.url.endswith("/results")) as same:
        page.evaluate(LOOK_AGAIN)
    assert same.value.status == 304

    # Signed out elsewhere: no figures, and no pretending.
    window.context.clear_cookies()
    page.evaluate(LOOK_AGAIN)
    expect(page.locator(".refreshing")).to_contain_text("ปรับตัวเลขไม่ได้ในขณะนี้")
    assert page.locator(".refreshing a").is_visible()
