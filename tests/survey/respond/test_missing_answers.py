"""A form with something missing: every answer kept, nothing stored, and a way to each gap."""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaires.model import Audience
from tests.builders import a_scene, filled, how_many, instrument_of
from tests.reader import Reader


def test_an_empty_form_is_answered_with_a_link_to_every_missing_part(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path, more, numbers in ((scene.iit, 1, 51), (scene.eit, 0, 19)):
        reader.open(path)
        reader.send(path, {"submission-key": reader.page.fields["submission-key"]}, status=422)
        links = [link for link in reader.page.links if link.startswith("#answer-")]
        parts = instrument_of(app, path).part_codes
        assert links == [f"#answer-{code}-0" for code in parts]
        assert len(links) == numbers
        assert f"ยังไม่ได้ส่งคำตอบ เหลืออีก {numbers + more} จุด" in reader.page.words
        assert reader.page.words.count("ยังไม่ได้เลือกคำตอบข้อ") == 2 * numbers
        assert reader.page.source.count('aria-invalid="true"') == numbers + more


@pytest.mark.parametrize(("missing", "number"), [("i4.2", "4.2"), ("i30.4", "30.4"), ("i2", "2")])
def test_one_missing_part_is_named_on_top_and_beside_itself_and_the_rest_is_kept(
    app: Flask, reader: Reader, missing: str, number: str
) -> None:
    scene = a_scene(app)
    reader.open(scene.iit)
    key = reader.page.fields["submission-key"]
    answers = filled(instrument_of(app, scene.iit), step=3)
    del answers[f"answer-{missing}"]
    reader.send(scene.iit, {"submission-key": key, "code": scene.codes[0], **answers}, status=422)
    assert [link for link in reader.page.links if link.startswith("#answer-")] == [f"#answer-{missing}-0"]
    assert reader.page.words.count(f"ยังไม่ได้เลือกคำตอบข้อ {number}") == 2
    assert reader.page.elements[f"answer-{missing}"]["aria-describedby"] == f"answer-{missing}-error"
    assert f"answer-{missing}-error" in reader.page.ids
    assert reader.page.ticked == answers
    assert reader.page.fields["submission-key"] == key
    assert reader.page.fields["code"] == scene.codes[0]
    assert reader.page.title.startswith("ยังไม่ได้ส่งคำตอบ")
    assert how_many(app, scene, Audience.STAFF) == 0


def test_the_summary_comes_before_everything_else_in_main(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(scene.eit)
    reader.send(scene.eit, {"submission-key": reader.page.fields["submission-key"]}, status=422)
    assert reader.page.source.index('role="alert"') < reader.page.source.index("<h1>")


def test_the_completed_form_is_then_stored_with_the_same_key_and_code(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(scene.iit)
    answers = filled(instrument_of(app, scene.iit), step=2)
    last = answers.popitem()
    code = scene.codes[0].lower().replace("-", " ")
    reader.send(scene.iit, {"submission-key": reader.page.fields["submission-key"], "code": code, **answers}, status=422)
    reader.send(scene.iit, {**reader.page.fields, last[0]: last[1]}, status=303)
    assert how_many(app, scene, Audience.STAFF) == 1


def test_staff_without_a_code_are_asked_for_it_and_lose_no_answer(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answers = filled(instrument_of(app, scene.iit), step=4)
    for blank in ({}, {"code": ""}, {"code": "   "}):
        reader.open(scene.iit)
        reader.send(scene.iit, {"submission-key": reader.page.fields["submission-key"], **blank, **answers}, status=422)
        assert reader.page.ticked == answers
        assert "#code" in reader.page.links
        assert "กรุณากรอกรหัส 12 ตัวจากบัตรที่ได้รับ" in reader.page.words
    assert how_many(app, scene, Audience.STAFF) == 0
