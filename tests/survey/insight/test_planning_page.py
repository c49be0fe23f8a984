"""The planning page. Expected figures are worked out by hand: IIT 100, EIT 50, OIT 85, so 30 + 15 + 34 = 79."""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaires.loader import PACKAGED, load_all
from survey.sealing import new_identity
from tests.builders import Scene, a_scene
from tests.reader import Reader
from tests.survey.insight.arranged import a_round, rows, worst

YEAR = load_all(PACKAGED).assessment(2565)
IIT, EIT = YEAR.instruments
# Nothing here asks a database anything that the other pages do not.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    """An office whose administrator is signed in."""
    made = a_scene(app)
    reader.be("malee")
    return made


def planned(app: Flask, scene: Scene, **others: object) -> str:
    """A closed round with a total of 79, and the path of its planning page."""
    return a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 10, 10), **others) + "/plan"  # type: ignore[arg-type]


def test_the_weight_of_every_item_is_said_and_that_an_eit_item_counts_twice(app: Flask, reader: Reader, scene: Scene) -> None:
    reader.open(planned(app, scene))
    words = reader.page.words
    # 0.30 of the total over 30 items, and over 15.
    assert "ข้อของ IIT หนึ่งข้อ ได้เพิ่ม 10 คะแนน คะแนนรวมเพิ่ม 0.10 คะแนน" in words
    assert "ข้อของ EIT หนึ่งข้อ ได้เพิ่ม 10 คะแนน คะแนนรวมเพิ่ม 0.20 คะแนน" in words
    assert "ข้อของ EIT หนึ่งข้อจึงมีน้ำหนักเป็น 2 เท่าของข้อของ IIT หนึ่งข้อ" in words
    assert "ยังขาดจากเป้าหมาย 85.00 อยู่ 6.00" in words
    assert reader.page.row("ตัวชี้วัดที่ 1 ")[2] == "0.06"
    assert reader.page.row("EIT ข้อ 11")[2] == "0.02"
    assert reader.page.row("ตัวชี้วัดที่ 9 ")[1:] == ["80.00", "0.2"]
    assert reader.page.row("ตัวชี้วัดย่อย 9.3")[1:] == ["–", "0.04"]


@pytest.mark.parametrize(
    ("asked", "total", "change", "gap"),
    [
        # An EIT indicator is a third of 0.30, an item a fifth of that: 10 x 0.1 + 5 x 0.02.
        ({"indicators.8": "10", "e11": "5"}, "80.10", "+1.10", "ยังขาดจากเป้าหมาย 85.00 อยู่ 4.90"),
        # Half of 0.40 for 30 points less; Thai digits and a true minus sign.
        ({"indicators.9": "−๓๐"}, "73.00", "−6.00", "ยังขาดจากเป้าหมาย 85.00 อยู่ 12.00"),
        ({"indicators.6": "50", "indicators.7": "50"}, "89.00", "+10.00", "สูงกว่าเป้าหมาย 85.00 อยู่ 4.00"),
        ({"indicators.6": "50", "indicators.10": "5"}, "85.00", "+6.00", "เท่ากับเป้าหมาย 85.00 พอดี"),
        ({}, "79.00", "+0.00", "ยังขาดจากเป้าหมาย 85.00 อยู่ 6.00"),
    ],
)
def test_what_if_says_the_new_total_grade_and_gap(
    app: Flask, reader: Reader, scene: Scene, asked: dict[str, str], total: str, change: str, gap: str
) -> None:
    path = planned(app, scene)
    reader.open(path, query_string={"ask": "what-if", **{f"gain-{name}": points for name, points in asked.items()}})
    grade = "A" if float(total) >= 85 else "C" if float(total) < 75 else "B"
    assert f"คะแนนรวมจะเป็น {total} ระดับ {grade} ( {change} )" in reader.page.words.replace(f"({change})", f"( {change} )")
    assert gap in reader.page.words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicators.1": "1"}, "คะแนนของตัวชี้วัดที่ 1 เมื่อรวมทุกช่องแล้วจะไม่อยู่ในช่วง 0 ถึง 100"),
        ({"indicators.8": "45", "e11": "30"}, "คะแนนของตัวชี้วัดที่ 8 เมื่อรวมทุกช่องแล้วจะไม่อยู่ในช่วง 0 ถึง 100"),
        ({"e11": "60"}, "คะแนนของEIT ข้อ 11 จะไม่อยู่ในช่วง 0 ถึง 100"),
        ({"e11": "มาก"}, "กรุณากรอกเป็นตัวเลข เช่น 84.60"),
        ({"e11": "200"}, "กรุณากรอกตัวเลขตั้งแต่ -100 ถึง 100"),
    ],
)
def test_gains_that_cannot_be_are_refused_in_words(
    app: Flask, reader: Reader, scene: Scene, asked: dict[str, str], said: str
) -> None:
    reader.open(
        planned(app, scene),
        query_string={"ask": "what-if", **{f"gain-{name}": points for name, points in asked.items()}},
        status=422,
    )
    assert said in reader.page.words


