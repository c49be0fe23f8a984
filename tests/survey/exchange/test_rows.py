from __future__ import annotations

import io

import numpy as np
import pytest

from survey.exchange.reading import ResponseFile, read_responses
from tests.survey.exchange.small_instrument import HEADER, SMALL


def read(*lines: str, header: str = HEADER) -> ResponseFile:
    return read_responses(io.BytesIO("\r\n".join((header, *lines, "")).encode()), SMALL)


def steps_of(*lines: str, header: str = HEADER) -> list[list[int]]:
    file = read(*lines, header=header)
    assert file.problem_lines() == ()
    return file.steps.tolist()


def test_steps_and_labels_may_be_mixed_and_an_empty_cell_is_blank() -> None:
    assert steps_of("4,มาก,,2,ไม่เคย", "น้อยที่สุดหรือไม่มีเลย,2,มี,1,3") == [[4, 3, 0, 2, 1], [1, 2, 2, 1, 3]]


@pytest.mark.parametrize(
    "cell", ["3", "๓", " 3 ", "3.0", "3.00", "๓.๐", "\u00a03", "3\u200b", "มาก", " มาก\t", '"มาก"', "ม\u200bาก"]
)
def test_a_step_is_understood_however_a_spreadsheet_or_a_hand_writes_it(cell: str) -> None:
    assert steps_of(f"{cell},,,,")[0] == [3, 0, 0, 0, 0]


def test_a_label_is_compared_with_its_white_space_made_one_space() -> None:
    assert steps_of(",,,,บาง   ครั้ง", ",,,,บาง\u00a0ครั้ง") == [[0, 0, 0, 0, 2]] * 2


def test_a_label_that_starts_like_a_formula_is_understood_with_and_without_its_mark() -> None:
    assert steps_of(",,,- ไม่แน่ใจ,", ",,,'- ไม่แน่ใจ,", ",,,'=ใช่,") == [[0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 2, 0]]


def test_a_number_is_a_step_even_where_the_scale_has_a_label_that_is_a_number() -> None:
    assert steps_of(",,,2,") == [[0, 0, 0, 2, 0]]


def test_columns_stand_in_any_order_and_others_are_passed_over_with_a_notice() -> None:
    file = read("ชาย,1,2,3,ว่าง,2,1", header="เพศ,i4,i3,i1.2,หมายเหตุ,i1.1,i2")
    assert file.steps.tolist() == [[2, 3, 1, 2, 1]]
    assert file.notices == ("ไม่ได้อ่านคอลัมน์ที่ไม่ใช่รหัสข้อ: เพศ, หมายเหตุ",)


def test_the_matrix_is_of_small_integers_and_cannot_be_changed() -> None:
    steps = read("1,1,1,1,1").steps
    assert steps.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        steps[0, 0] = 2


def test_a_file_with_a_header_only_holds_no_responses() -> None:
    file = read()
    assert file.steps.shape == (0, 5)
    assert (file.bad_rows, file.problems, file.notices) == ((), (), ())


def test_a_step_out_of_range_is_named_with_row_column_and_range() -> None:
    file = read("1,1,1,1,1", "1,5,1,1,1", "1,1,0,1,1")
    assert file.problem_lines() == (
        "แถว 3 คอลัมน์ i1.2: “5” อยู่นอกช่วง ใช้ได้เฉพาะระดับ 1 ถึง 4 ถ้าไม่มีคำตอบให้เว้นว่าง",
        "แถว 4 คอลัมน์ i2: “0” อยู่นอกช่วง ใช้ได้เฉพาะระดับ 1 ถึง 2 ถ้าไม่มีคำตอบให้เว้นว่าง",
    )
    assert file.steps.tolist() == [[1, 1, 1, 1, 1]]


def test_a_label_of_another_scale_is_told_apart_from_a_word_of_no_scale() -> None:
    file = read("มี,1,1,1,1", "เยอะ,1,1,1,1")
    other, unknown = file.problem_lines()
    assert other == ("แถว 2 คอลัมน์ i1.1: “มี” เป็นคำตอบของข้ออื่น ข้อนี้ใช้ระดับ 1 ถึง 4 หรือคำว่า น้อยที่สุดหรือไม่มีเลย, น้อย, มาก, มากที่สุด")
    assert unknown.startswith("แถว 3 คอลัมน์ i1.1: “เยอะ” ไม่ใช่คำตอบของข้อนี้")


