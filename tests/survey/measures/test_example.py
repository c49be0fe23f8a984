"""The measures that the example office starts with: the four of the report that the platform grew out of."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from survey import example
from survey.example.measures import add_measures
from survey.measures.evidence import files_of
from survey.measures.queries import measures_of, progress_of
from survey.results.operations import enter_official
from tests.builders import an_office, an_officer


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_example_office_has_the_four_measures_of_the_report_with_score_progress_and_evidence(session: Session) -> None:
    plan = yaml.safe_load((Path(example.__file__).parent / "office.yaml").read_text(encoding="utf-8"))["measures"]
    office = an_office(session)
    officer = an_officer(session, office)
    enter_official(session, office.id, 2565, {"indicators": {"5": 88.89, "8": 66.55}})
    for _ in range(2):
        add_measures(session, load_all(PACKAGED), office, officer, plan, fiscal_year=2565)
    made = measures_of(session, office.id, 2565)
    begun = (
        "การรับเรื่องร้องเรียนการทุจริตที่สร้างความเชื่อมั่นให้กับผู้ร้องว่ามีความปลอดภัย",
        "มาตรการลดขั้นตอนในการให้บริการ",
        "การให้บริการโดยใช้ระบบ IT",
        "มาตรการประกาศการแสดงเจตจำนงสุจริตของหน่วยงาน",
    )
    assert [one.title.startswith(words) for one, words in zip(made, begun, strict=True)] == [True] * 4
    assert [(one.indicator, one.called_by["score"]) for one in made] == [(5, 88.89), (8, 66.55), (8, 66.55), (5, 88.89)]
    first = made[0]
    assert "ส่งหนังสือถึงผู้นำชุมชน" in first.result
    assert sorted(progress_of(session, office.id, made)[first.id]) == [2, 3]
    assert [file.quarter for file in files_of(session, office.id, made)[first.id]] == [2]
