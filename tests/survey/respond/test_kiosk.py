"""The tablet at the counter: an officer makes it a kiosk and is signed out; only an officer's password ends that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from survey import kiosk, thai
from survey.config import Settings
from survey.extensions import limiter
from survey.models import EitResponse, Role, Round, RoundState
from tests.builders import (
    PASSWORD,
    SECRET,
    Scene,
    a_scene,
    an_application,
    an_officer,
    arranging,
    filled,
    instrument_of,
    looking,
)
from tests.reader import Reader


def counter(scene: Scene) -> str:
    """The path of the kiosk of a scene."""
    return f"/kiosk{scene.eit}"


def begin(reader: Reader, scene: Scene, username: str = "malee") -> TestResponse:
    reader.be(username, scene.office.id)
    reader.open(f"{scene.page}/kiosk")
    answered = reader.send(f"{scene.page}/kiosk", {})
    assert answered.headers["Location"] == counter(scene)
    return answered


def sent_from(reader: Reader, app: Flask, path: str) -> dict[str, str]:
    """The fields of a complete form, as the page that was opened last sends them."""
    return {**filled(instrument_of(app, path.removeprefix("/kiosk"))), "submission-key": reader.page.fields["submission-key"]}


def channels(app: Flask) -> list[str]:
    with looking(app) as session:
        return sorted(session.scalars(select(EitResponse.channel)))


def test_an_officer_makes_the_tablet_a_kiosk_and_is_signed_out_of_it(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        an_officer(session, scene.office, "somchai", Role.OFFICER)
    answered = begin(reader, scene, "somchai")
    cookie = next(value for value in answered.headers.getlist("Set-Cookie") if value.startswith(kiosk.COOKIE))
    for attribute in ("HttpOnly", "Path=/kiosk", "SameSite=Strict"):
        assert attribute in cookie
    assert reader.open("/office/", status=302).headers["Location"].startswith("/sign-in")
    reader.open(counter(scene))
    assert "เจ้าหน้าที่ที่ท่านติดต่อ" in reader.page.words


def test_the_page_of_the_round_offers_the_kiosk_only_while_it_is_open(app: Flask, reader: Reader) -> None:
    open_now = a_scene(app, office="เทศบาลเปิดอยู่")
    draft = a_scene(app, office="เทศบาลร่าง", state=RoundState.DRAFT)
    for scene, offered in ((open_now, True), (draft, False)):
        reader.be("malee", scene.office.id)
        reader.open(scene.page)
        assert (f"{scene.page}/kiosk" in reader.page.links) == offered
        reader.open(f"{scene.page}/kiosk", status=200 if offered else 409)


def test_answers_at_the_counter_are_marked_as_such_and_thanked_for_there(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    reader.open(counter(scene))
    answered = reader.send(counter(scene), sent_from(reader, app, counter(scene)), status=303)
    assert answered.headers["Location"] == f"{counter(scene)}/thanks#main"
    assert channels(app) == ["kiosk"]
    reader.open(f"{counter(scene)}/thanks")
    assert reader.page.heading == "ได้รับคำตอบของท่านแล้ว"
    assert f'<meta http-equiv="refresh" content="10;url={counter(scene)}">' in reader.page.source


def test_every_page_of_the_kiosk_leads_only_to_itself_and_to_its_officers(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    inside = (counter(scene), "/kiosk/leave", "?", "#")
    key = {"submission-key": "0" * 32}
    reader.open(counter(scene))
    pages = [reader.page]
    reader.send(counter(scene), key, status=422)
    pages.append(reader.page)
    reader.open(f"{counter(scene)}/thanks")
    pages.append(reader.page)
    reader.open("/kiosk/leave")
    pages.append(reader.page)
    reader.open("/kiosk/eit/nowhere", status=404)
    pages.append(reader.page)
    with arranging(app) as session:
        session.get_one(Round, (scene.office.id, scene.round.id)).closes_on = thai.today() - timedelta(days=1)
        session.get_one(Round, (scene.office.id, scene.round.id)).opens_on = thai.today() - timedelta(days=2)
    reader.open(counter(scene), status=410)
    pages.append(reader.page)
    for page in pages:
        assert [link for link in page.links if not link.startswith(inside)] == []
        assert page.elements["idle-title"] == {"id": "idle-title"}


def test_the_page_tells_the_browser_to_keep_nothing(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    answered = reader.open(counter(scene))
    assert answered.headers["Cache-Control"] == "no-store"
    assert '<form method="post"' in reader.page.source
    assert 'autocomplete="off"' in reader.page.source.partition("<form")[2].partition(">")[0]
    assert "data-worker" not in reader.page.source
    assert "/static/kiosk.js" in reader.page.source
    assert "/static/form.js" not in reader.page.source


def test_each_showing_of_the_form_carries_a_submission_key_of_its_own(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    keys = set()
    for _ in range(3):
        reader.open(counter(scene))
        keys.add(reader.page.fields["submission-key"])
    assert len(keys) == 3


def test_many_people_answer_at_one_counter_and_no_flood_comes_through_its_door(sqlite_url: str) -> None:
    with an_application(Settings(database=sqlite_url, secret=SECRET, answers_per_minute=5)) as app:
        scene = a_scene(app)
        reader = Reader(app)
        begin(reader, scene)
        for _ in range(12):
            reader.open(counter(scene))
            reader.send(counter(scene), sent_from(reader, app, counter(scene)), status=303)
        assert channels(app) == ["kiosk"] * 12
        stranger = Reader(app)
        for number in range(7):
            stranger.open(scene.eit)
            status = 303 if number < 5 else 429
            stranger.send(counter(scene), sent_from(stranger, app, scene.eit), status=status)
        assert channels(app) == ["kiosk"] * 12 + ["web"] * 5
        limiter.reset()


def test_who_has_no_kiosk_is_led_to_the_ordinary_form(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    assert reader.open(counter(scene), status=302).headers["Location"] == scene.eit
    assert reader.open(f"{counter(scene)}/thanks", status=302).headers["Location"] == f"{scene.eit}/thanks"
    assert reader.open("/kiosk/leave", status=302).headers["Location"] == "/sign-in"
    reader.open("/kiosk/eit/nowhere", status=404)


def test_a_tablet_that_is_no_longer_a_kiosk_loses_no_answers(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    reader.open(counter(scene))
    sent = sent_from(reader, app, counter(scene))
    reader.client.delete_cookie(kiosk.COOKIE, path="/kiosk")
    assert reader.send(counter(scene), sent, status=303).headers["Location"] == f"{scene.eit}/thanks#main"
    assert channels(app) == ["web"]


@pytest.mark.parametrize("forged", ["", "x", "eyJrZXkiOiJlaXQifQ.aaaa.bbbb"])
def test_a_kiosk_cannot_be_made_without_an_officer(app: Flask, reader: Reader, forged: str) -> None:
    scene = a_scene(app)
    reader.client.set_cookie(kiosk.COOKIE, forged, path="/kiosk")
    reader.open(counter(scene), status=302)


def test_the_kiosk_of_one_survey_is_none_for_another(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    begin(reader, here)
    reader.open(counter(there), status=302)


def test_the_staff_do_not_answer_at_the_counter(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    reader.open(f"/kiosk{scene.iit}", status=404)
    reader.send(f"/kiosk{scene.iit}", {"submission-key": "0" * 32}, status=404)


def test_only_an_officer_of_the_office_ends_the_kiosk(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        an_officer(session, there.office, "hers")
    begin(reader, here)
    reader.open("/kiosk/leave")
    reader.send("/kiosk/leave", {"username": "", "password": ""}, status=422)
    reader.send("/kiosk/leave", {"username": "malee", "password": "not this one"}, status=403)
    reader.send("/kiosk/leave", {"username": "hers", "password": PASSWORD}, status=403)
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in reader.page.words
    reader.open(counter(here))
    reader.open("/kiosk/leave")
    assert reader.send("/kiosk/leave", {"username": "malee", "password": PASSWORD}).headers["Location"] == "/office/"
    reader.open("/office/")
    reader.open(counter(here), status=302)


def test_guessing_at_the_password_is_slowed(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    begin(reader, scene)
    reader.open("/kiosk/leave")
    for _ in range(10):
        reader.send("/kiosk/leave", {"username": "malee", "password": "wrong"}, status=403)
    reader.send("/kiosk/leave", {"username": "malee", "password": PASSWORD}, status=429)
    limiter.reset()