@pytest.mark.parametrize(
    "cell", ["1.5", "-1", "+1", "1 2", "1.", ".0", "1e0", "x", "มา ก", "0x1", "9" * 5000, "ก" * 5000, "a\u0301\u0316" * 9000]
)
def test_anything_else_is_refused_in_a_message_of_moderate_length(cell: str) -> None:
    (problem,) = read(f"{cell},,,,").problems
    assert (problem.row, problem.column) == (2, "i1.1")
    assert len(problem.message) < 200


def test_every_bad_cell_of_a_row_is_listed_and_good_rows_around_it_are_kept() -> None:
    file = read("1,1,1,1,1", "9,1,3,1,ไม่รู้", "2,2,2,2,2")
    assert [(problem.row, problem.column) for problem in file.problems] == [(3, "i1.1"), (3, "i2"), (3, "i4")]
    assert file.steps.tolist() == [[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]
    (bad,) = file.bad_rows
    assert (bad.row, bad.cells, bad.count) == (3, ("9", "1", "3", "1", "ไม่รู้"), 3)


def test_a_row_with_too_few_or_too_many_cells_is_a_problem_of_the_whole_row() -> None:
    file = read("1,1,1,1", "1,1,1,1,1,1", "1,1,1,1,1")
    assert file.problem_lines() == (
        "แถว 2: มี 4 ช่อง แต่หัวตารางมี 5 ช่อง โปรดตรวจว่าข้อมูลไม่ขาดหายหรือเลื่อนช่อง",
        "แถว 3: มี 6 ช่อง แต่หัวตารางมี 5 ช่อง โปรดตรวจว่าไม่มีเครื่องหมายคั่นเกินมาหรือข้อมูลเลื่อนช่อง",
    )
    assert len(file.steps) == 1


def test_empty_cells_beyond_the_last_named_column_do_no_harm() -> None:
    assert steps_of("1,1,1,1,1,,", "1,1,1,1,1", header=HEADER + ",,") == [[1, 1, 1, 1, 1]] * 2


def test_rows_without_an_answer_are_skipped_and_named() -> None:
    file = read("1,1,1,1,1,", "", ",,,,,", "   ,,,,,", ",,,,,ชาย", "2,2,2,2,2,หญิง", header=HEADER + ",เพศ")
    assert file.steps.tolist() == [[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]
    assert file.problems == ()
    assert file.notices[-1] == "ข้าม 4 แถวที่ไม่มีคำตอบเลย (แถว 3, 4, 5, 6)"


def test_many_skipped_rows_are_counted_and_the_first_ten_named() -> None:
    file = read(*[","] * 1200, "1,1,1,1,1")
    assert file.notices == ("ข้าม 1,200 แถวที่ไม่มีคำตอบเลย (แถว 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …)",)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_across_quoted_line_breaks() -> None:
    note = '"บรรทัดแรก\r\nบรรทัดสอง\nบรรทัดสาม"'
    file = read(f"1,1,1,1,1,{note}", "", "7,1,1,1,1,", header=HEADER + ',"หมาย\nเหตุ"')
    assert [(problem.row, problem.column) for problem in file.problems] == [(4, "i1.1")]


def test_a_blank_first_row_is_counted_but_not_taken_for_the_header() -> None:
    file = read_responses(io.BytesIO(f"\n,,,,\n{HEADER}\n1,1,1,1,1\n9,1,1,1,1\n".encode()), SMALL)
    assert [problem.row for problem in file.problems] == [5]


def test_problems_stay_in_the_order_of_the_file_whatever_their_kind() -> None:
    lines = ["9,1,1,1,1", "1,1", "1,1,1,1,9", "1,1,1,1,1,1", "1,9,1,1,1"] * 200
    assert [problem.row for problem in read(*lines).problems] == list(range(2, 1002))


def test_a_thousand_problems_are_kept_and_the_rest_is_counted_exactly() -> None:
    file = read(*["9,9,9,9,9"] * 300, "1,1,1,1,1")
    assert (len(file.problems), file.problem_count, len(file.bad_rows)) == (1000, 1500, 300)
    assert file.problem_lines()[-1] == "และอีก 500 จุด"
    assert file.problem_lines(2)[-1] == "และอีก 1,498 จุด"
    assert len(file.problem_lines(2)) == 3
    assert file.steps.tolist() == [[1, 1, 1, 1, 1]]
