"""The results of a round on one page for the notice board."""

from __future__ import annotations

import re
from dataclasses import replace

from survey.documents.report import Digits
from survey.documents.summary import Bar, Group, Summary, Work, summary_pdf
from tests.survey.documents.sheets import A4, opened

ADDRESS = "https://ita.example.go.th/results/k3v9/m2q8w7"


def a_group(name: str, first: int, number: int) -> Group:
    bars = tuple(
        Bar(
            number=at,
            name=f"ตัวชี้วัดที่ {at} การปรับปรุงระบบการทำงานของหน่วยงาน",
            score=60.0 + at,
            printed=f"{60 + at}.00",
            interval=f"{58 + at}.10–{62 + at}.90",
            is_lowest=at == first,
        )
        for at in range(first, first + number)
    )
    return Group(name=name, printed="70.55", interval="68.10–72.90", answered="ผู้ตอบ 1,234 คน", note="", bars=bars)


SUMMARY = Summary(
    office="องค์การบริหารส่วนตำบลศรีสว่างวัฒนาพัฒนาราษฎร์สามัคคีธรรม อำเภอโพธิ์ไทรงามพระเกียรติ",
    title="การซ้อมประเมินคุณธรรมและความโปร่งใสครั้งที่สองก่อนส่งเข้าระบบจริง",
    fiscal_year=2565,
    days="รับคำตอบ 1 มกราคม 2565 ถึง 31 มีนาคม 2565",
    total="81.60",
    grade="B",
    interval="79.20–83.90",
    to_target="ต่ำกว่าค่าเป้าหมาย 85.00 คะแนน อยู่ 3.40 คะแนน",
    how_sure="ด้วยความเชื่อมั่นร้อยละ 95 คะแนนรวมอยู่ระหว่าง 79.20 ถึง 83.90 คะแนน ซึ่งต่ำกว่าเป้าหมายตลอดทั้งช่วง",
    target=85.0,
    groups=(
        a_group("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)", 1, 5),
        a_group("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)", 6, 3),
        a_group("แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)", 9, 2),
    ),
    works=(
        Work("ตัวชี้วัดที่ 1", "61.00", ("มาตรการลดขั้นตอนในการให้บริการ ณ จุดเดียว", "มาตรการประกาศเจตจำนงสุจริต")),
        Work("ตัวชี้วัดที่ 6", "66.00", ()),
    ),
    notes=("ผลการซ้อมเป็นผลที่หน่วยงานจัดเก็บเอง ไม่ใช่ผลอย่างเป็นทางการ",),
)


def test_everything_stands_on_one_page_in_thai_digits() -> None:
    with opened(summary_pdf(SUMMARY, address=ADDRESS)) as document:
        (page,) = document.pages
        assert document.size == {A4}
        assert not document.outside(5 / 25.4 * 72)
        for words in ("๘๑.๖๐", "ต่ำกว่าค่าเป้าหมาย๘๕.๐๐คะแนน", "ผู้ตอบ๑,๒๓๔คน", "๗๙.๒๐", "ยังไม่ได้บันทึกมาตรการสำหรับตัวชี้วัดนี้", "ต่ำที่สุด"):
            assert words in page, words
        # Only the address keeps the digits it is typed with.
        assert not re.search("[0-9]", page.replace(ADDRESS, ""))


def test_the_qr_code_leads_to_the_public_page_and_is_left_out_where_there_is_none() -> None:
    with opened(summary_pdf(SUMMARY, address=ADDRESS)) as document:
        assert document.codes(0) == [ADDRESS]
        assert [tag.alternative for tag in document.tags if tag.kind == "Figure"] == [f"คิวอาร์โค้ดไปยัง {ADDRESS}"]
    with opened(summary_pdf(SUMMARY, address=None)) as document:
        assert document.codes(0) == []
        assert "คิวอาร์" not in document.pages[0]


def test_it_is_tagged_titled_and_in_thai() -> None:
    with opened(summary_pdf(SUMMARY, address=ADDRESS, digits=Digits.ARABIC)) as document:
        assert document.is_tagged
        assert document.language == "th"
        assert document.title.startswith("ผลการประเมิน")
        assert "81.60" in document.pages[0]


def test_a_round_without_a_total_says_so() -> None:
    empty = Group(name="IIT", printed="–", interval="", answered="", note="ยังไม่มีคำตอบ", bars=())
    without = replace(SUMMARY, total="", grade="", interval="", to_target="", how_sure="", groups=(empty,), works=())
    with opened(summary_pdf(without, address=None)) as document:
        assert "ยังไม่มีคะแนนรวม" in document.pages[0]
        assert "ยังไม่มีคำตอบ" in document.pages[0]