def the_way(app: Flask, reader: Reader, scene: Scene, status: int = 200, **asked: str) -> list[list[str]]:
    """Ask for the way with fields whose dots and dashes are written as underscores; return the rows of the plan."""
    fields = {name.replace("__", ".").replace("_", "-"): value for name, value in asked.items()}
    reader.open(
        planned(app, scene), query_string={"ask": "path", "aim": "target", "objective": "cheapest", **fields}, status=status
    )
    return [row for row in reader.page.rows if len(row) == 5 and row[0] != "เรื่อง"]


def test_the_cheapest_way_takes_first_what_costs_least_for_a_point_of_the_total(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    # A point of the total costs 10 by indicator 8 (1 / 0.1) and 15 by indicator 9 (3 / 0.2). 84.995 prints 85.00: 5 come from
    # indicator 8, and 0.995 / 0.2 = 4.975 points of indicator 9 are left.
    plan = the_way(app, reader, scene, room_indicators__8="50", room_indicators__9="20", effort_indicators__9="3")
    assert plan == [
        ["ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน", "+50.00", "50.00 เป็น 100.00", "50", "+5.00"],
        ["ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", "+4.98", "80.00 เป็น 84.98", "14.93", "+1.00"],
    ]
    assert "ทำ 2 เรื่องต่อไปนี้ แล้วจะถึงเป้าหมาย 85.00" in reader.page.words
    assert "คะแนนรวมจาก 79.00 ระดับ B เป็น 85.00 ระดับ A" in reader.page.words
    assert "แรงที่ใช้รวม 64.93 หน่วย" in reader.page.words
    # What could be done stands beneath.
    assert "ทำอะไรได้บ้างกับตัวชี้วัดที่ 8" in reader.page.words
    assert "ท่านบอก เราปรับ" in reader.page.words


def test_the_fewest_changes_may_cost_more(app: Flask, reader: Reader, scene: Scene) -> None:
    # 5.995 are needed. Cheapest: five items with 50 points each (0.02 a point, 50 effort for a point of the total) give 5 for
    # 250, and 9.95 points of an indicator (0.1 a point, 90 for a point of the total) the rest for 89.55. Fewest: an indicator
    # and one item; the item is cheaper, so it gives all of its 1 for 50, and the indicator 4.995 for 49.95 x 9 = 449.55.
    rooms = {f"room_{name}": "50" for name in ("e1", "e2", "e3", "e4", "e5", "indicators__7", "indicators__8")}
    efforts = {"effort_indicators__7": "9", "effort_indicators__8": "9"}
    cheapest = the_way(app, reader, scene, **rooms, **efforts)
    assert len(cheapest) == 6
    assert "แรงที่ใช้รวม 339.55 หน่วย" in reader.page.words
    fewest = the_way(app, reader, scene, objective="fewest", **rooms, **efforts)
    assert [row[1:2] + row[3:] for row in fewest] == [["+50.00", "50", "+1.00"], ["+49.95", "449.55", "+5.00"]]
    assert "แรงที่ใช้รวม 499.55 หน่วย" in reader.page.words


def test_it_says_when_the_target_cannot_be_reached_and_what_is_the_most(app: Flask, reader: Reader, scene: Scene) -> None:
    plan = the_way(app, reader, scene, room_indicators__8="10")
    assert plan == [["ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน", "+10.00", "50.00 เป็น 60.00", "10", "+1.00"]]
    assert "ยังไปไม่ถึงเป้าหมาย 85.00 ด้วยที่กรอกไว้" in reader.page.words
    assert "คะแนนรวมจาก 79.00 ระดับ B จะเป็นได้มากที่สุด 80.00 ระดับ B" in reader.page.words
    assert "ยังขาดอีก 5.00 คะแนน" in reader.page.words


def test_the_next_grade_and_a_margin_for_sureness_can_be_asked_for(app: Flask, reader: Reader, scene: Scene) -> None:
    the_way(app, reader, scene, aim="grade", room_indicators__8="50", room_indicators__9="20")
    assert "แล้วจะถึงระดับ A" in reader.page.words
    assert "เป็นประมาณ 50 %" in reader.page.words
    the_way(app, reader, scene, sureness="0.9", room_indicators__8="50", room_indicators__9="20", room_indicators__6="50")
    assert "เป็นประมาณ 90 %" in reader.page.words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "กรุณากรอกอย่างน้อยหนึ่งช่อง"),
        ({"room_indicators__8": "10", "room_e11": "10"}, "ตัวชี้วัดใดกรอกแล้ว กรุณาเว้นข้อของตัวชี้วัดนั้นไว้"),
        ({"room_indicators__8": "60"}, "ตัวชี้วัดที่ 8 เพิ่มได้ไม่เกิน 50.00 คะแนน"),
        ({"room_indicators__8": "-1"}, "กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100"),
        ({"room_indicators__8": "1", "objective": "nothing"}, "กรุณาเลือกจากตัวเลือกที่มีให้"),
    ],
)
def test_rooms_that_cannot_be_used_are_refused_in_words(
    app: Flask, reader: Reader, scene: Scene, asked: dict[str, str], said: str
) -> None:
    the_way(app, reader, scene, 422, **asked)
    assert said in reader.page.words


