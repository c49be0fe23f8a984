"""Files of texts: what is read, what is refused and where, and that no file takes the program down."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from questionnaires.loader import load_all
from questionnaires.texts import texts_of
from survey.wording.reading import LARGEST_UNPACKED, LONGEST_TEXT, MOST_ROWS, read
from survey.wording.writing import spreadsheet_template, yaml_template
from survey.words import overlayable
from tests.survey.wording.packages import SHEET, part, repacked, spreadsheet

EIT = load_all().instrument("2565/eit")
# Seconds of the processor: longer than this and an officer would press again.
PATIENCE = 5.0


def problems_of(content: bytes) -> list[str]:
    texts, problems = read(content, EIT)
    assert texts == {} or problems == () or isinstance(texts, dict)
    return [f"{one.where}: {one.problem}" for one in problems]


def test_a_yaml_file_of_codes_and_texts_is_read() -> None:
    content = '# จากคู่มือ\ne1: "ข้อหนึ่ง"\ne1.1: "ข้อย่อย"\ne1.note: "หมายเหตุ"\nindicator.6: "ตัวชี้วัด"\ntitle: "ชื่อ"\n'.encode()
    assert read(content, EIT) == (
        {"e1": "ข้อหนึ่ง", "e1.1": "ข้อย่อย", "e1.note": "หมายเหตุ", "indicator.6": "ตัวชี้วัด", "title": "ชื่อ"},
        (),
    )


def test_a_spreadsheet_of_codes_and_texts_is_read() -> None:
    content = spreadsheet(
        ("e1", "ของระบบ", "ข้อหนึ่ง"),
        (" E1.1 ", "ของระบบ", " ข้อย่อย\nสองบรรทัด "),
        ("e2", "ของระบบ", None),
        ("e3", "ของระบบ", "  "),
        (None, None, None),
        ("introduction", None, "คำชี้แจง"),
    )
    assert read(content, EIT) == ({"e1": "ข้อหนึ่ง", "e1.1": "ข้อย่อย สองบรรทัด", "introduction": "คำชี้แจง"}, ())
    english = spreadsheet(("Other", "e5"), headings=("text", "code"))
    assert read(english, EIT) == ({"e5": "Other"}, ())


def test_what_says_the_same_as_the_definition_is_not_laid() -> None:
    own = texts_of(EIT)["e2"]
    assert read(f'e1: "ใหม่"\ne2: "{own}"\n'.encode(), EIT) == ({"e1": "ใหม่"}, ())
    assert problems_of(f'e2: "{own}"\n'.encode()) == ["ทั้งไฟล์: ไม่มีถ้อยคำใดต่างจากที่ระบบมีอยู่"]


def test_the_files_to_begin_with_hold_every_text_and_change_nothing_by_themselves() -> None:
    own = overlayable(EIT)
    for content in (yaml_template(EIT, own), spreadsheet_template(own, {})):
        assert problems_of(content) == ["ทั้งไฟล์: ไม่มีถ้อยคำใดต่างจากที่ระบบมีอยู่"]
    lines = yaml_template(EIT, own).decode().splitlines()
    assert f'e2: "{own["e2"]}"' in lines
    assert '# e2.note: ""' in lines
    sheet = load_workbook(io.BytesIO(spreadsheet_template(own, {})), read_only=True).worksheets[0]
    found = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert found == {code: text or None for code, text in own.items()}


def test_what_is_laid_already_comes_back_with_the_files() -> None:
    laid = {"e1": "ใหม่", "e1.note": "=1+1", "title": "“ชื่อ” \\ 'อื่น'"}
    present = overlayable(EIT) | laid
    for content in (yaml_template(EIT, present), spreadsheet_template(present, laid)):
        assert read(content, EIT) == (laid, ())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('e1: "ก"\ne99: "ข"\n', "e99 (บรรทัด 2): ไม่มีรหัส e99 ในแบบวัดนี้"),
        ('e1: "ก"\nscale.level4.1: "ข"\n', "scale.level4.1 (บรรทัด 2): คำของระดับและคำถามเกี่ยวกับผู้ตอบเปลี่ยนไม่ได้"),
        ('profile.sex: "ข"\n', "profile.sex (บรรทัด 1): คำของระดับและคำถามเกี่ยวกับผู้ตอบเปลี่ยนไม่ได้"),
        ('e1: "ก"\ne1: "ข"\n', "ทั้งไฟล์ (บรรทัด 2): e1 ถูกเขียนซ้ำ"),
        ('e1: ""\n', "e1 (บรรทัด 1): e1 ว่างอยู่"),
        ("e1: no\n", "e1 (บรรทัด 1): e1 ต้องเป็นข้อความ แต่ค่า no ถูกอ่านเป็นชนิดอื่น"),
        ("e1: [a, b]\n", "e1 (บรรทัด 1): e1 ต้องเป็นข้อความ แต่พบรายการซ้อนอยู่"),
        ('e1: "<b>หนา</b>"\n', "e1 (บรรทัด 1): มีรหัส HTML ในข้อความ"),
        ('e1: "เเก"\n', "e1 (บรรทัด 1): พิมพ์สระ เ สองตัวแทนสระ แ ใกล้ “เเก”"),
        ('e1: "ก\u200bข"\n', "e1 (บรรทัด 1): มีอักขระที่มองไม่เห็นหรือผิดปกติ (U+200B)"),
        (f'e1: "{"ก" * (LONGEST_TEXT + 1)}"\n', "e1 (บรรทัด 1): ยาว 2,001 ตัวอักษร"),
        ('e1: "เหมือนกัน"\ne2: "เหมือนกัน"\n', "e2: ถ้อยคำเหมือนกับข้อ e1 ทุกตัวอักษร"),
        ('- "e1"\n', "ทั้งไฟล์ (บรรทัด 1): ทั้งไฟล์ ต้องเป็นคู่ของชื่อกับค่า"),
        ("", "ทั้งไฟล์: ไฟล์ว่าง"),
        ("e1: !!python/object/apply:os.system ['true']\n", "e1 (บรรทัด 1): e1 ต้องเป็นข้อความ แต่พบรายการซ้อนอยู่"),
    ],
)
def test_what_is_wrong_in_a_yaml_file_is_told_with_its_place(content: str, told: str) -> None:
    assert problems_of(content.encode()) == [told]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("e99", "", "ข"), "แถวที่ 3 (e99): ไม่มีรหัส e99 ในแบบวัดนี้"),
        (("scale.yesno.1", "", "ข"), "แถวที่ 3 (scale.yesno.1): คำของระดับและคำถามเกี่ยวกับผู้ตอบเปลี่ยนไม่ได้"),
        (("e1", "", "ข"), "แถวที่ 3 (e1): รหัส e1 ซ้ำกับ แถวที่ 2 (e1)"),
        ((None, "", "ข"), "แถวที่ 3: มีถ้อยคำแต่ไม่มีรหัส"),
        (("e2", "", 7), "แถวที่ 3 (e2): ช่องนี้เป็นสูตร ตัวเลข หรือวันที่"),
        (("e2", "", date(2026, 11, 24)), "แถวที่ 3 (e2): ช่องนี้เป็นสูตร ตัวเลข หรือวันที่"),
        (("e2", "", "=1+1"), "แถวที่ 3 (e2): ช่องนี้เป็นสูตร ตัวเลข หรือวันที่"),
        (("e2", "", "<i>ข</i>"), "แถวที่ 3 (e2): มีรหัส HTML ในข้อความ"),
    ],
)
def test_what_is_wrong_in_a_spreadsheet_is_told_with_its_row(row: tuple[object, ...], told: str) -> None:
    assert problems_of(spreadsheet(("e1", "", "ก"), row)) == [told]


def test_every_problem_is_told_at_once() -> None:
    content = b'e99: "a"\ne1: "<b>"\ne2: no\n'
    assert len(problems_of(content)) == 3


def test_a_spreadsheet_without_its_headings_says_which_it_needs() -> None:
    told = ["แถวที่ 1: แถวแรกไม่มีหัวตารางที่ต้องใช้"]
    assert problems_of(spreadsheet(("e1", "ก"), headings=("a", "b"))) == told
    assert problems_of(spreadsheet(headings=())) == told


def test_rows_beyond_what_an_instrument_can_have_are_refused_and_empty_ones_are_not() -> None:
    assert problems_of(spreadsheet(*[("e1", "", "ก")] * MOST_ROWS)) == ["ทั้งไฟล์: มีเกิน 1,000 แถว"]
    far = part(spreadsheet(("e1", "", "ก")), SHEET).replace(b"</sheetData>", b'<row r="1048576"/></sheetData>')
    assert read(repacked(spreadsheet(("e1", "", "ก")), {SHEET: far}), EIT) == ({"e1": "ก"}, ())


def bombs() -> dict[str, bytes]:
    """Packages that would unpack into more than anybody has room for, or that are no spreadsheets at all."""
    good = spreadsheet(("e1", "", "ก"))
    sheet = part(good, SHEET)
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    declared = sheet.replace(b"<worksheet", laughs + b"<worksheet", 1)
    dimension = b'<dimension ref="A1:XFD1048576"/>'
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("inner.zip", good)
    return {
        "spaces": repacked(good, {SHEET: sheet + b" " * (LARGEST_UNPACKED - len(sheet) - 100_000)}),
        "large": repacked(good, {"xl/media/noise.bin": b"\x00" * (LARGEST_UNPACKED + 1)}),
        "many parts": repacked(good, {f"xl/{number}.xml": b"<a/>" for number in range(100)}),
        "entities": repacked(good, {SHEET: declared}),
        "entities in utf-16": repacked(good, {SHEET: declared.decode().replace('encoding="UTF-8"', "").encode("utf-16")}),
        "cut": good[: len(good) // 2],
        "no directory": good[:-30],
        "not a package": b"PK\x03\x04" + b"\x00" * 200,
        "empty package": b"PK\x05\x06" + b"\x00" * 18,
        "nested": nested.getvalue(),
        "broken sheet": repacked(good, {SHEET: b"<worksheet><sheetData><row>"}),
        "no workbook": repacked(good, {"xl/workbook.xml": b""}),
        "lying size": good.replace(len(sheet).to_bytes(4, "little"), (10).to_bytes(4, "little")),
        "wide": repacked(
            good,
            {SHEET: sheet.replace(b"<sheetData>", dimension + b"<sheetData>", 1).replace(b'<dimension ref="A1:C2"/>', b"", 1)},
        ),
    }


@pytest.mark.parametrize("name", sorted(set(bombs()) - {"wide"}))
def test_a_package_that_is_made_to_do_harm_or_is_damaged_is_one_problem_and_soon_told(name: str) -> None:
    content = bombs()[name]
    before = time.process_time()
    (told,) = problems_of(content)
    assert time.process_time() - before < PATIENCE
    assert told.startswith("ทั้งไฟล์: ")


def test_a_sheet_that_claims_to_be_as_wide_as_sheets_can_be_is_read_as_far_as_it_goes() -> None:
    assert read(bombs()["wide"], EIT) == ({"e1": "ก"}, ())


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"{a: " * 50_000, b"&a [*a]", b"\xff\xfe", b"\x00" * 100, b"%YAML 9.9\n---\n"]
)
def test_yaml_that_is_made_to_do_harm_is_a_problem_and_soon_told(content: bytes) -> None:
    before = time.process_time()
    assert problems_of(content)
    assert time.process_time() - before < PATIENCE


def test_aliases_do_not_multiply() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"] + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    before = time.process_time()
    assert problems_of("\n".join(lines).encode())
    assert time.process_time() - before < PATIENCE


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_at_all_are_more_than_a_problem(content: bytes, packed: bool) -> None:
    texts, problems = read(b"PK" + content if packed else content, EIT)
    assert problems or texts


# Made once: a spreadsheet holds the time it was made, and one of another length would be another example.
TWO_WORDS = spreadsheet(("e1", "", "ก"), ("e2", "", "ข"))


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_spreadsheet_with_a_few_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(TWO_WORDS)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(2, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content), EIT)
