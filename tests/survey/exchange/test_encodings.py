from __future__ import annotations

import io

import pytest

from survey.exchange.problems import RowProblem, UnreadableFile
from survey.exchange.reading import read_header, read_responses
from tests.survey.exchange.small_instrument import HEADER, SMALL

GOOD = f"{HEADER}\r\n1,มาก,มี,1,1\r\n2,2,2,2,2\r\n"


def refusal(content: bytes) -> tuple[RowProblem, ...]:
    with pytest.raises(UnreadableFile) as refused:
        read_responses(io.BytesIO(content), SMALL)
    return refused.value.problems


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_and_any_line_end_are_accepted(newline: str, mark: str) -> None:
    content = (mark + GOOD.replace("\r\n", newline)).encode()
    assert read_responses(io.BytesIO(content), SMALL).steps.tolist() == [[1, 3, 2, 1, 1], [2, 2, 2, 2, 2]]


def test_the_last_line_needs_no_line_end() -> None:
    assert len(read_responses(io.BytesIO(GOOD.rstrip().encode()), SMALL).steps) == 2


def test_a_stream_that_gives_one_byte_at_a_time_reads_the_same() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 1))

    assert read_responses(Trickle(("\ufeff" + GOOD).encode()), SMALL).steps.tolist() == [[1, 3, 2, 1, 1], [2, 2, 2, 2, 2]]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" \n,,,,\n"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert refusal(content) == (RowProblem(0, "", "ไฟล์นี้ว่าง ไม่มีข้อมูลให้อ่าน"),)


def test_a_file_in_the_old_thai_encoding_is_recognised_and_each_place_named() -> None:
    explanation, *places = refusal(GOOD.encode("cp874"))
    assert "Windows-874 หรือ TIS-620" in str(explanation)
    assert "CSV UTF-8" in str(explanation)
    assert [(place.row, place.column) for place in places] == [(2, "i1.2"), (2, "i2")]


def test_an_undecodable_header_is_refused_with_the_letter_of_its_column() -> None:
    explanation, place = refusal("i1.1,i1.2,i2,i3,i4,เพศ\n1,1,1,1,1,\n".encode("tis-620"))
    assert "Windows-874" in str(explanation)
    assert (place.row, place.column) == (1, "F")


def test_rows_pasted_from_another_encoding_are_called_a_mixture() -> None:
    explanation, place = refusal(GOOD.encode() + "1,1,มี,1,1\n".encode("cp874") + GOOD.encode())
    assert "ปนกัน" in str(explanation)
    assert (place.row, place.column) == (4, "i2")


def test_undecodable_bytes_in_a_column_nobody_reads_still_mean_the_file_is_not_utf8() -> None:
    explanation, place = refusal(f"{HEADER},หมายเหตุ\n1,1,1,1,1,".encode() + b"\xff\xc0\n")
    assert explanation.row == 0
    assert (place.row, place.column) == (2, "หมายเหตุ")


def test_no_more_than_twenty_undecodable_places_are_listed() -> None:
    assert len(refusal(HEADER.encode() + b"\n\xa1,1,1,1,1" * 500)) == 21


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + GOOD.encode("utf-16-be"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "ไม่ใช่ข้อความ"),
        (b"PK\x03\x04" + bytes(100), "Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (HEADER.encode() + b"\n1,1,1,1,\x00\n", "ไม่ใช่ข้อความ"),
    ],
)
def test_other_kinds_of_files_are_named_for_what_they_are(content: bytes, word: str) -> None:
    (problem,) = refusal(content)
    assert word in problem.message


def test_a_quotation_mark_that_is_never_closed_is_named_by_the_row_it_opens_in() -> None:
    (problem,) = refusal(f'{HEADER}\n1,1,1,1,1\n1,"1,1,1,1\n1,1,1,1,1\n'.encode())
    assert problem.row == 3
    assert 'เครื่องหมายคำพูด (")' in problem.message


def test_what_was_wrong_before_the_file_broke_off_is_listed_too() -> None:
    problems = refusal(f'{HEADER}\n9,1,1,1,1\n1,1\n1,"1,1,1,1\n'.encode())
    assert [(problem.row, problem.column) for problem in problems] == [(2, "i1.1"), (3, ""), (4, "")]


def test_the_header_can_be_read_by_itself() -> None:
    assert read_header(io.BytesIO(b'\xef\xbb\xbfi1.1, i2 ,"a,b"\n1')) == ("i1.1", " i2 ", "a,b")
