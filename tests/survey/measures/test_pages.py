"""The pages of measures: what they answer and cost, how far they have come, the next year, and what everybody reads."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from survey.measures.operations import link_cases, tell_progress
from survey.models import Case, Measure, Visibility
from tests.builders import a_scene, arranging, looking
from tests.reader import Reader
from tests.survey.cases.arranged import MALEE, a_published, a_receipt
from tests.survey.measures.arranged import a_measure, a_proof

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TABLE = "/office/measures/2565"


def test_a_measure_says_what_it_costs_when_it_runs_and_which_suggestions_it_answers(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        number = a_published(session, scene.office).number
    reader.be("malee")
    reader.open(f"{TABLE}/new")
    in_thai = number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    fields = {"title": "ก", "indicator": "", "item": "e12", "cases": in_thai, "budget": "๑๒,๕๐๐"}
    reader.send(f"{TABLE}/new", {**fields, "starts_on": "1/1/2565", "ends_on": "31/3/2565"})
    with looking(app) as session:
        kept = session.scalars(select(Measure)).one()
    assert (kept.indicator, kept.item, kept.budget) == (8, "e12", 12_500)
    assert (kept.starts_on, kept.ends_on) == (date(2022, 1, 1), date(2022, 3, 31))
    reader.open(TABLE)
    for words in ("12,500 บาท", "1 มกราคม 2565 ถึง 31 มีนาคม 2565", f"{number} ไฟถนน", "ข้อ 12"):
        assert words in reader.page.words
    # It is over and nothing proves it.
    assert "สิ้นสุดแล้ว ยังไม่มีหลักฐาน" in reader.page.words
    with arranging(app) as session:
        a_proof(session, session.scalars(select(Measure)).one())
    reader.open(TABLE)
    assert "สิ้นสุดแล้ว ยังไม่มีหลักฐาน" not in reader.page.words


@ON_ONE_DATABASE
def test_what_does_not_fit_together_is_refused(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open(f"{TABLE}/new")
    for wrong, message in (
        ({"indicator": "5", "item": "e12"}, "ข้อนี้อยู่ในตัวชี้วัดที่ 8 กรุณาเลือกให้ตรงกัน"),
        ({"cases": "2570-0099"}, "ไม่พบเรื่องเลขที่ 2570-0099"),
        ({"cases": "เรื่องไฟ"}, "กรุณากรอกเลขที่เรื่อง"),
        ({"starts_on": "2/1/2565", "ends_on": "1/1/2565"}, "วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม"),
        ({"budget": "-1"}, "กรุณากรอกตัวเลขตั้งแต่ 0"),
    ):
        reader.send(f"{TABLE}/new", {"title": "ก", "indicator": "", "item": "", **wrong}, status=422)
        assert message in reader.page.words
    with looking(app) as session:
        assert session.scalars(select(Measure)).all() == []


def test_a_form_that_somebody_else_has_overtaken_is_not_stored_over_theirs(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        measure = a_measure(session, scene.office)
    reader.be("malee")
    path = f"{TABLE}/{measure.id}"
    reader.open(path)
    mine = {"title": "ของฉัน", "indicator": "", "item": "", "seen": reader.page.fields["seen"]}
    with arranging(app) as session:
        tell_progress(session, session.scalars(select(Measure)).one(), 1, "ก", actor=MALEE)
    reader.send(path, mine, status=409)
    assert "มีเจ้าหน้าที่อีกท่านแก้ไขมาตรการนี้" in reader.page.words
    reader.send(path, {**mine, "seen": reader.page.fields["seen"]})
    with looking(app) as session:
        assert session.scalars(select(Measure.title)).one() == "ของฉัน"


def test_progress_is_told_by_quarter(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        measure = a_measure(session, scene.office)
    reader.be("malee")
    page = f"{TABLE}/{measure.id}"
    reader.open(f"{page}/work")
    reader.send(f"{page}/progress", {"quarter": "2", "text": " สำรวจแล้ว \r\n ตัดได้สองขั้นตอน"})
    reader.open(f"{page}/work")
    assert "บันทึกความก้าวหน้าไตรมาส 2" in reader.page.words
    assert "มาลี ใจดี" in reader.page.words
    reader.send(f"{page}/progress", {"quarter": "5", "text": "ก"}, status=422)
    reader.send(f"{page}/progress", {"quarter": "1", "text": "ก" * 4_001}, status=422)
    reader.open(TABLE)
    assert "ความก้าวหน้า 1 ไตรมาส · หลักฐาน 0 ไฟล์" in reader.page.words


def test_a_measure_goes_on_in_the_next_year_once(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        facts = {"responsible": "กองคลัง", "period": "ม.ค. 65", "result": "เสร็จ", "budget": 500, "ends_on": date(2022, 3, 31)}
        measure = a_measure(session, scene.office, indicator=8, item="e12", **facts)
        link_cases(session, measure, [a_published(session, scene.office)], actor=MALEE)
        tell_progress(session, measure, 1, "ก", actor=MALEE)
    reader.be("malee")
    page = f"{TABLE}/{measure.id}"
    reader.open(f"{page}/work")
    reader.send(f"{page}/carry", {})
    with looking(app) as session:
        (made,) = session.scalars(select(Measure).where(Measure.fiscal_year == 2566))
        assert (made.carried_from, made.indicator, made.item, made.budget) == (measure.id, 8, "e12", 500)
        assert (made.responsible, made.period, made.result, made.ends_on) == ("กองคลัง", "", "", None)
    reader.open(f"{page}/work")
    assert f"/office/measures/2566/{made.id}/work" in reader.page.links
    reader.send(f"{page}/carry", {}, status=409)
    reader.open(f"/office/measures/2566/{made.id}/work")
    assert "ยกมาจากปี 2565" in reader.page.words
    reader.open("/office/measures/2566")
    assert "ไฟถนน" in reader.page.words


def test_a_measure_that_was_removed_keeps_its_history_and_is_nowhere_else(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        measure = a_measure(session, scene.office, "เลิกทำ")
        file = a_proof(session, measure)
        a_measure(session, scene.office, "ทำต่อ")
    reader.be("malee")
    reader.open(f"{TABLE}/{measure.id}")
    reader.send(f"{TABLE}/{measure.id}/remove", {})
    reader.open(f"{TABLE}/{measure.id}", status=404)
    reader.open(f"{TABLE}/{measure.id}/work")
    assert "มาตรการนี้ถูกลบแล้ว" in reader.page.words
    assert "ลบมาตรการ" in reader.page.words
    public = f"/measures/{scene.office.id}"
    reader.open(f"{public}/2565")
    assert "ทำต่อ" in reader.page.words
    assert "เลิกทำ" not in reader.page.source
    assert reader.client.get(f"{public}/files/{file.id}").status_code == 404


def test_everybody_reads_measures_with_position_and_division_and_without_names(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    public = f"/measures/{scene.office.id}"
    reader.open(f"{public}/2565", status=404)
    reader.open("/")
    assert f"{public}/2565" not in reader.page.links
    with arranging(app) as session:
        measure = a_measure(session, scene.office, budget=500)
        measure.called_by = {"round": scene.round.id, "score": 41.5}
        shown, hidden = a_published(session, scene.office), a_receipt(session, scene.office, subject="ยังไม่มีใครอ่าน").case
        link_cases(session, measure, [shown, hidden], actor=MALEE)
        tell_progress(session, measure, 3, "ลดได้สองขั้นตอน", actor=MALEE)
        a_proof(session, measure, "ให้ดู.pdf")
        a_proof(session, measure, "เก็บไว้.pdf", public=False)
    reader.open("/")
    assert f"{public}/2565" in reader.page.links
    reader.open(f"{public}/2565")
    for words in ("500 บาท", "ลดได้สองขั้นตอน", "ให้ดู.pdf", "ไฟถนน", "นักพัฒนาชุมชน สำนักปลัด", "เพิ่มมาตรการ"):
        assert words in reader.page.words, words
    # The score is of a round whose results are not public.
    for words in ("มาลี", "เก็บไว้.pdf", "ยังไม่มีใครอ่าน", "41.50"):
        assert words not in reader.page.source, words


def test_who_suggested_it_sees_the_measure_as_everybody_does(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    board = f"/board/{scene.office.id}"
    with arranging(app) as session:
        made = a_receipt(session, scene.office)
        measure = a_measure(session, scene.office, "ติดไฟทางทุกหมู่บ้าน")
        link_cases(session, measure, [made.case], actor=MALEE)
    reader.open(f"{board}/follow/{made.code}")
    assert "มาตรการที่ตอบข้อเสนอแนะนี้ ติดไฟทางทุกหมู่บ้าน" in reader.page.words
    assert f"/measures/{scene.office.id}/2565#measure-{measure.id}" in reader.page.links
    with arranging(app) as session:
        case = session.scalars(select(Case)).one()
        case.visibility, case.shown_subject = Visibility.PUBLIC, "ไฟถนน"
    reader.open(f"{board}/{made.case.number}")
    assert "ติดไฟทางทุกหมู่บ้าน" in reader.page.words


def test_the_chain_is_reached_from_either_end(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        case = a_published(session, scene.office)
        case.indicator, case.item = 8, "e12"
        number = case.number
        measure = a_measure(session, scene.office, indicator=8, item="e12")
        a_proof(session, measure, "หลังปรับปรุง.pdf")
    reader.be("malee")
    chain = "/office/chain/2565#indicator-8"
    reader.open(f"{TABLE}/{measure.id}/work")
    assert chain in reader.page.links
    reader.open(f"/office/cases/{number}")
    assert "/office/chain/#indicator-8" in reader.page.links
    reader.open("/office/chain/")
    for words in ("ตัวชี้วัดที่ 8", "ข้อ 12", f"{number} ไฟถนน", "ลดขั้นตอน", "หลักฐาน: หลังปรับปรุง.pdf"):
        assert words in reader.page.words, words
    reader.open("/office/chain/2499", status=404)
