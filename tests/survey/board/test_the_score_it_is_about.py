"""From a suggestion to the score it is about, and from a low score to what people suggested and what was done.

The office is that of `tests/survey/reports/offices.py`: indicator 8 has 0.00 of its visitors, indicator 6 has 100.00.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from questionnaires.loader import Definitions
from survey import thai
from survey.cases import handling
from survey.cases.handling import Answer
from survey.cases.scores import assessment_for, score_about
from survey.models import CaseStatus, Outcome, Publication, Round
from survey.reports.content import yearly_report
from survey.reports.queries import standing
from tests.builders import Scene, arranging, looking
from tests.reader import Reader
from tests.survey.cases.arranged import MALEE, a_case, a_published
from tests.survey.cases.test_figures import queries
from tests.survey.documents.sheets import opened
from tests.survey.reports.offices import an_answered_scene

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Linked:
    """The numbers of four cases: about an item, an indicator, nothing, and one that is not public."""

    item: str
    indicator: str
    nothing: str
    waiting: str


def publish(app: Flask, scene: Scene) -> None:
    with arranging(app) as session:
        session.add(Publication(office_id=scene.office.id, round_id=scene.round.id, published_on=thai.today()))


def linked(app: Flask, scene: Scene) -> Linked:
    with arranging(app) as session:
        about_item = a_published(session, scene.office, subject="ยื่นคำร้องออนไลน์")
        about_indicator = a_published(session, scene.office, subject="ปรับปรุงบริการ")
        about_nothing = a_published(session, scene.office, subject="ถนนเป็นหลุม")
        waiting = a_case(session, scene.office, subject="ยังไม่เผยแพร่")
        handling.link(session, about_item, MALEE, indicator=8, item="e13")
        handling.link(session, about_indicator, MALEE, indicator=8, item=None)
        handling.link(session, waiting, MALEE, indicator=8, item="e13")
        handling.answer(session, about_item, MALEE, Answer("เปิดรับคำร้องทางเว็บแล้ว", CaseStatus.DONE, Outcome.DONE))
        return Linked(about_item.number, about_indicator.number, about_nothing.number, waiting.number)


def words_of(reader: Reader, scene: Scene, number: str) -> str:
    reader.open(f"/board/{scene.office.id}/{number}")
    return reader.page.words


def test_a_case_shows_the_score_of_its_item_or_else_of_its_indicator(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    cases = linked(app, scene)
    publish(app, scene)
    said = words_of(reader, scene, cases.item)
    assert "ข้อ 13 “หน่วยงานนี้มีการนำเทคโนโลยีมาใช้เพื่อให้สะดวกและรวดเร็วขึ้น หรือไม่” ได้ 0.00" in said
    assert "จาก 100 คะแนน ต่ำกว่าเป้าหมาย 85.00 อยู่ 85.00" in said
    assert f"/results/{scene.office.id}/{scene.round.id}" in reader.page.links
    assert "ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน ได้ 0.00" in words_of(reader, scene, cases.indicator)
    assert "คะแนนที่เกี่ยวกับเรื่องนี้" not in words_of(reader, scene, cases.nothing)


@ON_ONE_DATABASE
def test_a_score_is_shown_only_while_the_office_makes_the_results_public(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    cases = linked(app, scene)
    assert "คะแนนที่เกี่ยวกับเรื่องนี้" not in words_of(reader, scene, cases.item)
    publish(app, scene)
    assert "คะแนนที่เกี่ยวกับเรื่องนี้" in words_of(reader, scene, cases.item)
    with arranging(app) as session:
        session.delete(session.get_one(Publication, (scene.office.id, scene.round.id)))
    assert "คะแนนที่เกี่ยวกับเรื่องนี้" not in words_of(reader, scene, cases.item)


@ON_ONE_DATABASE
def test_of_fewer_than_five_respondents_no_score_is_shown(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app, visitors=4)
    cases = linked(app, scene)
    publish(app, scene)
    assert "คะแนนที่เกี่ยวกับเรื่องนี้" not in words_of(reader, scene, cases.item)


def test_a_score_takes_one_query_once_it_has_been_looked_up_and_none_where_there_is_no_link(app: Flask) -> None:
    scene = an_answered_scene(app)
    cases = linked(app, scene)
    publish(app, scene)
    definitions: Definitions = app.extensions["definitions"]
    with looking(app) as session:
        item, nothing = (handling.case_of(session, scene.office.id, number) for number in (cases.item, cases.nothing))
        assert score_about(session, definitions, item) is not None
        assert queries(session, lambda: score_about(session, definitions, item)) == 1
        assert queries(session, lambda: score_about(session, definitions, nothing)) == 0


@ON_ONE_DATABASE
def test_an_item_of_another_years_assessment_counts_for_its_indicator_only(app: Flask) -> None:
    scene = an_answered_scene(app)
    cases = linked(app, scene)
    publish(app, scene)
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        case = handling.case_of(session, scene.office.id, cases.item)
        # Before the first year there is: linked by the earliest one. The year of the tests' own definitions has other items.
        case.fiscal_year = 2500
        assert assessment_for(definitions, 2500).fiscal_year == min(definitions.years)
        other = max(definitions.years)
        assert other != scene.round.fiscal_year
        case.fiscal_year = other
        found = score_about(session, definitions, case)
    assert found is not None
    assert found.subject == "ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน"


def test_both_results_pages_show_beside_a_low_score_what_was_suggested_and_done(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    cases = linked(app, scene)
    publish(app, scene)
    reader.be("malee")
    for path in (f"{scene.page}/results", f"/results/{scene.office.id}/{scene.round.id}"):
        reader.open(path)
        page = reader.page
        assert "ยื่นคำร้องออนไลน์ เสร็จสิ้น (ทำแล้ว) เปิดรับคำร้องทางเว็บแล้ว" in page.words
        assert f"/board/{scene.office.id}/{cases.item}" in page.links
        assert f"/board/{scene.office.id}/{cases.indicator}" in page.links
        assert "ถนนเป็นหลุม" not in page.words
        assert "ยังไม่เผยแพร่" not in page.words


def test_suggestions_of_long_before_a_round_are_not_about_it(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    with arranging(app) as session, thai.as_of(date(2024, 1, 15)):
        old = a_published(session, scene.office, subject="เรื่องเก่า")
        handling.link(session, old, MALEE, indicator=8, item="e13")
    publish(app, scene)
    reader.open(f"/results/{scene.office.id}/{scene.round.id}")
    assert "เรื่องเก่า" not in reader.page.words


@ON_ONE_DATABASE
def test_the_yearly_report_carries_what_was_done_and_leaves_the_section_out_where_there_is_nothing(
    app: Flask, reader: Reader
) -> None:
    scene = an_answered_scene(app)
    definitions: Definitions = app.extensions["definitions"]
    with looking(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        report = yearly_report(standing(session, definitions, found, with_cases=True), made_on=thai.today())
        year = thai.thai_digits(str(thai.fiscal_year(found.opens_on)))
    assert not [section.title for section in report.sections if "ท่านเสนอ" in section.title]
    linked(app, scene)
    reader.be("malee")
    with opened(reader.open(f"{scene.page}/report.pdf").get_data()) as document:
        # Pages are read without their spaces.
        printed = "".join(document.pages)
    assert f"๖.ข้อเสนอแนะของประชาชนปีงบประมาณ{year}(ท่านเสนอเราทำ)" in printed
    assert "เปิดรับคำร้องทางเว็บแล้ว" in printed
