"""The pages that check published figures: typed in, from a file, and as the office has entered them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from survey import thai
from survey.config import Settings
from survey.example.office import prepare
from survey.models import OfficialResult, Role
from tests.builders import a_scene, an_officer, arranging, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEED = Path(__file__).parents[2] / "scoring" / "seed-2565.yaml"
YEAR = "/office/check/2565"


def typed(**others: str) -> dict[str, str]:
    """The figures of the seed report as they are typed into the form."""
    document = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    fields = {
        f"figure-{group}.{key}": str(figure)
        for group in ("indicators", "instruments", "lowest")
        for key, figure in document[group].items()
    }
    return fields | {"figure-total": "84.6", "figure-grade": "B", "figure-lowest.oit": ""} | others


@pytest.fixture
def officer(app: Flask, reader: Reader) -> Reader:
    """An officer without an administrator's rights, signed in."""
    scene = a_scene(app)
    with arranging(app) as session:
        an_officer(session, scene.office, "somchai", Role.OFFICER)
    reader.be("somchai")
    return reader


@ON_ONE_DATABASE
def test_typed_figures_are_compared_and_explained_and_not_stored(app: Flask, officer: Reader) -> None:
    officer.open(YEAR)
    officer.send(YEAR, typed(), status=200)
    page = officer.page
    assert "ตัวเลขที่ประกาศไม่ตรงกัน 4 จาก 8 จุด" in page.words
    assert page.row("คะแนน IIT") == ["คะแนน IIT", "คะแนนตัวชี้วัด", "80.60", "84.60", "ไม่ตรง ประกาศต่ำกว่า 4.00"]
    assert page.row("คะแนน EIT")[-1] == "ตรงกัน"
    assert "ตัวชี้วัดที่ 5 ประกาศ 88.89 ควรเป็น 68.89 และ คะแนนรวม ประกาศ 84.60 ควรเป็น 81.60" in page.words
    assert "ไม่มีคำอธิบายอื่น" in page.words
    # What was typed is still there to be put right.
    assert page.fields["figure-indicators.5"] == "88.89"
    officer.send(YEAR, typed(**{"figure-indicators.5": "๖๘.๘๙", "figure-total": "81.60"}), status=200)
    assert "ตรงกันทั้ง 8 จุด" in officer.page.words
    assert "ควรเป็น" not in officer.page.words
    with looking(app) as session:
        assert list(session.scalars(select(OfficialResult))) == []


@ON_ONE_DATABASE
def test_many_explanations_are_counted_and_the_first_of_them_shown(officer: Reader) -> None:
    # 86 is an A; B would need another first digit (76) or another second (80 to 84), or the grade is wrong: seven of them.
    officer.open(YEAR)
    officer.send(YEAR, {"figure-total": "86", "figure-grade": "B"}, status=200)
    assert officer.page.words.count("ควรเป็น") == 5
    assert "อีก 6 แบบ" in officer.page.words


@ON_ONE_DATABASE
def test_wrong_entries_are_told_beside_their_fields(officer: Reader) -> None:
    officer.open(YEAR)
    for wrong in ({"figure-total": "101"}, {"figure-indicators.1": "มาก"}, {"figure-grade": "Z"}, {"figure-lowest.iit": "8"}):
        officer.send(YEAR, wrong, status=422)
        assert f"#{next(iter(wrong))}" in officer.page.links
    officer.send(YEAR, {}, status=200)
    assert "มีตัวเลขไม่พอให้ตรวจเทียบกัน" in officer.page.words


@ON_ONE_DATABASE
def test_a_file_is_checked_and_its_figures_can_be_changed_in_the_form(officer: Reader) -> None:
    officer.open("/office/check/")
    officer.upload("/office/check/", SEED.read_bytes(), status=200)
    assert "ควรเป็น 68.89" in officer.page.words
    assert officer.page.fields["figure-total"] == "84.60"
    assert officer.page.fields["figure-lowest.iit"] == "5"


@ON_ONE_DATABASE
def test_a_file_that_cannot_be_read_is_refused_with_every_problem(officer: Reader) -> None:
    officer.open("/office/check/")
    officer.upload("/office/check/", b"fiscal_year: 2565\ntotal: 101\n<b>: 1\n", status=422)
    assert "กรุณาแก้ไขไฟล์ 2 จุด" in officer.page.words
    assert "<b>:" not in officer.page.source
    officer.send("/office/check/", {}, status=422)
    assert "กรุณาเลือกไฟล์ก่อนกดตรวจ" in officer.page.words
    officer.upload("/office/check/", b"#" * 70_000, status=422)
    assert "ไฟล์ใหญ่เกินไป" in officer.page.words


def test_what_the_office_has_entered_is_checked_with_the_lowest_that_were_named(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open(f"{YEAR}/official")
    assert "ยังไม่ได้บันทึกผลทางการของปีนี้" in reader.page.words
    reader.open("/office/official/2565")
    figures = {name: text for name, text in typed().items() if "lowest" not in name and "grade" not in name}
    reader.send("/office/official/2565", figures | {"grade": "B", "lowest-iit": "5", "lowest-eit": "8", "lowest-oit": ""})
    reader.open("/office/official/2565")
    assert reader.page.fields["lowest-iit"] == "5"
    reader.open(f"{YEAR}/official")
    assert "ไม่ตรงกัน 4 จาก 8 จุด" in reader.page.words
    reader.open(YEAR)
    assert reader.page.fields["figure-indicators.5"] == "88.89"
    reader.open("/office/check/")
    assert f"{YEAR}/official" in reader.page.links


def test_figures_that_the_definition_no_longer_has_are_left_out(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        kept = {
            "indicators": {"1": 80.0, "99": 80.0},
            "instruments": {"old": 1},
            "total": 84.6,
            "grade": "Z",
            "lowest": {"iit": 8},
        }
        session.add(OfficialResult(office_id=scene.office.id, fiscal_year=2565, figures=kept))
    reader.be("malee")
    reader.open(f"{YEAR}/official")
    assert "มีตัวเลขไม่พอให้ตรวจเทียบกัน" in reader.page.words


def test_an_office_sees_only_its_own_result_and_no_unknown_year(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        session.add(OfficialResult(office_id=there.office.id, fiscal_year=2565, figures={"total": 86.0, "grade": "B"}))
    reader.be("malee", here.office.id)
    reader.open(f"{YEAR}/official")
    assert "86" not in reader.page.words
    for path in ("/office/check/2500", "/office/check/2500/official", "/office/check/0"):
        reader.open(path, status=404)


def test_the_example_office_shows_what_its_report_contradicts(
    session: Session, app: Flask, reader: Reader, settings: Settings
) -> None:
    welcome = prepare(session, load_all(PACKAGED), settings, today=thai.today())
    session.commit()
    reader.sign_in(welcome.username, str(welcome.password))
    reader.open(f"{YEAR}/official")
    assert "ไม่ตรงกัน 4 จาก 8 จุด" in reader.page.words
    assert reader.page.row("ตัวชี้วัดที่ต่ำที่สุดของ IIT")[2:4] == ["ตัวชี้วัดที่ 5", "ตัวชี้วัดที่ 4"]
    assert "ตัวชี้วัดที่ 5 ประกาศ 88.89 ควรเป็น 68.89" in reader.page.words
