from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from survey.exchange.cells import neutral
from survey.exchange.reading import read_responses
from survey.exchange.writing import response_chunks, write_bad_rows, write_responses
from tests.survey.exchange.small_instrument import HEADER, SMALL

MATRIX = np.array([[1, 2, 0, 3, 3], [4, 0, 2, 4, 1]], dtype=np.uint8)


def written(*, labels: bool = False) -> bytes:
    stream = io.BytesIO()
    write_responses(stream, SMALL, MATRIX, labels=labels)
    return stream.getvalue()


def bad_rows_of(text: str) -> str:
    stream = io.BytesIO()
    write_bad_rows(stream, read_responses(io.BytesIO(text.encode()), SMALL))
    return stream.getvalue().decode("utf-8-sig")


def test_an_export_is_utf8_with_a_mark_crlf_and_blanks_left_empty() -> None:
    assert written() == b"\xef\xbb\xbfi1.1,i1.2,i2,i3,i4\r\n1,2,,3,3\r\n4,,2,4,1\r\n"


def test_labels_are_quoted_and_made_harmless_and_an_ambiguous_one_is_written_as_its_step() -> None:
    assert written(labels=True).decode("utf-8-sig") == (
        'i1.1,i1.2,i2,i3,i4\r\nน้อยที่สุดหรือไม่มีเลย,น้อย,,"ไม่ ""ใช่"", เลย",ทุกครั้ง\r\nมากที่สุด,,มี,4,ไม่เคย\r\n'
    )


def test_pandas_reads_what_is_written() -> None:
    frame = pd.read_csv(io.BytesIO(written()))
    assert list(frame.columns) == ["i1.1", "i1.2", "i2", "i3", "i4"]
    assert frame.fillna(0).to_numpy().tolist() == MATRIX.tolist()


def test_the_chunks_of_a_download_make_the_same_file() -> None:
    many = np.tile(MATRIX, (1500, 1))
    stream = io.BytesIO()
    write_responses(stream, SMALL, many)
    chunks = list(response_chunks(SMALL, many))
    assert b"".join(chunks) == stream.getvalue()
    assert len(chunks) == 4


@pytest.mark.parametrize("matrix", [[[1, 1, 1, 1]], [[5, 1, 1, 1, 1]], [[1, 1, 3, 1, 1]], [1, 1, 1, 1, 1]])
def test_a_matrix_that_does_not_fit_the_instrument_is_refused_before_a_byte_is_written(matrix: list[list[int]]) -> None:
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="step"):
        write_responses(stream, SMALL, np.array(matrix, dtype=np.uint8))
    assert stream.getvalue() == b""


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_starts_like_a_formula_gets_a_mark_once(cell: str) -> None:
    assert neutral(cell) == "'" + cell
    assert neutral(neutral(cell)) == "'" + cell


@pytest.mark.parametrize("cell", ["", "มาก", "1", "a=b", "'=1"])
def test_other_text_is_left_alone(cell: str) -> None:
    assert neutral(cell) == cell


def test_bad_rows_come_with_their_header_and_the_reason_last() -> None:
    header, first, second = csv.reader(
        io.StringIO(bad_rows_of(f"เพศ,{HEADER}\nชาย,1,1,1,1,1\nหญิง,9,1,1,1,1\n\nชาย,1,มี,1,1,7\n"))
    )
    assert header == ["เพศ", "i1.1", "i1.2", "i2", "i3", "i4", "เหตุผลที่ไม่รับ"]
    assert first[:6] == ["หญิง", "9", "1", "1", "1", "1"]
    assert first[6] == "i1.1: “9” อยู่นอกช่วง ใช้ได้เฉพาะระดับ 1 ถึง 4 ถ้าไม่มีคำตอบให้เว้นว่าง"
    assert second[:6] == ["ชาย", "1", "มี", "1", "1", "7"]
    assert second[6].startswith("i1.2: “มี” เป็นคำตอบของข้ออื่น")
    assert "; i4: “7”" in second[6]


def test_a_mended_file_of_bad_rows_is_read_without_a_word_about_its_reasons() -> None:
    mended = bad_rows_of(f"{HEADER}\n9,1,1,1,1\n").replace("9,1,1,1,1", "4,1,1,1,1")
    file = read_responses(io.BytesIO(mended.encode()), SMALL)
    assert file.steps.tolist() == [[4, 1, 1, 1, 1]]
    assert (file.problems, file.notices) == ((), ())


def test_a_file_that_is_still_bad_keeps_one_reason_column() -> None:
    again = bad_rows_of(bad_rows_of(f"{HEADER}\n9,1,1,1,1\n"))
    assert again.count("เหตุผลที่ไม่รับ") == 1
    assert again == bad_rows_of(f"{HEADER}\n9,1,1,1,1\n")


def test_a_row_that_was_cut_short_does_not_come_back_as_if_the_rest_was_blank() -> None:
    text = bad_rows_of(f"{HEADER},เพศ\n1,1\n1,1,1,1,1\n")
    first, second = list(csv.reader(io.StringIO(text)))[1:]
    assert first[:6] == ["1", "1", "(ขาดหาย)", "(ขาดหาย)", "(ขาดหาย)", "(ขาดหาย)"]
    assert second[:6] == ["1", "1", "1", "1", "1", "(ขาดหาย)"]
    assert [bad.row for bad in read_responses(io.BytesIO(text.encode()), SMALL).bad_rows] == [2, 3]


def test_what_a_row_had_too_many_of_stands_in_one_unnamed_column() -> None:
    text = bad_rows_of(f"{HEADER}\n1,1,1,1,1,2,,=3\n9,1,1,1,1\n")
    header, first, second = list(csv.reader(io.StringIO(text)))
    assert header[5:] == ["", "เหตุผลที่ไม่รับ"]
    assert first[:6] == ["1", "1", "1", "1", "1", "2, =3"]
    assert second[:6] == ["9", "1", "1", "1", "1", ""]
    assert [bad.row for bad in read_responses(io.BytesIO(text.encode()), SMALL).bad_rows] == [2, 3]


def test_no_cell_of_a_file_of_bad_rows_starts_like_a_formula() -> None:
    text = bad_rows_of(f'{HEADER},=ชื่อ,"\t@x"\n=cmd(),\t-1,"\r+1",1,1,=HYPERLINK(),@y\n1,1,1,1,1,,,=late\n')
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_without_bad_rows_only_the_header_is_written() -> None:
    assert bad_rows_of(f"{HEADER}\n1,1,1,1,1\n") == f"{HEADER},เหตุผลที่ไม่รับ\r\n"
