"""What could be done: ours as data, and an office's own words in their place."""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaires.loader import PACKAGED, load_all
from survey.models import Recommendation, Role
from survey.recommendations import recommendations_for
from tests.builders import Scene, a_scene, an_officer, arranging, looking
from tests.reader import Reader
from tests.survey.insight.arranged import a_round, rows

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IIT, EIT = load_all(PACKAGED).assessment(2565).instruments
ALL = "/office/recommendations/2565"
OURS = "ลดเอกสารหรือขั้นตอนของงานที่คนใช้มากที่สุดหนึ่งงาน"


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    """An office whose administrator is signed in."""
    made = a_scene(app)
    reader.be("malee")
    return made


def test_an_office_puts_its_own_words_in_the_place_of_ours_and_takes_them_back(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    reader.open(ALL)
    assert OURS in reader.page.words
    reader.open(f"{ALL}/e12")
    reader.send(f"{ALL}/e12", {"text": "  ย้ายจุดรับคำขอ \r\n\r\nตอบภายใน 3 วัน"})
    reader.open(ALL)
    assert OURS not in reader.page.words
    assert "ของหน่วยงาน ย้ายจุดรับคำขอ ตอบภายใน 3 วัน" in reader.page.words
    with looking(app) as session:
        kept = session.get_one(Recommendation, (scene.office.id, 2565, "e12"))
        assert kept.text == "ย้ายจุดรับคำขอ\nตอบภายใน 3 วัน"
    reader.open(f"{ALL}/e12")
    assert OURS in reader.page.words
    reader.send(f"{ALL}/e12/restore", {})
    reader.open(ALL)
    assert OURS in reader.page.words
    assert "ของหน่วยงาน ย้าย" not in reader.page.words


@ON_ONE_DATABASE
def test_an_empty_recommendation_is_refused_and_an_unknown_subject_not_found(reader: Reader, scene: Scene) -> None:
    reader.open(f"{ALL}/5")
    reader.send(f"{ALL}/5", {"text": " \n "}, status=422)
    assert "กรุณาเขียนอย่างน้อยหนึ่งข้อ" in reader.page.words
    reader.open(f"{ALL}/5")
    reader.send(f"{ALL}/5", {"text": "ก" * 2001}, status=422)
    for path in (f"{ALL}/11", f"{ALL}/o1", "/office/recommendations/2500"):
        reader.open(path, status=404)


def test_one_office_does_not_read_the_words_of_another(app: Flask, reader: Reader, scene: Scene) -> None:
    reader.open(f"{ALL}/8")
    reader.send(f"{ALL}/8", {"text": "ของเราเท่านั้น"})
    other = a_scene(app, office="เทศบาลของเขา")
    with looking(app) as session:
        definitions = app.extensions["definitions"]
        here = recommendations_for(session, definitions, scene.office.id, 2565)
        there = recommendations_for(session, definitions, other.office.id, 2565)
        assert here["8"].actions == ("ของเราเท่านั้น",)
        assert there["8"].actions == here["8"].ours
        assert not there["8"].is_own
        # A year without recommendations of ours has places for an office's own.
        assert not any(one.actions for one in recommendations_for(session, definitions, other.office.id, 2599).values())


@ON_ONE_DATABASE
def test_the_lowest_indicators_of_a_result_come_with_what_could_be_done(app: Flask, reader: Reader, scene: Scene) -> None:
    path = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 6, 6))
    reader.open(f"{path}/results")
    # Indicators 6 to 8 are at 50 alike, and the first two of them are the lowest.
    assert "ใช้สมุดลงลำดับ" not in reader.page.words
    assert "ออกใบเสร็จทุกครั้งที่รับเงิน" in reader.page.words
    reader.open(f"{ALL}/6")
    reader.send(f"{ALL}/6", {"text": "เปิดช่องบริการช่วงพักเที่ยง"})
    reader.open(f"{path}/results")
    assert "เปิดช่องบริการช่วงพักเที่ยง" in reader.page.words
    assert "ออกใบเสร็จทุกครั้งที่รับเงิน" not in reader.page.words


@ON_ONE_DATABASE
def test_an_officer_reads_plans_without_being_offered_what_is_closed(app: Flask, reader: Reader, scene: Scene) -> None:
    with arranging(app) as session:
        an_officer(session, scene.office, "somchai", Role.OFFICER)
    path = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 6, 6))
    reader.be("somchai")
    reader.open(f"{path}/plan")
    assert ALL not in reader.page.links
