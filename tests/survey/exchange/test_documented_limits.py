from __future__ import annotations

from pathlib import Path

import pytest

from survey.exchange import columns, problems, reading, records, spreadsheets, workbook

DOCUMENT = (Path(__file__).parents[3] / "docs" / "data-formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        f"| one row | {records.ROW_BYTES // 1024} KiB or {records.ROW_LINES:,} lines |",
        f"| named columns | {columns.NAMED_COLUMNS:,} |",
        f"| blank rows before the header | {records.ROWS_BEFORE_HEADER - 1} |",
        f"| rows without an answer | {reading.ROWS_WITHOUT_ANSWER:,} |",
        f"| bad rows | {reading.BAD_ROWS_KEPT:,}, or about {reading.BAD_ROWS_SIZE // 1_000_000} MB of them |",
        f"| undecodable cells listed | {records.PLACES_LISTED} |",
        f"| rows of an Excel sheet | {spreadsheets.MOST_SHEET_ROWS:,} |",
        f"| one sheet of an Excel workbook, unpacked | {spreadsheets.LARGEST_SHEET // 1_000_000} MB |",
        f"| any other part of a workbook, unpacked | {spreadsheets.LARGEST_OTHER_PART // 1_000_000} MB |",
        f"| parts of a workbook | {spreadsheets.MOST_PARTS} |",
        (
            f"| how far a part of more than {spreadsheets.WORTH_MEASURING // 1_000_000} MB may have been packed "
            f"| {spreadsheets.STRONGEST_PACKING} times |"
        ),
        f"| responses written into a workbook | {workbook.MOST_RESPONSES:,} |",
        f"the first {reading.PROBLEMS_KEPT:,} are listed",
        f"at most {problems.SHOWN_CHARACTERS} characters of a cell",
        f"`{columns.REASON_COLUMN}`",
        f"`{reading.ABSENT}`",
    ],
)
def test_the_developers_page_states_the_limits_that_are_in_force(sentence: str) -> None:
    assert sentence in DOCUMENT
