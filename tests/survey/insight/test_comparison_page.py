"""The comparison page. Scores are 100 or 0 a respondent, so everything can be worked out by counting."""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaires.loader import PACKAGED, load_all
from survey.models import OfficialResult, ProfileTally
from survey.sealing import new_identity
from tests.builders import Scene, a_scene, arranging
from tests.reader import Reader
from tests.survey.insight.arranged import a_round, rows, visitors_of

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IIT, EIT = load_all(PACKAGED).assessment(2565).instruments


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    """An office whose administrator is signed in."""
    made = a_scene(app)
    reader.be("malee")
    return made


def row(reader: Reader, name: str, cells: int) -> list[str]:
    """The first row of that many cells whose first begins with a name."""
    return next(one for one in reader.page.rows if len(one) == cells and one[0].startswith(name))


def test_two_closed_rounds_are_compared_the_earlier_one_first(app: Flask, reader: Reader, scene: Scene) -> None:
    # 5 of 20 answer best, so 25; then all of 20, so 100. That the 15 others are all in one of the halves by chance has the
    # probability 2 x C(20, 15) / C(40, 15) = 0.0000008.
    first = a_round(app, scene, title="ครั้งแรก", staff=rows(IIT, 6), users=rows(EIT, 5, 15), days_ago=60, days=20)
    second = a_round(app, scene, title="ครั้งหลัง", staff=rows(IIT, 6), users=rows(EIT, 20))
    reader.open(f"{second}/compare")
    found = row(reader, "EIT ", 7)
    assert found[1:3] == ["25.00", "100.00"]
    assert found[3].startswith("+75.00 +")
    assert found[4:] == ["มาก", "น้อยกว่า 0.001", "ต่างกันจริง"]
    assert row(reader, "ตัวชี้วัดที่ 7 ", 7)[-1] == "ต่างกันจริง"
    # All alike in both: nothing can be told, which is said not to mean that there is no difference.
    assert row(reader, "IIT ", 7)[1:4] == ["100.00", "100.00", "+0.00"]
    assert row(reader, "IIT ", 7)[-1] == "ยังบอกไม่ได้"
    assert "ยังบอกไม่ได้ ไม่ได้แปลว่าไม่ต่าง" in reader.page.words
    # Seen from the earlier round it is the same comparison.
    reader.open(f"{first}/compare")
    assert row(reader, "EIT ", 7) == found


@ON_ONE_DATABASE
def test_few_answers_do_not_tell_and_fewer_than_five_are_not_compared(app: Flask, reader: Reader, scene: Scene) -> None:
    # 16 of 20 against 20 of 20: 2 x C(20, 4) / C(40, 4) = 9,690 / 91,390 = 0.106.
    a_round(app, scene, title="ครั้งแรก", staff=rows(IIT, 4), users=rows(EIT, 16, 4), days_ago=60, days=20)
    second = a_round(app, scene, staff=rows(IIT, 6), users=rows(EIT, 20))
    reader.open(f"{second}/compare")
    assert row(reader, "EIT ", 7)[5:] == ["0.106", "ยังบอกไม่ได้"]
    assert "รอบ “ครั้งแรก” มีผู้ตอบไม่ถึง 5 คน" in reader.page.words


