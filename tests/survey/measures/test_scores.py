"""The score that calls for a measure, the indicators without one, and what came after: figures worked out by hand."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.extensions import db
from survey.measures.chain import chains_of
from survey.models import Measure
from survey.results.operations import enter_official
from tests.builders import Scene, arranging, looking
from tests.reader import Reader
from tests.survey.reports.offices import an_answered_scene

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TABLE = "/office/measures/2565"


def an_office_with_scores(app: Flask) -> Scene:
    """Its closed round has 0 for indicators 5 and 8, 80 for 9, and 100 or 90 for all others; the target is 85."""
    return an_answered_scene(app)


def called_by(app: Flask, title: str) -> dict[str, object]:
    with looking(app) as session:
        return session.scalars(select(Measure).where(Measure.title == title)).one().called_by


def test_a_measure_keeps_the_score_that_called_for_it(app: Flask, reader: Reader) -> None:
    scene = an_office_with_scores(app)
    reader.be("malee")
    for title, fields, expected in (
        ("ก", {"indicator": "8"}, {"round": scene.round.id, "score": 0.0}),
        ("ข", {"item": "e11"}, {"round": scene.round.id, "item": "e11", "score": 0.0}),
        ("ค", {"indicator": "9"}, {"round": scene.round.id, "score": 80.0}),
        ("ง", {}, {}),
    ):
        reader.open(f"{TABLE}/new")
        reader.send(f"{TABLE}/new", {"title": title, "indicator": "", "item": "", **fields})
        assert called_by(app, title) == expected
    reader.open(TABLE)
    assert "0.00 คะแนน จากซ้อมครั้งที่ 1" in reader.page.words
    with arranging(app) as session:
        enter_official(session, scene.office.id, 2565, {"indicators": {"8": 66.55}})
    reader.open(f"{TABLE}/new?indicator=8")
    assert reader.page.fields["indicator"] == "8"
    assert "ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน (66.55)" in reader.page.words
    reader.send(f"{TABLE}/new", {"title": "จ", "indicator": "8", "item": ""})
    assert called_by(app, "จ") == {"official": 2565, "score": 66.55}
    # What was kept before stays.
    assert called_by(app, "ก") == {"round": scene.round.id, "score": 0.0}


@ON_ONE_DATABASE
def test_every_indicator_under_the_target_is_shown_until_it_has_a_measure(app: Flask, reader: Reader) -> None:
    an_office_with_scores(app)
    reader.be("malee")
    reader.open(TABLE)
    red = [words for tag, words in reader.page.headings if tag == "h3"]
    # Of 5, 8 and 9, indicator 5 has a measure.
    assert red == ["ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน", "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล"]
    assert "ยังไม่มีมาตรการ 0.00 คะแนน ต่ำกว่าเป้าหมาย 85.00 จากซ้อมครั้งที่ 1" in reader.page.words
    assert "ยังไม่มีมาตรการ 80.00 คะแนน ต่ำกว่าเป้าหมาย 5.00" in reader.page.words
    assert f"{TABLE}/new?indicator=8" in reader.page.links
    reader.open(f"{TABLE}/new?indicator=8")
    reader.send(f"{TABLE}/new", {"title": "ลดขั้นตอน", "indicator": "8", "item": ""})
    reader.open(TABLE)
    assert [words for tag, words in reader.page.headings if tag == "h3"] == ["ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล"]


def test_the_chain_goes_from_a_low_score_to_the_next_one(app: Flask) -> None:
    scene = an_office_with_scores(app)
    with arranging(app) as session:
        enter_official(session, scene.office.id, 2565, {"indicators": {"5": 41.5, "1": 88.0}})
    with app.test_request_context():
        _year, chains = chains_of(db.session, app.extensions["definitions"], scene.office.id, 2565)
    by_number = {one.indicator.subject[0]: one for one in chains}
    # 1 is not low at first and nothing is about it; 9 is low.
    assert sorted(by_number) == [5, 8, 9]
    steps = by_number[5].indicator.steps
    assert [(one.known.printed, one.change) for one in steps] == [("0.00", ""), ("41.50", "+41.50")]
    assert [one.measure.title for one in by_number[5].indicator.measures] == ["รับเรื่องร้องเรียนโดยไม่ต้องบอกชื่อ"]
    # All five items of indicator 8 are at 0.
    assert [one.subject for one in by_number[8].items] == [(8, f"e{number}") for number in (11, 12, 13, 14, 15)]
