"""The example office's report yields the report the platform grew out of, its contradictions resolved or flagged.

What is expected is typed off that report (ผลคะแนน ITA 2565 and the table of measures); the misprints are worked out by hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionnaires.loader import PACKAGED, load_all
from survey import thai
from survey.config import Settings
from survey.documents.report import Digits, Paragraph, Points, Report, Section, Table
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.example.office import prepare
from survey.extensions import make_engine, open_session
from survey.models import Round
from survey.reports.content import yearly_report
from survey.reports.queries import standing
from tests.builders import SECRET
from tests.survey.documents.sheets import opened

DIVISIONS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษาฯ", "กองสวัสดิการสังคม")
PRINTED = {
    "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่": "83.05",
    "ตัวชี้วัดที่ 2 การใช้งบประมาณ": "89.25",
    "ตัวชี้วัดที่ 3 การใช้อำนาจ": "81.24",
    "ตัวชี้วัดที่ 4 การใช้ทรัพย์สินของราชการ": "80.55",
    "ตัวชี้วัดที่ 5 การแก้ไขปัญหาการทุจริต": "88.89 *",
    "ตัวชี้วัดที่ 6 คุณภาพการดำเนินงาน": "75.41",
    "ตัวชี้วัดที่ 7 ประสิทธิภาพการสื่อสาร": "78.61",
    "ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน": "66.55",
    "ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล": "83.06",
    "ตัวชี้วัดที่ 10 การป้องกันการทุจริต": "93.75",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Report]:
    """The report of the example office, in Arabic digits."""
    file = tmp_path_factory.mktemp("example") / "example.db"
    shutil.copy(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    definitions = load_all(PACKAGED)
    with open_session(engine, writes=True) as session:
        welcome = prepare(session, definitions, Settings(database="", secret=SECRET), today=thai.today())
        session.commit()
    with open_session(engine, writes=False) as session:
        (found,) = session.query(Round).filter(Round.id == welcome.round_id)
        yield yearly_report(standing(session, definitions, found), made_on=thai.today(), digits=Digits.ARABIC)
    engine.dispose()


def section(report: Report, title: str) -> Section:
    return next(one for one in report.sections if title in one.title)


def words(section: Section) -> str:
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    return "\n".join(texts + [text for block in section.blocks if isinstance(block, Points) for text in block.texts])


def table(section: Section) -> dict[str, dict[str, str]]:
    (found,) = (block for block in section.blocks if isinstance(block, Table))
    headings = [column.heading for column in found.columns]
    return {row[0]: dict(zip(headings, row, strict=True)) for row in found.rows}


def test_the_scores_are_as_printed_in_the_order_of_the_instruments(report: Report) -> None:
    scores = {}
    for key in ("(IIT)", "(EIT)", "(OIT)"):
        scores |= {name: row["ผลที่ประกาศ"] for name, row in table(section(report, key)).items()}
    assert scores == PRINTED
    overall = {name.rpartition("(")[2]: row["ผลที่ประกาศ"] for name, row in table(section(report, "ภาพรวม")).items()}
    assert overall == {"IIT)": "80.60", "EIT)": "73.52", "OIT)": "88.41", "คะแนนรวม": "84.60 *\nระดับ B"}


def test_the_total_its_level_and_its_distance_to_the_target_are_told(report: Report) -> None:
    text = words(section(report, "ภาพรวม"))
    # 85 - 84.6 = 0.40, as the report says.
    assert "เท่ากับ 84.60 คะแนน ต่ำกว่าค่าเป้าหมาย 85.00 คะแนน อยู่ 0.40 คะแนน อยู่ในระดับ B" in text


def test_the_lowest_indicators_are_those_the_report_names_with_a_recommendation_each(report: Report) -> None:
    recommendations = load_all(PACKAGED).recommendations_of(2565)
    for key, number in (("(IIT)", 5), ("(EIT)", 8)):
        text = words(section(report, key))
        assert f"พบว่าตัวชี้วัดที่ {number} " in text
        assert recommendations.of(str(number))[0] in text
        assert "เอกสารที่ประกาศระบุว่า" not in text


def test_what_the_printed_figures_contradict_is_flagged_and_resolved(report: Report) -> None:
    # By hand: 5 x 80.60 - (83.05 + 89.25 + 81.24 + 80.55) = 68.91, which 68.89 prints to within rounding; and
    # 0.3 x 80.60 + 0.3 x 73.52 + 0.4 x 88.41 = 81.60, not 84.60.
    found = section(report, "ความสอดคล้อง")
    assert "ไม่ตรงกัน 4 จาก 8 จุด" in words(found)
    assert "ตัวชี้วัดที่ 5 88.89 ควรเป็น 68.89 และ คะแนนรวม 84.60 ควรเป็น 81.60" in words(found)
    assert "หากเป็น 68.89 ตัวเลขที่ประกาศจะสอดคล้องกัน" in words(section(report, "(IIT)"))
    # 85 - 81.6 = 3.40
    assert "รวมกันได้ 81.60 คะแนน ต่ำกว่าค่าเป้าหมาย 85.00 คะแนน อยู่ 3.40 คะแนน" in words(section(report, "ภาพรวม"))


def test_the_four_measures_stand_in_their_table_with_all_six_columns(report: Report) -> None:
    wide = section(report, "มาตรการส่งเสริม")
    assert wide.is_wide
    rows = list(table(wide).values())
    assert list(rows[0]) == [
        "มาตรการ/แนวทาง",
        "วิธีการดำเนินการ",
        "ผู้รับผิดชอบ",
        "ระยะเวลาดำเนินการ",
        "ผลการดำเนินการ",
        "ข้อเสนอแนะ",
    ]
    assert [row["มาตรการ/แนวทาง"].partition(" ")[0] for row in rows] == ["1.", "2.", "3.", "4."]
    for row, part in zip(rows, ("รับเรื่องร้องเรียนการทุจริต", "one stop service", "ระบบ IT", "เจตจำนงสุจริต"), strict=True):
        assert part in row["มาตรการ/แนวทาง"]
        assert row["ระยะเวลาดำเนินการ"] == "ม.ค. 65 – มี.ค. 65"
        assert row["ผลการดำเนินการ"]
    for row in rows[1:]:
        assert all(division in row["ผู้รับผิดชอบ"] for division in DIVISIONS)
    for service in ("เบี้ยยังชีพคนพิการ", "ซ่อมไฟฟ้าสาธารณะ", "กิ่งไม้ ใบไม้"):
        assert service in rows[1]["ผลการดำเนินการ"]


def test_made_up_answers_are_said_to_be_made_up(report: Report) -> None:
    assert "คำตอบจำลอง" in words(section(report, "ภาพรวม"))


def test_it_becomes_both_documents(report: Report) -> None:
    assert report_docx(report).startswith(b"PK")
    with opened(report_pdf(report)) as document:
        text = "".join(document.pages)
        assert 4 <= len(document.pages) <= 8
        assert all(figure.removesuffix(" *") in text for figure in PRINTED.values())
        assert not document.outside(5 / 25.4 * 72)
