from __future__ import annotations

import contextlib
import csv
import io
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import read_responses
from survey.exchange.writing import write_bad_rows, write_responses
from tests.survey.exchange.small_instrument import HEADER, SMALL

GOOD_CELLS = [["", *map(str, range(1, len(part.scale) + 1)), *part.scale.labels[:3]] for part in SMALL.parts]
BAD_CELLS = ["9", "0", "เยอะ", "=1", "-1", "@x", "1.5", "'", "ทุกครั้ง ๆ", "a\nb", 'x"y', "x,y", "1;2"]

answers = st.tuples(*(st.integers(0, len(part.scale)) for part in SMALL.parts)).filter(any)
matrices = st.lists(answers, max_size=20).map(lambda rows: np.array(rows, dtype=np.uint8).reshape(-1, 5))


@settings(max_examples=50)
@given(matrix=matrices, labels=st.booleans(), mark=st.booleans(), seed=st.integers(0, 10**6), delimiter=st.sampled_from(",;\t"))
def test_what_is_written_is_read_back_with_columns_shuffled_and_in_any_dialect(
    matrix: NDArray[np.uint8], labels: bool, mark: bool, seed: int, delimiter: str
) -> None:
    stream = io.BytesIO()
    write_responses(stream, SMALL, matrix, labels=labels)
    order = list(range(5))
    Random(seed).shuffle(order)
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    shuffled = io.StringIO(newline="")
    csv.writer(shuffled, delimiter=delimiter).writerows([row[index] for index in order] for row in rows)
    content = shuffled.getvalue().encode("utf-8-sig" if mark else "utf-8")
    file = read_responses(io.BytesIO(content), SMALL)
    assert file.problems == ()
    assert file.steps.tolist() == matrix.tolist()


@given(content=st.binary(max_size=400))
def test_random_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_responses(io.BytesIO(content), SMALL)
    assert refused.value.problems


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="surrogatepass"))))
def test_random_bytes_under_a_good_header_are_refused_or_accounted_for(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        file = read_responses(io.BytesIO(f"{HEADER}\n".encode() + content), SMALL)
        assert file.problem_count == len(file.problems) == sum(bad.count for bad in file.bad_rows)
        write_bad_rows(io.BytesIO(), file)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[int, set[str]]]:
    """Return rows of cells, and for the number of each bad row the columns that are bad in it (empty: the whole row)."""
    rows: list[list[str]] = []
    bad: dict[int, set[str]] = {}
    for number in range(2, 2 + draw(st.integers(0, 12))):
        row = [draw(st.sampled_from(cells)) for cells in GOOD_CELLS]
        row[0] = row[0] or "1"
        kind = draw(st.sampled_from(["good", "good", "cells", "short", "long"]))
        if kind == "cells":
            places = draw(st.sets(st.integers(0, 4), min_size=1))
            for place in places:
                row[place] = draw(st.sampled_from(BAD_CELLS))
            bad[number] = {SMALL.part_codes[place] for place in places}
        elif kind == "short":
            row = row[: draw(st.integers(1, 4))]
            bad[number] = {""}
        elif kind == "long":
            row += ["", draw(st.sampled_from(["1", "x"]))]
            bad[number] = {""}
        rows.append(row)
    return rows, bad


def content_of(rows: list[list[str]]) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(SMALL.part_codes), *rows])
    return io.BytesIO(text.getvalue().encode())


@settings(max_examples=50)
@given(table=tables())
def test_every_good_row_is_kept_and_every_bad_one_named_by_row_and_column(
    table: tuple[list[list[str]], dict[int, set[str]]],
) -> None:
    rows, bad = table
    file = read_responses(content_of(rows), SMALL)
    assert len(file.steps) == len(rows) - len(bad)
    assert [each.row for each in file.bad_rows] == list(bad)
    assert [list(each.cells) for each in file.bad_rows] == [rows[number - 2] for number in bad]
    assert {(problem.row, problem.column) for problem in file.problems} == {
        (number, column) for number, columns in bad.items() for column in columns
    }
    alone = read_responses(content_of([row for number, row in enumerate(rows, start=2) if number not in bad]), SMALL)
    assert file.steps.tolist() == alone.steps.tolist()


@settings(max_examples=50)
@given(table=tables())
def test_bad_rows_that_nobody_mended_stay_bad(table: tuple[list[list[str]], dict[int, set[str]]]) -> None:
    rows, bad = table
    once = io.BytesIO()
    write_bad_rows(once, read_responses(content_of(rows), SMALL))
    again = read_responses(io.BytesIO(once.getvalue()), SMALL)
    assert len(again.bad_rows) == len(bad)
    assert len(again.steps) == 0
    twice = io.BytesIO()
    write_bad_rows(twice, again)
    assert len(read_responses(io.BytesIO(twice.getvalue()), SMALL).bad_rows) == len(bad)