def test_an_office_below_its_total_is_told_what_is_missing(app: Flask, reader: Reader, scene: Scene) -> None:
    path = a_round(app, scene, staff=rows(IIT, 6), is_closed=False, disclosed=None)
    reader.open(f"{path}/plan")
    words = reader.page.words
    assert "ยังวางแผนเป็นตัวเลขไม่ได้ เพราะยังไม่มีคะแนนรวม" in words
    assert "IIT จะมีคะแนนเมื่อมีผู้ตอบ 10 คน หรือเมื่อปิดรอบ" in words
    assert "EIT ยังไม่มีผลที่แสดงได้" in words
    assert "ยังไม่ได้กรอกคะแนน OIT" in words
    assert "คะแนนรวมจะเป็น" not in words
    reader.open(f"{path}/results")
    reader.send(f"{path}/results/iit/levels", {}, status=302)
    reader.open(f"{path}/plan")
    assert "IIT มีผู้ตอบยังไม่ถึง 10 คน จึงบอกได้เพียงว่าอยู่ราวระดับ AA" in reader.page.words


def test_a_sealed_round_says_that_its_figures_are_not_known_yet(app: Flask, reader: Reader, scene: Scene) -> None:
    path = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 12), seal_to=(new_identity()[1],))
    reader.open(f"{path}/plan")
    assert "IIT ปิดผนึกอยู่ ผลจะรู้เมื่อปิดรอบและผู้ถือกุญแจส่งผลกลับมา" in reader.page.words


def sample_of(reader: Reader, name: str) -> list[str]:
    """The row of an instrument in the last table of the page."""
    return next(row for row in reversed(reader.page.rows) if row[:1] == [name])


def test_samples_are_held_against_the_minimum_and_the_pace_so_far(app: Flask, reader: Reader, scene: Scene) -> None:
    # 10 % of 420 is 42; of 45 people at least 30. Half of the time has gone: day 10 of 20, 12 of 45 have answered, so of the
    # other 33 as large a share is to be expected: 33 x 12 / 45 = 8.8, and 20.8 in all (the share being uncertain, nearly that).
    path = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 42), days_ago=9, days=19, is_closed=False)
    reader.open(f"{path}/plan")
    iit = sample_of(reader, "IIT")
    assert iit[1:4] == ["12", "30", "18"]
    assert iit[6].startswith("ประมาณ 21 ชุด (")
    assert sample_of(reader, "EIT")[1:4] == ["42", "42", "0"]


def test_how_many_more_must_answer_follows_the_closeness_asked_for(app: Flask, reader: Reader, scene: Scene) -> None:
    path = planned(app, scene)
    needed = []
    for within in ("20", "5", "1"):
        reader.open(path, query_string={"within": within})
        needed.append(sample_of(reader, "EIT")[5])
    # Half at 0 and half at 100: a standard error of 10.96 of 20, so within 20 points hardly, within 1 nearly everybody.
    numbers = [int(words.removeprefix("อีก ").removesuffix(" ชุด").replace(",", "")) for words in needed]
    assert 0 < numbers[0] < 10 < 100 < numbers[1] < numbers[2] <= 400
    reader.open(path, query_string={"within": "0"}, status=422)
    assert "กรุณากรอกตัวเลขตั้งแต่ 0.1 ถึง 50" in reader.page.words


def test_an_item_too_few_answered_is_not_shown_beside_its_indicator(app: Flask, reader: Reader, scene: Scene) -> None:
    given = [list(row) for row in rows(EIT, 20)]
    last = EIT.part_codes.index("e15")
    for row in given[3:]:
        row[last] = 0
    given[0][last] = worst(EIT.parts[last])
    path = a_round(app, scene, staff=rows(IIT, 12), users=given)
    reader.open(f"{path}/plan")
    assert reader.page.row("EIT ข้อ 15")[1] == "–"
    assert reader.page.row("EIT ข้อ 10")[1].startswith("100.00")
