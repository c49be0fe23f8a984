"""How sure the results page is: intervals, the chance of the target, earlier rounds, and what was asked for again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey import answers
from survey.example.simulation import simulated_steps
from survey.manage.operations import close_round, create_round, open_round
from survey.models import Channel, Office, Round
from survey.results.operations import enter_disclosure
from survey.thai import today
from tests.builders import Scene, a_scene, arranging, collected, facts
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIGURES = dict.fromkeys(range(1, 9), 80.0)


def filled_up(
    app: Flask, scene: Scene, *, staff: int = 30, visitors: int = 60, oit: float | None = 90.0, is_closed: bool = True
) -> None:
    """Store made-up answers around 80 points, enter an OIT and close the round."""
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        for audience, number in ((Audience.STAFF, staff), (Audience.SERVICE_USERS, visitors)):
            collection, instrument = collected(session, found, audience)
            matrix = simulated_steps(instrument, FIGURES, respondents=number, seed=1)
            placed = {"channel": Channel.WEB, "today": today(), "batch": instrument.identifier.encode()}
            answers.add_matrix(session, collection, instrument, matrix=matrix, **placed)
        if oit is not None:
            enter_disclosure(session, found, level="indicators", figures={"9": oit, "10": oit})
        if is_closed:
            close_round(session, app.extensions["definitions"], found)


def limits(words: str) -> tuple[float, float]:
    found = re.search(r"(\d+\.\d\d)–(\d+\.\d\d)", words)
    assert found is not None, words
    return float(found[1]), float(found[2])


@ON_ONE_DATABASE
def test_every_score_stands_within_its_interval_and_the_total_s_is_narrower_than_those_it_is_made_from(
    app: Flask, reader: Reader
) -> None:
    scene = a_scene(app)
    filled_up(app, scene)
    reader.be("malee")
    reader.open(f"{scene.page}/results")
    widths = {}
    for name in ("IIT", "EIT", "คะแนนรวม", "ตัวชี้วัดที่ 1 ", "ตัวชี้วัดที่ 8 "):
        row = reader.page.row(name)
        score = next(float(cell) for cell in row[1:] if re.fullmatch(r"\d+\.\d\d", cell))
        low, high = limits(" ".join(row[1:]))
        assert 0 <= low < score < high <= 100
        widths[name] = high - low
    # Less than 0.3 of both together, since 0.4 of the total is certain and the two are independent.
    assert widths["คะแนนรวม"] < 0.3 * (widths["IIT"] + widths["EIT"])
    assert all(limits(cells[5]) for cells in reader.page.rows if len(cells) == 6 and cells[0][:1].isdigit())


@ON_ONE_DATABASE
def test_the_chance_of_the_target_is_said_in_words_with_what_it_does_not_say(app: Flask, reader: Reader) -> None:
    for office, oit, words in (("ก", 0.0, "โอกาสถึง 85 น้อยกว่า 1 %"), ("ข", 100.0, "โอกาสถึง 85 มากกว่า 99 %")):
        scene = a_scene(app, office=office)
        filled_up(app, scene, oit=oit)
        reader.be("malee", scene.office.id)
        reader.open(f"{scene.page}/results")
        # About 0.6 x 80 and 0.4 x 0 or 100: 48 or 88, give or take two.
        assert words in reader.page.words
        assert "ไม่ได้ทำนายผลการประเมินจริง" in reader.page.words
        assert reader.page.row("AA")[1] == "ตั้งแต่ 95.00"
        assert reader.page.row("F")[1] == "ต่ำกว่า 50.00"


@ON_ONE_DATABASE
def test_where_everybody_has_answered_there_is_no_interval_and_the_page_says_why(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    # 45 members of staff are declared, and 420 visitors.
    filled_up(app, scene, staff=45, visitors=420)
    reader.be("malee")
    reader.open(f"{scene.page}/results")
    assert [reader.page.row(name)[4] for name in ("IIT", "EIT")] == ["ตอบครบทุกคน"] * 2
    assert "ทุกคนตอบแล้ว คะแนนนี้จึงไม่มีความคลาดเคลื่อนจากการสุ่ม" in reader.page.words
    assert "ไม่ได้ทำนายผล" not in reader.page.words


@ON_ONE_DATABASE
def test_few_answers_come_with_a_caution(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    filled_up(app, scene, staff=12)
    reader.be("malee")
    reader.open(f"{scene.page}/results")
    assert "IIT มีผู้ตอบน้อย ช่วงความเชื่อมั่นจึงอาจแคบกว่าความเป็นจริง" in reader.page.words
    assert "EIT มีผู้ตอบน้อย" not in reader.page.words


def test_closed_rounds_of_the_office_stand_in_the_order_they_were_opened_with_their_totals(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    filled_up(app, scene)
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        office = session.get_one(Office, scene.office.id)
        tomorrow = replace(facts(), title="ซ้อมครั้งที่ 2", opens_on=today() + timedelta(days=1))
        second = create_round(session, definitions, office.id, tomorrow)
        open_round(session, definitions, second)
        create_round(session, definitions, office.id, replace(facts(), title="ร่างที่ยังไม่เปิด"))
        page = f"/office/rounds/{second.id}"
    stranger = a_scene(app, office="เทศบาลอื่น")
    filled_up(app, stranger)
    reader.be("malee", scene.office.id)
    reader.open(f"{scene.page}/results")
    assert "แนวโน้มของหน่วยงาน" not in reader.page.words
    total = reader.page.row("คะแนนรวม")[3]
    reader.open(f"{page}/results")
    rows = [cells for cells in reader.page.rows if cells[0].startswith(("ซ้อมครั้งที่", "ร่าง", "เทศบาล"))]
    assert [cells[0] for cells in rows] == ["ซ้อมครั้งที่ 1 (ปี 2565)", "ซ้อมครั้งที่ 2 (ปี 2565) – รอบนี้"]
    assert rows[0][3:] == ["90.00", total, "B"]
    assert rows[1][1:] == ["–"] * 5


def test_a_page_that_shows_what_it_would_show_anyway_is_not_sent_again(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    filled_up(app, scene, is_closed=False)
    reader.be("malee")
    # The first look makes a release.
    reader.open(f"{scene.page}/results")
    tag = reader.open(f"{scene.page}/results").headers["ETag"]
    assert "/static/live.js" in reader.page.source
    path = f"{scene.page}/results"

    def asked() -> int:
        return reader.client.get(path, headers={"If-None-Match": tag}).status_code

    assert asked() == 304
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, Audience.SERVICE_USERS)
        ticks = {part.code: 1 for part in instrument.parts}
        keyed = {"today": today(), "key": answers.new_key()}
        answers.add(session.connection(), collection, instrument, steps=ticks, channel=Channel.WEB, **keyed)
    assert asked() == 200
    tag = reader.open(path).headers["ETag"]
    assert asked() == 304
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        enter_disclosure(session, found, level="indicators", figures={"9": 50.0, "10": 50.0})
    assert asked() == 200
    tag = reader.open(path).headers["ETag"]
    assert "50.00" in reader.page.row("OIT")[3]
    with arranging(app) as session:
        close_round(session, app.extensions["definitions"], session.get_one(Round, (scene.office.id, scene.round.id)))
    assert asked() == 200
    reader.open(path)
    assert "/static/live.js" not in reader.page.source
    assert "โหลดใหม่" not in reader.page.words


@ON_ONE_DATABASE
def test_without_script_a_link_loads_an_open_round_s_page_again(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/results")
    assert "รอบนี้ยังเปิดรับคำตอบ โหลดใหม่" in reader.page.words
    assert reader.page.links.count(f"{scene.page}/results") >= 2
