from __future__ import annotations

import pytest

from questionnaires.wording import faults

AA, AM, NIKHAHIT, MAI_THO, MAI_EK, SARA_E, SARA_II = "\u0e32", "\u0e33", "\u0e4d", "\u0e49", "\u0e48", "\u0e40", "\u0e35"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ท่านเชื่อมั่นว่าเรื่องนี้จะได้รับการแก้ไข",
        "เกาะ เปาะแปะ เสร็จแล้ว น้ำแข็ง ไม่ใช่ ใคร่ครวญ ฤดู ฤๅษี ทฤษฎี",
        "สิทธิ์ พันธุ์ บริสุทธิ์ ศักดิ์สิทธิ์ กษัตริย์ จันทร์ ธีร์ วิเคราะห์",
        "จ๊ะ โต๊ะ เปี๊ยะ ผัวะ เพราะ แพะ เยอะ ก็ ณ ธ ๆ ฯลฯ ๒๕๖๕",
        "ร้อยละ 10 (ไม่น้อยกว่า 30 คน) “มากที่สุด” – 84.99 < 85 & 3 > 2",
        "พฺราหฺมณ",
        "Open Data: Integrity and Transparency Assessment (OIT)",
    ],
)
def test_text_that_is_written_properly_has_no_fault(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SARA_E + SARA_E + "ก้ไข", "แทนสระ แ"),
        ("ท" + NIKHAHIT + AA, "แทนสระ ำ"),
        ("น" + NIKHAHIT + MAI_THO + AA, "แทนสระ ำ"),
        ("น" + MAI_THO + NIKHAHIT + AA, "แทนสระ ำ"),
        ("น" + AM + MAI_THO, "อยู่ก่อนสระ"),
        ("ท" + MAI_EK + SARA_II, "อยู่ก่อนสระ"),
        ("ท" + SARA_II + SARA_II, "พิมพ์ซ้อนกัน"),
        ("ท" + MAI_EK + MAI_EK, "พิมพ์ซ้อนกัน"),
        (MAI_EK + "ท", "ไม่มีพยัญชนะรองรับ"),
        ("a" + SARA_II, "ไม่มีพยัญชนะรองรับ"),
        ("ก " + AA, "ไม่มีพยัญชนะนำหน้า"),
        ("ก" + SARA_E, "ไม่มีพยัญชนะตามหลัง"),
        ("\u0e4c", "การันต์"),
        ("ก\u200bข", "U+200B"),
        ("ก\u00a0ข", "U+00A0"),
        ("ก\ufeffข", "U+FEFF"),
        ("ก\ufffdข", "U+FFFD"),
        ("ก\uf70aข", "U+F70A"),
        ("ก\tข", "U+0009"),
        ("ก\nข", "ขึ้นบรรทัดใหม่"),
        (" ก", "ช่องว่าง"),
        ("ก  ข", "ช่องว่าง"),
        ("e\u0301", "NFC"),
        ("<br>", "HTML"),
        ("</b", "HTML"),
        ("ก&nbsp;ข", "HTML"),
        ("ก&#3585;", "HTML"),
    ],
)
def test_each_fault_of_a_text_is_told_with_a_remedy(text: str, fault: str) -> None:
    found = list(faults(text))
    assert any(fault in problem for problem, _ in found), found
    assert all(remedy for _, remedy in found)


def test_every_fault_of_a_text_is_told_at_once() -> None:
    assert len(list(faults(" <b>" + SARA_E + SARA_E + "ก\u200b้ไข"))) == 5
