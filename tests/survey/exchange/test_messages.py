from __future__ import annotations

import pytest

from survey.exchange.problems import RowProblem, UnreadableFile, column_letters, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("มาก", "มาก"),
        ("a\nb\tc\x00\x7f", "a␊b␉c␀␡"),
        ("a\u202eb\u200b\u2028", "a<U+202E>b<U+200B><U+2028>"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 39 + "…"),
        # กี่ is one letter with two marks: a cut may fall before it, never inside.
        ("x" * 38 + "กี่ๆ", "x" * 38 + "…"),
        ("x" * 38 + "น้ำใจ", "x" * 38 + "…"),
    ],
)
def test_a_cell_is_shown_short_and_with_nothing_hidden(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text", ["\u202e" * 100, "\u0e35" * 500, "ก" + "\u0e48" * 500, "\x00" * 1_000_000])
def test_what_is_shown_never_passes_forty_characters(text: str) -> None:
    assert 1 <= len(shown(text)) <= 40


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_a_spreadsheet(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_a_refusal_reads_as_one_problem_a_line() -> None:
    refusal = UnreadableFile([RowProblem(0, "", "ทั้งไฟล์"), RowProblem(3, "", "ทั้งแถว"), RowProblem(4, "i2", "ช่องเดียว")])
    assert str(refusal) == "ทั้งไฟล์\nแถว 3: ทั้งแถว\nแถว 4 คอลัมน์ i2: ช่องเดียว"
