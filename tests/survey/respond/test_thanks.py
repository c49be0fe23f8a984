"""What a respondent sees at the end."""

from __future__ import annotations

from flask import Flask

from questionnaires.model import Audience
from tests.builders import a_scene, filled, how_many, instrument_of
from tests.reader import Reader


def test_a_complete_form_is_stored_and_leads_to_a_page_of_thanks(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path, audience, code in ((scene.iit, Audience.STAFF, scene.codes[0]), (scene.eit, Audience.SERVICE_USERS, "")):
        reader.open(path)
        fields = {**reader.page.fields, "code": code, **filled(instrument_of(app, path), step=3)}
        answered = reader.send(path, fields, status=303)
        assert answered.headers["Location"] == f"{path}/thanks#main"
        reader.open(answered.headers["Location"])
        assert reader.page.heading == "ได้รับคำตอบของท่านแล้ว"
        assert "ท่านปิดหน้านี้ได้เลย" in reader.page.words
        assert how_many(app, scene, audience) == 1


def test_the_thanks_say_nothing_of_what_was_answered(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    pages = []
    for step in (1, 4):
        reader.open(scene.eit)
        answered = reader.send(scene.eit, {**reader.page.fields, **filled(instrument_of(app, scene.eit), step)}, status=303)
        pages.append((dict(answered.headers), reader.open(answered.headers["Location"]).data))
    assert pages[0] == pages[1]


def test_nothing_is_kept_by_the_browser_and_sending_again_is_thanked_alike(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    opened = reader.open(scene.eit)
    fields = {**reader.page.fields, **filled(instrument_of(app, scene.eit))}
    first, again = (reader.send(scene.eit, fields, status=303) for _ in range(2))
    assert (dict(first.headers), first.data) == (dict(again.headers), again.data)
    thanks = reader.open(first.headers["Location"])
    assert [one.headers["Cache-Control"] for one in (opened, first, thanks)] == ["no-store"] * 3
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1
