"""What a respondent's device may keep: the form without a key, and the service worker that opens it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from survey import assets, thai
from survey.models import Round, RoundState
from tests.builders import a_scene, arranging
from tests.reader import Page, Reader


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_the_shell_is_the_form_without_a_key(app: Flask, reader: Reader, key: str) -> None:
    path = getattr(a_scene(app), key)
    reader.open(path)
    form, number = reader.page.source, reader.page.fields["submission-key"]
    shell = reader.open(f"{path}/shell")
    assert shell.get_data(as_text=True) == form.replace(number, "")
    assert reader.page.fields["submission-key"] == ""


def test_the_shell_may_be_kept_but_is_asked_for_again_and_the_form_may_not_be_kept(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    shell = reader.open(f"{scene.eit}/shell")
    assert shell.headers["Cache-Control"] == "no-cache"
    again = reader.client.get(f"{scene.eit}/shell", headers={"If-None-Match": shell.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for _ in range(2):
        # The second time from the doorway.
        assert reader.open(scene.eit).headers["Cache-Control"] == "no-store"


def test_the_mark_of_the_shell_changes_with_what_is_written_on_it(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    before = reader.open(f"{scene.eit}/shell").headers["ETag"]
    assert reader.open(f"{scene.eit}/shell?size=large").headers["ETag"] != before
    with arranging(app) as session:
        session.get_one(Round, (scene.office.id, scene.round.id)).title = "ซ้อมครั้งที่ 2"
    assert reader.open(f"{scene.eit}/shell").headers["ETag"] != before


def test_there_is_no_shell_of_a_form_that_takes_no_answers(app: Flask, reader: Reader) -> None:
    reader.open(f"{a_scene(app, state=RoundState.CLOSED).eit}/shell", status=410)
    reader.open(f"{a_scene(app, office='เทศบาลร่าง', state=RoundState.DRAFT).eit}/shell", status=403)
    scene = a_scene(app, office="เทศบาลเลยวัน")
    with arranging(app) as session:
        past = session.get_one(Round, (scene.office.id, scene.round.id))
        past.opens_on = past.closes_on = thai.today() - timedelta(days=1)
    reader.open(f"{scene.eit}/shell", status=410)
    reader.open("/eit/nothing/shell", status=404)


def test_the_service_worker_is_asked_for_each_time_and_shares_the_scripts_of_the_form(app: Flask, reader: Reader) -> None:
    answered = reader.open("/sw.js")
    assert answered.content_type == "text/javascript; charset=utf-8"
    assert answered.headers["Cache-Control"] == "no-cache"
    shared = re.match(r'importScripts\("([^"]+)"\);', answered.get_data(as_text=True))
    assert shared
    assert shared[1] == f"/static/form.js?v={assets.mark('form.js')}"
    assert reader.client.get("/sw.js", headers={"If-None-Match": answered.headers["ETag"]}).status_code == 304
    assert "Service-Worker-Allowed" not in answered.headers


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_the_form_says_what_stays_on_the_device_and_its_states_are_hidden_until_they_are_true(
    app: Flask, reader: Reader, key: str
) -> None:
    reader.open(getattr(a_scene(app), key))
    source = reader.page.source
    assert "คำตอบที่ยังไม่ได้ส่งอยู่ในเครื่องนี้เท่านั้น" in reader.page.words
    assert ("ไม่เก็บรหัสไว้" in reader.page.words) == (key == "iit")
    assert re.search(r'class="kept" data-kept hidden', source)
    states = re.findall(r"<[^>]*data-state=[^>]*>", source)
    assert len(states) == 7
    assert all(" hidden>" in state for state in states)
    # The code, and the field that nobody sees.
    assert re.findall(r"name=\"([^\"]*)\"[^>]*data-unkept", source) == (["code"] if key == "iit" else []) + ["extra-website"]


def test_the_shell_is_sent_compressed_too(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    plain = reader.open(f"{scene.iit}/shell")
    small = reader.client.get(f"{scene.iit}/shell", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 5
    assert Page(plain.get_data(as_text=True)).heading