@ON_ONE_DATABASE
def test_a_running_round_is_not_compared_with_another_nor_divided_and_says_why(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    a_round(app, scene, staff=rows(IIT, 6), users=rows(EIT, 6), days_ago=60, days=20)
    running = a_round(app, scene, staff=rows(IIT, 12), users=rows(EIT, 12), is_closed=False)
    reader.open(f"{running}/compare")
    assert "รอบนี้ยังไม่ปิด จึงยังไม่เทียบกับรอบอื่น" in reader.page.words
    assert "รอบนี้ยังไม่ปิด จึงยังไม่แยกกลุ่ม" in reader.page.words
    assert "choose-with" not in reader.page.ids
    assert "choose-by" not in reader.page.ids


def published(app: Flask, scene: Scene, **figures: object) -> None:
    with arranging(app) as session:
        session.add(OfficialResult(office_id=scene.office.id, fiscal_year=2565, figures=figures))


def test_a_closed_round_is_tested_against_the_official_result(app: Flask, reader: Reader, scene: Scene) -> None:
    published(app, scene, indicators={"6": 50.0, "7": 95.0}, instruments={"eit": 99.0})
    path = a_round(app, scene, staff=rows(IIT, 6), users=rows(EIT, 10, 10))
    reader.open(f"{path}/compare")
    assert row(reader, "EIT ", 7)[1:3] == ["99.00", "50.00"]
    assert row(reader, "EIT ", 7)[-1] == "ต่างกันจริง"
    assert row(reader, "ตัวชี้วัดที่ 6 ", 7)[3].startswith("+0.00 ")
    assert row(reader, "ตัวชี้วัดที่ 6 ", 7)[-1] == "ยังบอกไม่ได้"
    assert row(reader, "ตัวชี้วัดที่ 7 ", 7)[3].startswith("−45.00 ")
    assert "ไม่มีตัวเลขของแบบวัดนี้ในผลทางการที่บันทึกไว้" in reader.page.words


@ON_ONE_DATABASE
def test_a_running_round_is_set_beside_the_official_result_without_a_verdict(app: Flask, reader: Reader, scene: Scene) -> None:
    published(app, scene, indicators={"6": 90.0})
    path = a_round(app, scene, staff=[], users=rows(EIT, 12), is_closed=False)
    reader.open(f"{path}/compare")
    assert row(reader, "ตัวชี้วัดที่ 6 ", 4)[1:3] == ["90.00", "100.00"]
    assert row(reader, "ตัวชี้วัดที่ 6 ", 4)[3].startswith("+10.00")
    assert "การทดสอบว่าต่างกันจริงหรือไม่ทำเมื่อปิดรอบ" in reader.page.words


def test_groups_of_service_users_stand_side_by_side_and_small_ones_are_hidden(app: Flask, reader: Reader, scene: Scene) -> None:
    # Two businesses are hidden, and with them the smallest other group, which would give them away: the six who said nothing.
    # All of 8 against none of 9: 2 / C(17, 8) = 0.00008.
    path = visitors_of(app, scene, [("person", 8, 0), ("agency", 0, 9), ("business", 2, 0), (None, 3, 3)])
    reader.open(f"{path}/compare", query_string={"by": "eit-kind"})
    assert row(reader, "ประชาชนทั่วไป", 6) == ["ประชาชนทั่วไป", "8", "100.00", "100.00", "100.00", "100.00"]
    assert row(reader, "หน่วยงานของรัฐ", 6)[1:] == ["9", "0.00", "0.00", "0.00", "0.00"]
    for hidden in ("ห้างร้านหรือบริษัท", "ไม่ระบุ"):
        assert row(reader, hidden, 6)[1:] == ["ไม่แสดง", "–", "–", "–", "–"]
    assert row(reader, "EIT ", 3)[1:] == ["น้อยกว่า 0.001", "ต่างกันจริง"]
    pair = row(reader, "EIT: หน่วยงานของรัฐ เทียบกับ ประชาชนทั่วไป", 7)
    assert pair[1:3] == ["100.00", "0.00"]
    assert pair[3].startswith("−100.00")


def test_profiles_are_counted_with_small_counts_together(app: Flask, reader: Reader, scene: Scene) -> None:
    path = visitors_of(app, scene, [("person", 8, 0), ("agency", 0, 9), ("business", 2, 0), (None, 3, 3)])
    reader.open(f"{path}/compare")
    counted = {one[0]: one[1] for one in reader.page.rows if len(one) == 2}
    assert counted["ประชาชนทั่วไป"] == "8"
    assert counted["คำตอบอื่นที่มีน้อย รวมกัน"] == "8"
    assert "ห้างร้านหรือบริษัท" not in counted


def test_the_staff_are_only_counted_and_only_once_their_round_is_closed(app: Flask, reader: Reader, scene: Scene) -> None:
    def tally(path: str) -> None:
        with arranging(app) as session:
            for answer, number in (("male", 7), ("female", 12)):
                place = {"office_id": scene.office.id, "round_id": path.rpartition("/")[2]}
                session.add(ProfileTally(**place, question="sex", answer=answer, number=number))

    closed = a_round(app, scene, staff=rows(IIT, 20))
    running = a_round(app, scene, staff=rows(IIT, 20), is_closed=False)
    tally(closed)
    tally(running)
    reader.open(f"{closed}/compare")
    # One of 20 said nothing: that one and the smaller of the two others are told together.
    counted = {one[0]: one[1] for one in reader.page.rows if len(one) == 2}
    assert counted == {"เพศ": "คน", "หญิง": "12", "คำตอบอื่นที่มีน้อย รวมกัน": "8"}
    assert "คำตอบของบุคลากรไม่ได้เก็บไว้คู่กับข้อมูลผู้ตอบ" in reader.page.words
    assert not [value for value in reader.page.source.split('"') if value.startswith("iit-")]
    reader.open(f"{running}/compare")
    assert "หญิง" not in reader.page.words


@ON_ONE_DATABASE
def test_when_nobody_said_who_they_are_or_one_group_is_left_it_is_said(app: Flask, reader: Reader, scene: Scene) -> None:
    path = visitors_of(app, scene, [(None, 6, 6)])
    reader.open(f"{path}/compare", query_string={"by": "eit-kind"})
    assert "ไม่มีใครตอบคำถาม “ท่านมาติดต่อในฐานะ” ในรอบนี้" in reader.page.words
    reader.open(f"{path}/compare", query_string={"by": "eit-channel"})
    assert "มีกลุ่มที่แสดงได้ไม่ถึงสองกลุ่ม" in reader.page.words


def test_sealed_answers_are_not_compared_here(app: Flask, reader: Reader, scene: Scene) -> None:
    a_round(app, scene, staff=rows(IIT, 6), days_ago=60, days=20)
    path = a_round(app, scene, title="ปิดผนึก", staff=rows(IIT, 6), seal_to=(new_identity()[1],))
    reader.open(f"{path}/compare")
    assert "คำตอบของรอบ “ปิดผนึก” ปิดผนึกอยู่" in reader.page.words


@ON_ONE_DATABASE
@pytest.mark.parametrize("asked", [{"with": "another"}, {"year": "2564"}, {"by": "iit-sex"}, {"by": "eit-nothing"}])
def test_what_cannot_be_chosen_is_not_found(app: Flask, reader: Reader, scene: Scene, asked: dict[str, str]) -> None:
    path = a_round(app, scene, staff=rows(IIT, 6), users=rows(EIT, 6))
    reader.open(f"{path}/compare", query_string=asked, status=404)


def test_a_round_of_another_office_cannot_be_chosen(app: Flask, reader: Reader, scene: Scene) -> None:
    theirs = a_round(app, a_scene(app, office="เทศบาลของเขา"), staff=rows(IIT, 6), title="รอบของเขา")
    path = a_round(app, scene, staff=rows(IIT, 6))
    reader.be("malee", scene.office.id)
    reader.open(f"{path}/compare", query_string={"with": theirs.rpartition("/")[2]}, status=404)
    reader.open(f"{path}/compare")
    assert "รอบของเขา" not in reader.page.words
