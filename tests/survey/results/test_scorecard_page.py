"""The results page of a round, against figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from questionnaires.model import Audience
from survey import answers
from survey.manage.operations import close_round
from survey.models import Channel, Round
from survey.results.operations import enter_disclosure
from survey.thai import today
from tests.builders import Scene, a_scene, arranging, collected
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def stored(app: Flask, scene: Scene, audience: Audience, *steps: int, channel: Channel = Channel.WEB) -> None:
    """Store a response for each step: that step throughout, the highest where a scale is shorter."""
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, audience)
        for step in steps:
            ticks = {part.code: min(step, len(part.scale)) for part in instrument.parts}
            keyed = {"today": today(), "key": answers.new_key()}
            answers.add(session.connection(), collection, instrument, steps=ticks, channel=channel, **keyed)


def on_paper(app: Flask, scene: Scene, audience: Audience, *forms: dict[str, int]) -> None:
    """Store paper forms: what was ticked by part code, the rest blank."""
    with arranging(app) as session:
        collection, instrument = collected(session, session.get_one(Round, (scene.office.id, scene.round.id)), audience)
        for ticks in forms:
            keyed = {"today": today(), "key": answers.new_key()}
            answers.add(session.connection(), collection, instrument, steps=ticks, channel=Channel.PAPER, **keyed)


def change(app: Flask, scene: Scene, operation: Any, *arguments: Any, **options: Any) -> None:
    with arranging(app) as session:
        operation(session, *arguments, session.get_one(Round, (scene.office.id, scene.round.id)), **options)


def close(app: Flask, scene: Scene) -> None:
    change(app, scene, close_round, app.extensions["definitions"])


def signed_in(app: Flask, reader: Reader) -> Scene:
    scene = a_scene(app)
    reader.be("malee")
    return scene


def closed(app: Flask, reader: Reader, *, staff: tuple[int, ...] = (), visitors: tuple[int, ...] = ()) -> Scene:
    """A closed round whose staff and service users have each ticked one step throughout."""
    scene = signed_in(app, reader)
    stored(app, scene, Audience.STAFF, *staff)
    stored(app, scene, Audience.SERVICE_USERS, *visitors)
    close(app, scene)
    return scene


FIVE_THREES = (3,) * 5


def test_indicators_instruments_total_grade_and_gap_are_those_worked_out_by_hand(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, staff=FIVE_THREES, visitors=FIVE_THREES)
    change(app, scene, enter_disclosure, level="indicators", figures={"9": 83.06, "10": 93.75})
    reader.open(f"{scene.page}/results")
    # The third step is worth 67, reversed 33; yes is worth 100, reversed 0.
    # 1: (67 x 3 + 0 x 3)/6. 2: (67 + 67 + 33 + 33 + (67 + 33)/2 + 67)/6 = 317/6. 3: (67 x 3 + 33 x 3)/6.
    # 4: (33 + 67 + 67 + 33 + 67 + 67)/6 = 334/6. 5: (67 + 100 + 67 x 4)/6 = 435/6.
    # 6: (67 x 3 + 0 + 67)/5. 7: (67 + 67 + 100 + 67 + 100)/5. 8: (67 + 67 + 100 + 67 + 67)/5.
    printed = ["33.50", "52.83", "50.00", "55.67", "72.50", "53.60", "80.20", "73.60", "83.06", "93.75"]
    for number, score in enumerate(printed, start=1):
        assert reader.page.row(f"ตัวชี้วัดที่ {number} ")[1] == score
    # IIT (33.5 + 52.8333 + 50 + 55.6667 + 72.5)/5; EIT 207.4/3; OIT (83.06 + 93.75)/2 = 88.405, printed half up.
    for name, weight, score in (("IIT", "30 %", "52.90"), ("EIT", "30 %", "69.13"), ("OIT", "40 %", "88.41")):
        row = reader.page.row(name)
        assert (row[1], row[3]) == (weight, score)
    # 0.3 x 52.9 + 0.3 x 69.1333 + 0.4 x 88.405 = 15.87 + 20.74 + 35.362 = 71.972; C is 65 to 74.99.
    total = reader.page.row("คะแนนรวม")
    assert total[1:4] == ["100 %", "–", "71.97"]
    assert total[5] == "ระดับ C"
    assert "71.97 จาก 100" in reader.page.words
    assert "ยังขาดจากเป้าหมาย 85.00 13.03" in reader.page.words


@ON_ONE_DATABASE
def test_the_lowest_indicator_of_each_instrument_and_of_all_is_named(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, staff=FIVE_THREES, visitors=FIVE_THREES)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("IIT")[5].endswith("ต่ำที่สุด: ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ (33.50)")
    assert reader.page.row("EIT")[5].endswith("ต่ำที่สุด: ตัวชี้วัดที่ 6 คุณภาพการดำเนินงาน (53.60)")
    assert "ตัวชี้วัดที่ 1 ได้คะแนนต่ำที่สุด" in reader.page.words


@ON_ONE_DATABASE
def test_the_two_lowest_indicators_come_with_their_gap_their_weight_and_their_lowest_items(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, staff=FIVE_THREES, visitors=FIVE_THREES)
    reader.open(f"{scene.page}/results")
    # Indicators 1 (33.50) and 3 (50.00); each of the five has 0.30/5 of the total.
    headings = [words.strip() for tag, words in reader.page.headings if tag == "h3"]
    assert headings == ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "ตัวชี้วัดที่ 3 การใช้อำนาจ"]
    for words in ("ต่ำกว่าเป้าหมาย 51.50", "ต่ำกว่าเป้าหมาย 35.00", "มีน้ำหนัก 6.00 ใน 100 ของคะแนนรวม"):
        assert words in reader.page.words
    # Items 4, 5 and 6 score 0: everybody has said that it happens.
    first = reader.page.words.partition("ข้อที่ได้คะแนนต่ำที่สุดในตัวชี้วัดนี้")[2]
    assert [first.find(f"ข้อ {number}. ") >= 0 for number in (4, 5, 6)] == [True] * 3


@ON_ONE_DATABASE
def test_every_bar_says_how_far_it_is_from_the_target(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, visitors=FIVE_THREES)
    change(app, scene, enter_disclosure, level="indicators", figures={"9": 85, "10": 93.75})
    reader.open(f"{scene.page}/results")
    for sentence in (
        "ได้ 53.60 คะแนน ต่ำกว่าเป้าหมาย 31.40",
        "ได้ 85.00 คะแนน เท่ากับเป้าหมาย",
        "ได้ 93.75 คะแนน สูงกว่าเป้าหมาย 8.75",
        "ยังไม่มีคะแนน",
        "เป้าหมาย 85",
    ):
        assert sentence in reader.page.drawn
    for length in ('width="53.60%"', 'x1="85.00%"', 'width="93.75%"'):
        assert length in reader.page.source


@ON_ONE_DATABASE
def test_items_run_from_the_lowest_score_to_the_highest_with_what_each_weighs(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, visitors=FIVE_THREES)
    reader.open(f"{scene.page}/results")
    rows = [cells for cells in reader.page.rows if len(cells) == 6 and cells[0].partition(".")[0].isdecimal()]
    numbers = [cells[0].partition(".")[0] for cells in rows]
    # Item 4 scores 0 and comes first; 8, 10 and 13 score 100; the others, in the order of the form, 67.
    assert numbers == ["4", "1", "2", "3", "5", "6", "7", "9", "11", "12", "14", "15", "8", "10", "13"]
    assert [cells[4] for cells in rows] == ["0.00"] + ["67.00"] * 11 + ["100.00"] * 3
    assert [cells[1] for cells in rows[:3]] == ["6", "6", "6"]
    assert {cells[2] for cells in rows} == {"5"}
    # 30 of 100 points hang on 3 indicators of 5 items each.
    assert {cells[3] for cells in rows} == {"2.00"}


@ON_ONE_DATABASE
def test_the_distribution_of_every_part_is_shown_in_numbers(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, visitors=(1, 1, 2, 4) * 2)
    reader.open(f"{scene.page}/results")
    assert "ตอบ 8 คน น้อยที่สุดหรือไม่มีเลย 4 คน น้อย 2 คน มาก 0 คน มากที่สุด 2 คน" in reader.page.drawn
    assert "ตอบ 8 คน ไม่มี 4 คน มี 4 คน" in reader.page.drawn
    # (0 + 0 + 33 + 100)/4 = 33.25; half of them said no, which is good in item 4.
    assert reader.page.row("1.")[4] == "33.25"
    assert reader.page.row("4.")[4] == "50.00"
    assert reader.page.drawn.count("ตอบ 8 คน") == 19
    # Half, a quarter, nothing, a quarter of the bar.
    assert 'x="50.00%" y="1" width="25.00%"' in " ".join(reader.page.source.split())
    assert "นับรวมกับระดับข้างเคียง" not in reader.page.words


@ON_ONE_DATABASE
def test_steps_that_few_of_the_staff_ticked_are_counted_together_and_the_page_says_why(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, staff=(1, 1, *[3] * 12, *[4] * 16))
    reader.open(f"{scene.page}/results")
    # Two, none, twelve and sixteen: the two at the bottom take in the empty step and then the next.
    assert "ตอบ 30 คน น้อยที่สุดหรือไม่มีเลย รวมกับ น้อย รวมกับ มาก 14 คน มากที่สุด 16 คน" in reader.page.drawn
    # Two said no and 28 yes: shown as thirty who answered.
    assert "ตอบ 30 คน ไม่มี รวมกับ มี 30 คน" in reader.page.drawn
    assert " 2 คน" not in reader.page.drawn
    assert "ระดับที่มีผู้เลือกเพียง 1–2 คนนับรวมกับระดับข้างเคียง" in reader.page.words


@ON_ONE_DATABASE
def test_of_fewer_than_thirty_a_part_is_not_counted_by_steps_where_few_of_the_staff_ticked_one(
    app: Flask, reader: Reader
) -> None:
    scene = closed(app, reader, staff=(1, 1, 3, 3, 3, 3, 4, 4, 4, 4))
    reader.open(f"{scene.page}/results")
    assert "ตอบ 10 คน น้อยที่สุดหรือไม่มีเลย รวมกับ น้อย รวมกับ มาก รวมกับ มากที่สุด 10 คน" in reader.page.drawn
    assert " 4 คน" not in reader.page.drawn


def test_blanks_on_paper_are_left_out_and_neither_zero_nor_the_mean(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    on_paper(app, scene, Audience.SERVICE_USERS, *({"e1.1": 4, "e1.2": 3, "e2": 1}, {"e1.1": 2}, {"e2": 4}) * 3)
    close(app, scene)
    reader.open(f"{scene.page}/results")
    # e1: ((100 + 67)/2 + 33)/2 = 58.25 of the six who answered a part of it; e2: (0 + 100)/2.
    assert reader.page.row("1.")[1:5] == ["6", "6", "2.00", "58.25"]
    assert reader.page.row("2.")[1:5] == ["6", "6", "2.00", "50.00"]
    assert reader.page.row("3.")[1:5] == ["6", "0", "2.00", "–"]
    # An indicator with an item that nobody answered has no score, and neither has the instrument.
    assert reader.page.row("EIT")[2:4] == ["9", "–"]
    assert "มีข้อที่ไม่มีใครตอบ จึงไม่มีคะแนน" in reader.page.row("EIT")[5]
    assert reader.page.row("ตัวชี้วัดที่ 6 ")[1] == "–"
    assert "ยังรวมคะแนนไม่ได้" in reader.page.words
    # Three answered the second part of the first item.
    assert "ตอบ 3 คน น้อยเกินกว่าจะแสดง" in reader.page.words


def test_an_item_that_few_have_answered_is_hidden_and_cannot_be_had_from_its_indicator(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    eit = app.extensions["definitions"].instrument("2565/eit")
    whole = dict.fromkeys(eit.part_codes, 2)
    without = {code: step for code, step in whole.items() if code != "e2"}
    on_paper(app, scene, Audience.SERVICE_USERS, *[whole] * 4, *[without] * 3, {"e2": 0, "e1.1": 1})
    close(app, scene)
    reader.open(f"{scene.page}/results")
    # e2 has four answers. Of the other items of indicator 6, e3 to e5 have seven and come before e1 with eight; e3 by its code.
    for number, score in (("1", None), ("2", "ไม่แสดง"), ("3", "ไม่แสดง"), ("4", "0.00"), ("5", "33.00")):
        row = reader.page.row(f"{number}.")
        assert score is None or row[4] == score, row
    assert "ข้อที่มีผู้ตอบไม่ถึง 5 คนไม่แสดงคะแนน" in reader.page.words


def test_results_of_the_staff_come_in_three_stages_while_the_round_is_open(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    for number in range(1, 11):
        stored(app, scene, Audience.STAFF, 3)
        reader.open(f"{scene.page}/results")
        row = reader.page.row("IIT")
        assert row[2] == f"{number}"
        assert (row[3] == "52.90") == (number == 10)
        assert (row[5] == "จะเริ่มแสดงผลเมื่อมีผู้ตอบ 5 คน") == (number < 5)
        if number == 5:
            assert row[5].startswith("จะแสดงคะแนนเมื่อมีผู้ตอบ 10 คน ดูระดับโดยประมาณก่อน")
            assert "ระดับ F" not in reader.page.words
            reader.send(f"{scene.page}/results/iit/levels", {}, status=302)
            reader.open(f"{scene.page}/results")
            row = reader.page.row("IIT")
        # 52.90 is at the level of E, 33.50 of F.
        assert (row[5] == "ระดับ E โดยประมาณ จะแสดงคะแนนเมื่อมีผู้ตอบ 10 คน") == (5 <= number < 10)
        assert ("ระดับ F โดยประมาณ" in reader.page.words) == (5 <= number < 10)
        assert ("คะแนนรายข้อของ IIT" in reader.page.words) == (number == 10)
        assert (reader.page.row("ตัวชี้วัดที่ 1 ")[1] == "33.50") == (number == 10)
    assert row[5].startswith("คิดจาก 5 ใน 10 คำตอบ")
    assert "ระหว่างเปิดรอบ ผลคิดจากคำตอบที่สุ่มเว้นไว้อย่างน้อย 5 ชุด" in reader.page.words


def test_a_running_result_stands_until_five_more_have_answered(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    stored(app, scene, Audience.SERVICE_USERS, *[3] * 10)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("EIT")[2:4] == ["10", "69.13"]
    # The best answers of four more change nothing but how many have answered.
    stored(app, scene, Audience.SERVICE_USERS, *[4] * 4)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("EIT")[2:4] == ["14", "69.13"]
    assert reader.page.row("EIT")[5].startswith("คิดจาก 5 ใน 14 คำตอบ")
    stored(app, scene, Audience.SERVICE_USERS, 4)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("EIT")[5].startswith("คิดจาก 10 ใน 15 คำตอบ")
    close(app, scene)
    reader.open(f"{scene.page}/results")
    # Yes to asking for money is worth 0, the best step of the others 100; ten threes (69.1333) and five fours: indicator 6
    # (100 x 4 + 0)/5 = 80, 7 and 8 are 100, so 280/3; (10 x 69.1333 + 5 x 93.3333)/15 = 77.2.
    assert reader.page.row("EIT")[2:4] == ["15", "77.20"]
    assert reader.page.row("EIT")[5].startswith("คิดจากทุกคำตอบ")
    assert "ระหว่างเปิดรอบ ผลคิดจาก" not in reader.page.words


@ON_ONE_DATABASE
def test_of_a_closed_round_that_few_have_answered_nothing_is_shown(app: Flask, reader: Reader) -> None:
    scene = closed(app, reader, staff=(3,) * 4, visitors=(3,))
    reader.open(f"{scene.page}/results")
    for name, number in (("IIT", "4"), ("EIT", "1")):
        assert reader.page.row(name)[2:] == [number, "–", "–", "มีผู้ตอบไม่ถึง 5 คน จึงไม่แสดงผล"]
    assert "52.90" not in reader.page.source
    assert "รายข้อของ" not in reader.page.words


@ON_ONE_DATABASE
def test_a_round_that_nobody_has_answered_has_no_score_and_says_so(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    for is_closed in (False, True):
        if is_closed:
            close(app, scene)
        reader.open(f"{scene.page}/results")
        assert reader.page.row("EIT")[2:] == ["0", "–", "–", "ยังไม่มีคำตอบ"]
        assert "ยังรวมคะแนนไม่ได้" in reader.page.words
        assert "ยังไม่มีคะแนนให้แสดง" in reader.page.words


def test_simulated_answers_are_marked_as_such(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    stored(app, scene, Audience.SERVICE_USERS, 3)
    reader.open(f"{scene.page}/results")
    assert "คำตอบจำลอง" not in reader.page.words
    stored(app, scene, Audience.SERVICE_USERS, 3, 3, channel=Channel.SIMULATED)
    reader.open(f"{scene.page}/results")
    assert "ในรอบนี้มีคำตอบจำลอง EIT 2 จาก 3 ชุด" in reader.page.words
    reader.open(scene.page)
    assert "คำตอบจำลอง 2 ชุด (ตัวอย่าง ไม่ใช่คำตอบจริง)" in reader.page.words


@ON_ONE_DATABASE
def test_a_total_that_prints_as_85_reaches_the_target_and_the_level(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    # Best answers give 100 to EIT and IIT: 60; 0.4 x 62.4875 = 24.995; the total is 84.995.
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        for audience in Audience:
            collection, instrument = collected(session, found, audience)
            best = {part.code: 1 + part.points.index(100) for part in instrument.parts}
            for _ in range(5):
                keyed = {"today": today(), "key": answers.new_key()}
                answers.add(session.connection(), collection, instrument, steps=best, channel=Channel.WEB, **keyed)
        enter_disclosure(session, found, level="indicators", figures={"9": 62.4875, "10": 62.4875})
    close(app, scene)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("คะแนนรวม")[3] == "85.00"
    assert reader.page.row("คะแนนรวม")[5] == "ระดับ A"
    assert "สูงกว่าเป้าหมาย 85.00 0.00" in reader.page.words
