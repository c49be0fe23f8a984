"""A file with other headings, from the guess to the rows."""

from __future__ import annotations

import csv
import io
import zlib
from base64 import b64encode

import pytest

from questionnaires.loader import load_all
from questionnaires.texts import translation
from survey.exchange import foreign
from survey.exchange.cells import NOT_A_STEP
from survey.exchange.foreign import Confirmed, ForeignSteps, foreign_file, packed, read_confirmed, unpacked
from survey.exchange.problems import UnreadableFile
from tests.survey.exchange.small_instrument import AWKWARD, LEVEL4, YESNO

EIT = load_all().instrument("2565/eit")
ENGLISH = translation(EIT, "en")
PERSON = ["ประทับเวลา", "อีเมล"]
QUESTIONS = [f"{item.text} [{part.text}]" if item.is_divided else item.text for item in EIT.items for part in item.parts]


def a_file(*rows: list[str], header: list[str] | None = None) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(header or PERSON + QUESTIONS)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def answers(step: int = 2, **others: str) -> list[str]:
    said = {part.code: part.scale.labels[min(step, len(part.scale)) - 1] for part in EIT.parts} | others
    return ["1/2/2565 10:20:30", "somchai@example.go.th", *said.values()]


@pytest.mark.parametrize(
    ("cell", "step"),
    [
        ("มากที่สุด", 4), ("มากที่สุด ", 4), ("มาก ที่ สุด", 4), ("4 - มากที่สุด", 4), ("๔. มากที่สุด", 4), ("มากที่สุด (4)", 4),
        ("(4) มากที่สุด", 4),
        ("ระดับ ๓", 3), ("3", 3), ("Not at all or very little", 1), ("", 0),
        ("3 - มากที่สุด", NOT_A_STEP), ("ระดับ 9", NOT_A_STEP), ("มากมาย", NOT_A_STEP), ("A4", NOT_A_STEP),
    ],
)  # fmt: skip
def test_labels_are_known_whatever_signs_stand_round_them_and_nothing_is_guessed(cell: str, step: int) -> None:
    english = {
        f"scale.level4.{number}": label
        for number, label in enumerate(("Not at all or very little", "Little", "Much", "Very much"), 1)
    }
    assert ForeignSteps(LEVEL4, [english])[cell] == step


def test_labels_that_differ_by_a_word_stay_apart() -> None:
    assert (ForeignSteps(YESNO)["ไม่ มี"], ForeignSteps(YESNO)["มี."]) == (1, 2)
    assert [ForeignSteps(AWKWARD)[label] for label in AWKWARD.labels[:3]] == [1, 2, 3]


def test_a_google_form_is_guessed_whole_and_gives_the_same_rows_as_a_file_of_codes() -> None:
    found = foreign_file(a_file(answers(2), answers(4)), EIT)
    assert found is not None
    assert (found.matching.missing, found.responses, found.unknown) == ((), 2, ())
    read = read_confirmed(found.content, EIT, Confirmed(found.matching.by_column))
    assert read.steps.tolist() == [[min(step, len(part.scale)) for part in EIT.parts] for step in (2, 4)]


def test_who_answered_and_when_is_gone_from_what_is_carried_on() -> None:
    found = foreign_file(a_file(answers(), header=["ประทับเวลา", "ที่อยู่อีเมล", *QUESTIONS]), EIT)
    assert found is not None
    for trace in ("example.go.th", "10:20:30", "2565", "ที่อยู่อีเมล"):
        assert trace.encode() not in found.content


def test_english_answers_are_known() -> None:
    english = [ENGLISH[f"scale.{part.scale.key}.{len(part.scale)}"] for part in EIT.parts]
    found = foreign_file(a_file(["", "", *english]), EIT, [ENGLISH])
    assert found is not None
    read = read_confirmed(found.content, EIT, Confirmed(found.matching.by_column, wordings=(ENGLISH,)))
    assert read.steps.tolist() == [[len(part.scale) for part in EIT.parts]]


def test_unknown_answers_are_counted_with_their_parts_and_may_be_given_a_meaning() -> None:
    rows = [answers(e2="ไม่แน่ใจ", e3="ไม่แน่ใจ"), answers(e2="ไม่แน่ใจ", e5="A4")]
    found = foreign_file(a_file(*rows), EIT)
    assert found is not None
    assert [(one.label, one.count, one.codes) for one in found.unknown] == [("ไม่แน่ใจ", 3, ("e2", "e3")), ("A4", 1, ("e5",))]
    refused = read_confirmed(found.content, EIT, Confirmed(found.matching.by_column))
    assert (len(refused.steps), refused.problem_count) == (0, 4)
    meanings = {"level4": {"ไม่แน่ใจ": 0, "A4": 4}}
    read = read_confirmed(found.content, EIT, Confirmed(found.matching.by_column, meanings))
    codes = EIT.part_codes
    assert [(row[codes.index("e2")], row[codes.index("e5")]) for row in read.steps.tolist()] == [(0, 2), (0, 4)]


def test_more_different_answers_than_can_be_listed_are_counted() -> None:
    found = foreign_file(a_file(*(answers(e2=f"คำที่ {'กขคง'[number % 4]} {number}") for number in range(50))), EIT)
    assert found is not None
    assert (len(found.unknown), found.more_unknown) == (foreign.LABELS_KEPT, 50 - foreign.LABELS_KEPT)


def test_a_part_without_a_column_or_with_two_is_a_problem() -> None:
    found = foreign_file(a_file(answers()), EIT)
    assert found is not None
    columns = {index: code for index, code in found.matching.by_column.items() if code != "e2"} | {2: "e3"}
    with pytest.raises(UnreadableFile) as refused:
        read_confirmed(found.content, EIT, Confirmed(columns))
    assert [problem.column for problem in refused.value.problems] == ["e1.1", "e2", "e3"]


def test_rows_keep_the_numbers_they_have_in_the_file_and_shifted_rows_are_refused() -> None:
    content = b"\r\n\r\n" + a_file(answers(), answers(e2="?"), [*answers(), "x"], answers()[:-1])
    found = foreign_file(content, EIT)
    assert found is not None
    read = read_confirmed(found.content, EIT, Confirmed(found.matching.by_column))
    assert [problem.row for problem in read.problems] == [5, 6, 7]
    assert len(read.steps) == 1


def test_a_file_of_codes_and_a_file_of_other_things_are_no_foreign_files() -> None:
    assert foreign_file(a_file(header=list(EIT.part_codes)), EIT) is None
    assert foreign_file(a_file(header=["e1.1", "e1.2"]), EIT) is None
    assert foreign_file(a_file(header=["ชื่อร้าน", "ราคา"]), EIT) is None


def test_what_a_page_carries_comes_back_whole_and_nothing_else_is_taken_for_it() -> None:
    content = a_file(answers())
    text = packed(content)
    assert text is not None
    assert unpacked(text) == content
    bomb = b64encode(zlib.compress(bytes(foreign.LARGEST_UNPACKED + 1))).decode()
    for spoilt in ("", "?", text[:-8], b64encode(b"x" * 50).decode(), bomb):
        with pytest.raises(UnreadableFile):
            unpacked(spoilt)
