"""The pages of wording: download, upload, both side by side, lay, take off; nothing is stored before it has been confirmed."""

from __future__ import annotations

import io
import json

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from questionnaires.model import Audience
from survey.models import RoundState, WordingOverlay
from tests.builders import a_scene, how_many, looking
from tests.reader import Reader
from tests.survey.wording.packages import spreadsheet

EIT_IN_THAI = "/office/wording/2565/eit/th"
EIT_IN_ENGLISH = "/office/wording/2565/eit/en"
FILE = 'e1: "ถ้อยคำทางการข้อหนึ่ง"\ntitle: "แบบวัดทางการ"\n'.encode()


def stored(app: Flask) -> dict[str, dict[str, str]]:
    with looking(app) as session:
        rows = session.scalars(select(WordingOverlay))
        return {f"{row.office_id} {row.instrument} {row.language}": row.texts for row in rows}


def lay(reader: Reader, path: str, content: bytes) -> None:
    reader.open(path)
    reader.upload(path, content, status=200)
    reader.send(f"{path}/lay", {"texts": reader.page.fields["texts"]})


def test_every_instrument_and_language_is_listed_with_whose_wording_is_shown(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/wording/")
    assert [row[:3] for row in reader.page.rows if row[0].endswith("2565")] == [
        ["IIT ปี 2565", "ไทย", "ของระบบ"],
        ["IIT ปี 2565", "English", "ของระบบ"],
        ["EIT ปี 2565", "ไทย", "ของระบบ"],
        ["EIT ปี 2565", "English", "ของระบบ"],
    ]
    # The fictional year of the tests has not been translated.
    assert "ยังเป็นภาษาไทย" in " ".join(reader.page.row("EIT ปี 2599") + reader.page.rows[2])
    lay(reader, EIT_IN_THAI, FILE)
    reader.open("/office/wording/")
    assert ["EIT ปี 2565", "ไทย", "ของหน่วยงาน 2 ข้อความ ที่เหลือของระบบ"] in [row[:3] for row in reader.page.rows]
    assert EIT_IN_THAI in reader.page.links


def test_a_file_is_shown_beside_the_systems_wording_before_anything_changes(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(EIT_IN_THAI)
    reader.upload(EIT_IN_THAI, FILE, status=200)
    assert reader.page.rows[1:] == [
        ["title", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก", "แบบวัดทางการ"],
        ["e1", "เจ้าหน้าที่ที่ท่านติดต่อ ทำงานหรือให้บริการท่านในลักษณะต่อไปนี้มากน้อยเพียงใด", "ถ้อยคำทางการข้อหนึ่ง"],
    ]
    assert "มีรอบที่เปิดรับคำตอบแบบวัดนี้อยู่" in reader.page.words
    assert stored(app) == {}
    reader.send(f"{EIT_IN_THAI}/lay", {"texts": reader.page.fields["texts"]})
    assert stored(app) == {f"{scene.office.id} 2565/eit th": {"e1": "ถ้อยคำทางการข้อหนึ่ง", "title": "แบบวัดทางการ"}}
    reader.open(EIT_IN_THAI)
    assert reader.page.row("e1")[2] == "ถ้อยคำทางการข้อหนึ่ง"
    Reader(app).open(scene.eit)


def test_a_spreadsheet_does_the_same_and_in_any_language(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.DRAFT)
    reader.be("malee")
    reader.open(EIT_IN_ENGLISH)
    reader.upload(EIT_IN_ENGLISH, spreadsheet(("e2", "", "Official two")), status=200)
    assert reader.page.row("e2")[1] == "To what extent did the staff you dealt with treat you like any other visitor?"
    assert "มีรอบที่เปิดรับคำตอบแบบวัดนี้อยู่" not in reader.page.words
    reader.send(f"{EIT_IN_ENGLISH}/lay", {"texts": reader.page.fields["texts"]})
    assert stored(app) == {f"{scene.office.id} 2565/eit en": {"e2": "Official two"}}


def test_a_later_file_takes_the_place_of_an_earlier_one_and_says_what_it_gives_up(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    lay(reader, EIT_IN_THAI, FILE)
    reader.open(EIT_IN_THAI)
    reader.upload(EIT_IN_THAI, 'e1: "ฉบับแก้"\n'.encode(), status=200)
    assert reader.page.row("e1")[2] == "ฉบับแก้"
    assert "ถ้อยคำที่จะกลับไปใช้ของระบบ" in reader.page.words
    assert reader.page.row("title")[2] == "แบบวัดทางการ"
    reader.send(f"{EIT_IN_THAI}/lay", {"texts": reader.page.fields["texts"]})
    assert list(stored(app).values()) == [{"e1": "ฉบับแก้"}]


def test_what_is_laid_can_be_taken_off(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    lay(reader, EIT_IN_THAI, FILE)
    lay(reader, EIT_IN_ENGLISH, b'e1: "One"\n')
    reader.open(EIT_IN_THAI)
    reader.send(f"{EIT_IN_THAI}/take-off", {})
    assert list(stored(app)) == [f"{scene.office.id} 2565/eit en"]
    reader.open(EIT_IN_THAI)
    assert "ใช้ถ้อยคำของระบบทุกข้อ" in reader.page.words
    reader.send(f"{EIT_IN_THAI}/take-off", {})


def test_a_file_with_any_problem_changes_nothing_and_every_problem_is_listed(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    lay(reader, EIT_IN_THAI, FILE)
    before = stored(app)
    reader.open(EIT_IN_THAI)
    reader.upload(EIT_IN_THAI, b'e2: "ok"\ne99: "x"\nscale.level4.1: "y"\ne3: "<b>"\n', status=422)
    assert "กรุณาแก้ไขไฟล์ 3 จุด" in reader.page.words
    for told in ("e99 (บรรทัด 2): ไม่มีรหัส e99", "scale.level4.1 (บรรทัด 3): คำของระดับ", "e3 (บรรทัด 4): มีรหัส HTML"):
        assert told in reader.page.words
    reader.upload(EIT_IN_THAI, spreadsheet(("e9", "", 7)), status=422)
    assert "แถวที่ 2 (e9)" in reader.page.words
    reader.upload(EIT_IN_THAI, b"", status=422)
    reader.send(EIT_IN_THAI, {}, status=422)
    assert "กรุณาเลือกไฟล์ก่อนกดตรวจ" in reader.page.words
    reader.upload(EIT_IN_THAI, b"x" * 300_000, status=413)
    assert stored(app) == before


@pytest.mark.parametrize(
    "texts",
    ["", "null", "[]", "{}", "nonsense", '"e1"', '{"e1": 7}', '{"e1": ""}', '{"e99": "x"}', '{"scale.level4.1": "x"}',
     '{"profile.sex": "x"}', '{"e1": "<script>"}', '{"e1": "same", "e2": "same"}', "[" * 50_000],
)  # fmt: skip
def test_what_no_preview_of_ours_sent_is_not_laid(texts: str, app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open(EIT_IN_THAI)
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    reader.send(f"{EIT_IN_THAI}/lay", {**token, "texts": texts}, status=400)
    assert stored(app) == {}


def test_the_files_to_begin_with_hold_what_is_shown_now(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    lay(reader, EIT_IN_THAI, FILE)
    answered = reader.open(f"{EIT_IN_THAI}.yaml")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="2565-eit-th.yaml"'
    lines = answered.get_data(as_text=True).splitlines()
    assert 'e1: "ถ้อยคำทางการข้อหนึ่ง"' in lines
    assert 'e1.1: "ทำตามขั้นตอนที่กำหนดไว้"' in lines
    assert not [line for line in lines if line.startswith(("scale.", "profile."))]
    sheet = load_workbook(io.BytesIO(reader.open(f"{EIT_IN_THAI}.xlsx").get_data())).worksheets[0]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True)}
    assert rows["รหัส"] == ("ถ้อยคำในขณะนี้", "ถ้อยคำที่จะใช้")
    assert rows["e1"] == ("ถ้อยคำทางการข้อหนึ่ง", "ถ้อยคำทางการข้อหนึ่ง")
    assert rows["e2"][1] is None
    # Sent back as they are, they lay what lies there already.
    for ending in ("yaml", "xlsx"):
        content = reader.open(f"{EIT_IN_THAI}.{ending}").get_data()
        reader.open(EIT_IN_THAI)
        reader.upload(EIT_IN_THAI, content, status=200)
        assert json.loads(reader.page.fields["texts"]) == {"e1": "ถ้อยคำทางการข้อหนึ่ง", "title": "แบบวัดทางการ"}


def test_what_there_is_not_is_not_found(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    for path in ("2564/eit/th", "2565/oit/th", "2565/eit/xx", "2565/eit/th.csv", "2565/eit"):
        reader.open(f"/office/wording/{path}", status=404)


def test_an_office_lays_its_wording_over_nobody_elses(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    reader.be("malee", here.office.id)
    lay(reader, EIT_IN_THAI, FILE)
    stranger = Reader(app)
    stranger.be("malee", there.office.id)
    stranger.open(EIT_IN_THAI)
    assert "ใช้ถ้อยคำของระบบทุกข้อ" in stranger.page.words
    stranger.open(there.eit)
    assert "แบบวัดทางการ" not in stranger.page.words
    assert how_many(app, there, Audience.SERVICE_USERS) == 0
