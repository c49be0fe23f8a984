"""The page of answer quality. Scores are worked out by hand from best answers and straight lines."""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaires.loader import PACKAGED, load_all
from survey.models import Signal, SignalTally
from survey.sealing import new_identity
from tests.builders import Scene, a_scene, arranging
from tests.reader import Reader
from tests.survey.insight.arranged import a_round, rows, straight

IIT, EIT = load_all(PACKAGED).assessment(2565).instruments
# Nothing here asks a database anything that the other pages do not.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    """An office whose administrator is signed in."""
    made = a_scene(app)
    reader.be("malee")
    return made


def test_scores_with_and_without_marked_responses_stand_side_by_side(app: Flask, reader: Reader, scene: Scene) -> None:
    # Six of twelve tick the highest step of four throughout: 100 where that is good, 0 where it is bad. Of indicator 3 three
    # items of six ask for bad things, so they score 50 there, and all twelve 75.
    path = a_round(app, scene, staff=[*rows(IIT, 6), *[straight(IIT)] * 6])
    reader.open(f"{path}/quality")
    assert reader.page.row("เลือกระดับเดียวกันตลอด ทั้งแบบวัด")[1] == "6 จาก 12 ชุด"
    assert reader.page.row("ตอบขัดกันในข้อย่อย 11.1 กับ 11.2")[1] == "6 จาก 12 ชุด"
    pairs = {one[0]: one[1:] for one in reader.page.rows if len(one) == 4}
    assert pairs["ตัวชี้วัดที่ 1"] == ["100.00", "100.00", "+0.00"]
    assert pairs["ตัวชี้วัดที่ 3"] == ["75.00", "100.00", "+25.00"]
    assert "ไม่มีคำตอบใดถูกตัดออก" in reader.page.words


def test_few_marked_responses_of_the_staff_are_neither_counted_nor_left_out(app: Flask, reader: Reader, scene: Scene) -> None:
    for number, told in ((0, "ไม่เกิน 2 จาก 12 ชุด"), (2, "ไม่เกิน 2 จาก 12 ชุด"), (3, "3 จาก 12 ชุด"), (11, "ตั้งแต่ 10 จาก 12 ชุด")):
        path = a_round(app, scene, staff=[*rows(IIT, 12 - number), *[straight(IIT)] * number])
        reader.open(f"{path}/quality")
        assert reader.page.row("เลือกระดับเดียวกันตลอด ทั้งแบบวัด")[1] == told
        assert not [one for one in reader.page.rows if one[0] == "ตัวชี้วัดที่ 3"]
        if number < 5:
            assert "ชุดที่มีข้อควรสังเกตมีไม่ถึง 5 ชุด" in reader.page.words
        else:
            assert "ชุดที่ไม่มีข้อควรสังเกตมีไม่ถึง 5 จาก 12 ชุด" in reader.page.words


def test_service_users_are_counted_one_by_one_and_blanks_are_named(app: Flask, reader: Reader, scene: Scene) -> None:
    given = [list(row) for row in rows(EIT, 12)]
    given[0][EIT.part_codes.index("e9")] = 0
    given[1] = [0] * 18 + [given[1][18]]
    path = a_round(app, scene, staff=[], users=given)
    reader.open(f"{path}/quality")
    assert reader.page.row("เว้นว่างเกินครึ่งของแบบวัด")[1] == "1 จาก 12 ชุด"
    # 1 + 18 of 12 x 19.
    assert reader.page.row("คำตอบที่เว้นว่างทั้งหมด")[1] == "19 จาก 228 คำตอบ"
    assert "ข้อ 9 2 จาก 12 ชุด" in reader.page.words


def test_reliability_is_said_in_words_and_not_told_of_fewer_than_five(app: Flask, reader: Reader, scene: Scene) -> None:
    # Everybody answers all items alike, so an indicator's items go together perfectly: alpha is 1.
    path = a_round(app, scene, staff=rows(IIT, 6), users=rows(EIT, 10, 10))
    reader.open(f"{path}/quality")
    scales = [one for one in reader.page.rows if len(one) == 5]
    eit = next(one for one in scales if one[0] == "EIT")
    assert eit[1:4] == ["20", "1.00 1.00 ถึง 1.00", "สูงมาก"]
    # Omega wants five rows an item: 75 for the instrument, 25 for an indicator.
    assert eit[4] == "ผู้ที่ตอบครบทุกข้อมีน้อยเกินไป"
    iit = next(one for one in scales if one[0] == "IIT")
    assert iit[1:4] == ["6", "–", "คำตอบเหมือนกันหมด จึงคำนวณไม่ได้"]

    few = [row if number < 4 else [*row[:-1], 0] for number, row in enumerate(rows(EIT, 6, 6))]
    reader.open(a_round(app, scene, staff=[], users=few) + "/quality")
    scales = [one for one in reader.page.rows if len(one) == 5]
    assert next(one for one in scales if one[0] == "EIT")[1:] == ["ไม่ถึง 5", "–", "ผู้ที่ตอบครบทุกข้อมีน้อยเกินไป", "–"]
    assert next(one for one in scales if one[0].startswith("ตัวชี้วัดที่ 6"))[1] == "12"


def test_signals_are_shown_with_small_counts_of_the_staff_hidden(app: Flask, reader: Reader, scene: Scene) -> None:
    path = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 12))
    with arranging(app) as session:
        place = {"office_id": scene.office.id, "round_id": path.rpartition("/")[2]}
        for key in ("iit", "eit"):
            session.add(SignalTally(**place, instrument=key, signal=Signal.QUICK, number=1))
    reader.open(f"{path}/quality")
    assert "ไม่เกิน 2 จาก 12 ชุด ส่งเร็วกว่าที่จะอ่านได้ทัน" in reader.page.words
    # None and one look alike.
    assert "ไม่เกิน 2 จาก 12 ชุด กรอกช่องที่ซ่อนไว้" in reader.page.words
    assert "1 จาก 12 ชุด ส่งเร็วกว่าที่จะอ่านได้ทัน" in reader.page.words


def test_where_nothing_may_be_shown_it_is_said_why(app: Flask, reader: Reader, scene: Scene) -> None:
    path = a_round(app, scene, staff=rows(IIT, 6), is_closed=False)
    reader.open(f"{path}/quality")
    assert "มีผู้ตอบน้อยเกินไป จะแสดงเมื่อมีผู้ตอบตั้งแต่ 10 คน" in reader.page.words
    assert "ยังไม่มีคำตอบ" in reader.page.words
    path = a_round(app, scene, staff=rows(IIT, 6), seal_to=(new_identity()[1],), is_closed=False)
    reader.open(f"{path}/quality")
    assert "คำตอบปิดผนึกอยู่ ผลจะเปิดได้หลังปิดรอบ" in reader.page.words
