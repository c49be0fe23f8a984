"""The measures of a year: added, changed, put in order, removed."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from survey.cases.history import OUTSIDE
from survey.measures.operations import add_measure
from survey.models import Measure, Role
from tests.builders import Scene, a_scene, an_officer, arranging, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TABLE = "/office/measures/2565"


def measures(app: Flask) -> list[Measure]:
    with looking(app) as session:
        return list(session.scalars(select(Measure).where(~Measure.removed).order_by(Measure.position)))


def titles(app: Flask) -> list[str]:
    return [one.title for one in measures(app)]


def with_measures(app: Flask, scene: Scene, *names: str, fiscal_year: int = 2565) -> None:
    with arranging(app) as session:
        for name in names:
            add_measure(session, scene.office.id, fiscal_year, {"title": name}, actor=OUTSIDE)


def links_to_change(reader: Reader) -> list[str]:
    return [link for link in reader.page.links if re.fullmatch(rf"{TABLE}/[0-9b-z]{{8}}", link)]


@ON_ONE_DATABASE
def test_a_year_without_measures_says_how_to_begin(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/measures/")
    assert "ยังไม่มีมาตรการของปีนี้" in reader.page.words
    assert f"{TABLE}/new" in reader.page.links


def test_a_measure_is_added_with_everything_the_report_asks_for(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open(f"{TABLE}/new")
    fields = {
        "title": "  ลดขั้นตอนการให้บริการ ",
        "indicator": "8",
        "method": "1. สำรวจขั้นตอน\r\n 2. ตัดขั้นตอน\r\n",
        "responsible": "กองคลัง",
        "period": "ม.ค. 65 –  มี.ค. 65",
        "result": "ลดได้ 2 ขั้นตอน",
        "recommendation": "",
    }
    reader.send(f"{TABLE}/new", fields)
    (kept,) = measures(app)
    assert (kept.title, kept.indicator, kept.fiscal_year) == ("ลดขั้นตอนการให้บริการ", 8, 2565)
    assert kept.method == "1. สำรวจขั้นตอน\n2. ตัดขั้นตอน"
    assert (kept.responsible, kept.period, kept.recommendation) == ("กองคลัง", "ม.ค. 65 – มี.ค. 65", "")
    reader.open(TABLE)
    assert ("h2", "1. ลดขั้นตอนการให้บริการ") in reader.page.headings
    assert "ตัวชี้วัดที่เกี่ยวข้อง ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน" in reader.page.words
    assert "ผลการดำเนินการ ลดได้ 2 ขั้นตอน ข้อเสนอแนะ –" in reader.page.words


def test_a_measure_is_changed_and_may_be_for_the_office_as_a_whole(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "มาตรการเดิม")
    reader.be("malee")
    reader.open(TABLE)
    (path,) = links_to_change(reader)
    for indicator, kept in (("10", 10), ("", None)):
        reader.open(path)
        reader.send(path, {"title": "มาตรการใหม่", "indicator": indicator, "result": "เสร็จแล้ว"})
        assert [(one.title, one.indicator, one.result) for one in measures(app)] == [("มาตรการใหม่", kept, "เสร็จแล้ว")]
        reader.open(path)
        assert reader.page.fields["indicator"] == indicator


@ON_ONE_DATABASE
def test_what_is_wrong_is_said_in_thai_and_nothing_is_stored(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "มาตรการเดิม")
    reader.be("malee")
    reader.open(TABLE)
    (path,) = links_to_change(reader)
    for address in (f"{TABLE}/new", path):
        for wrong, message in (
            ({"title": " \n "}, "กรุณากรอกมาตรการหรือแนวทาง"),
            ({"title": "ก" * 4_001}, "กรุณากรอกไม่เกิน 4000 ตัวอักษร"),
            ({"title": "ก", "period": "ก" * 301}, "กรุณากรอกไม่เกิน 300 ตัวอักษร"),
            ({"title": "ก", "indicator": "11"}, "กรุณาเลือกจากตัวเลือกที่มีให้"),
        ):
            reader.open(address)
            reader.send(address, {"indicator": "", **wrong}, status=422)
            assert message in reader.page.words
    assert titles(app) == ["มาตรการเดิม"]


def test_measures_move_one_place_and_no_further_than_the_ends(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "ก", "ข", "ค")
    first, second, third = measures(app)
    reader.be("malee")
    for measure, to, expected in (
        (third, "up", ["ก", "ค", "ข"]),
        (third, "up", ["ค", "ก", "ข"]),
        (third, "up", ["ค", "ก", "ข"]),
        (first, "down", ["ค", "ข", "ก"]),
        (first, "down", ["ค", "ข", "ก"]),
    ):
        reader.open(TABLE)
        reader.send(f"{TABLE}/{measure.id}/move", {"to": to})
        assert titles(app) == expected
    reader.open(TABLE)
    reader.send(f"{TABLE}/{second.id}/move", {"to": "sideways"}, status=400)
    assert titles(app) == ["ค", "ข", "ก"]


def test_a_measure_is_removed_and_the_others_keep_their_order(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "ก", "ข", "ค")
    reader.be("malee")
    reader.open(TABLE)
    path = links_to_change(reader)[1]
    reader.open(path)
    reader.send(f"{path}/remove", {})
    assert titles(app) == ["ก", "ค"]
    reader.open(path, status=404)
    with_measures(app, scene, "ง")
    assert titles(app) == ["ก", "ค", "ง"]


def test_every_year_has_a_table_of_its_own(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "เปิดช่องทางร้องเรียน")
    other = next(year for year in app.extensions["definitions"].years if year != 2565)
    (measure,) = measures(app)
    reader.be("malee")
    reader.open(f"/office/measures/{other}")
    assert "เปิดช่องทางร้องเรียน" not in reader.page.words
    assert TABLE in reader.page.links
    reader.open(f"/office/measures/{other}/{measure.id}", status=404)
    reader.open("/office/measures/2499", status=404)


@ON_ONE_DATABASE
def test_an_officer_reads_the_table_and_is_offered_nothing_to_change(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with_measures(app, scene, "ก", "ข")
    with arranging(app) as session:
        an_officer(session, scene.office, "somchai", Role.OFFICER)
    reader.be("somchai")
    reader.open(TABLE)
    assert "1. ก" in reader.page.words
    assert not links_to_change(reader)
    assert "เลื่อนขึ้น" not in reader.page.words
    assert f"{TABLE}/new" not in reader.page.links


def test_measures_of_another_office_are_not_found(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with_measures(app, there, "ของเขา")
    (measure,) = measures(app)
    reader.be("malee", here.office.id)
    reader.open(TABLE)
    assert "ของเขา" not in reader.page.words
    reader.open(f"{TABLE}/new")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    for path in ("", "/move", "/remove"):
        answered = reader.client.post(f"{TABLE}/{measure.id}{path}", data={**token, "to": "up", "title": "ก"})
        assert answered.status_code == 404
    assert titles(app) == ["ของเขา"]
