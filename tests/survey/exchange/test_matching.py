"""Headings as Google Forms, LimeSurvey and offices write them, and which part each answers."""

from __future__ import annotations

import time

import pytest

from questionnaires.loader import load_all
from questionnaires.model import Instrument, Item, Part
from questionnaires.texts import translation
from survey.exchange.matching import Basis, is_personal, match

IIT, EIT = load_all().instrument("2565/iit"), load_all().instrument("2565/eit")
BOTH = pytest.mark.parametrize("instrument", [IIT, EIT], ids=["IIT", "EIT"])


def _numbered(item: Item, part: Part) -> int:
    return item.parts.index(part) + 1


def _grid(item: Item, part: Part) -> str:
    return f"{item.text} [{part.text}]" if item.is_divided else item.text


WRITTEN = {
    "google": _grid,
    "google with numbers": lambda item, part: f"{item.number}. {_grid(item, part)}",
    "google with thai numbers": lambda item, part: f"ข้อที่ {item.number} {_grid(item, part)}",
    "limesurvey": lambda item, part: f"{item.code}[SQ{_numbered(item, part):03}]" if item.is_divided else item.code,
    "limesurvey short": lambda item, part: f"{item.code}[{_numbered(item, part)}]" if item.is_divided else item.code,
    "limesurvey for spss": lambda item, part: (
        f"Q{item.number}_SQ{_numbered(item, part):03}" if item.is_divided else f"Q{item.number}"
    ),
    "limesurvey groups": lambda item, part: (
        f"G01Q{int(item.number):02}[SQ{_numbered(item, part):03}]" if item.is_divided else f"G02Q{int(item.number):02}"
    ),
    "limesurvey code and text": lambda item, part: f"{item.code}[{_numbered(item, part)}]. {_grid(item, part)}",
    "numbers alone": lambda item, part: f"ข้อ {item.number}.{_numbered(item, part)}" if item.is_divided else f"ข้อ {item.number}",
    "our codes with underscores": lambda item, part: part.code.replace(".", "_"),
    "our codes and words of their own": lambda item, part: f"{part.code} ท่านคิดอย่างไร",
}


@BOTH
@pytest.mark.parametrize("written", list(WRITTEN.values()), ids=list(WRITTEN))
def test_a_file_written_in_one_way_is_matched_whole_and_surely(instrument: Instrument, written: object) -> None:
    header = [written(item, part) for item in instrument.items for part in item.parts]  # type: ignore[operator]
    found = match(["ประทับเวลา", *header, "ที่อยู่อีเมล"], instrument)
    assert [one.code for one in found.matches] == [None, *instrument.part_codes, None]
    assert found.missing == ()
    assert all(one.is_sure for one in found.matches[1:-1])
    assert found.personal == {0, len(header) + 1}


@BOTH
def test_english_questions_and_an_offices_own_wording_are_recognised(instrument: Instrument) -> None:
    english = translation(instrument, "en")
    own = {
        item.code: f"ถ้อยคำของหน่วยงานเรื่องที่ {'กขคงจฉชซญฎฐฑฒณดตถทธนบปผฝพฟภมยรล'[at] * 9}"
        for at, item in enumerate(instrument.items)
    }
    for wording in (english, own):
        header = [
            f"{wording[item.code]} [{wording.get(part.code, part.text)}]" if item.is_divided else wording[item.code]
            for item in instrument.items
            for part in item.parts
        ]
        assert [one.code for one in match(header, instrument, [english, own]).matches] == list(instrument.part_codes)


def test_numbers_of_other_questions_do_not_take_a_part() -> None:
    header = ["1. เพศ", "2. ช่วงอายุ", "3. ท่านมาติดต่อเรื่องใด", f"1. {EIT.items[1].text}"]
    assert [one.code for one in match(header, EIT).matches] == [None, None, None, "e2"]


def test_wording_that_is_merely_alike_is_marked_as_to_be_looked_at() -> None:
    (found,) = match(["เจ้าหน้าที่บอกข้อมูลท่านตามจริง ไม่ปิดบังไม่บิดเบือนเพียงใด"], EIT).matches
    assert (found.code, found.basis, found.is_sure) == ("e3", Basis.WORDING, False)


def test_of_two_columns_alike_the_surer_takes_the_part_and_the_other_none() -> None:
    said = EIT.items[1].text
    found = match([said[:50], said, said], EIT).matches
    assert [one.code for one in found] == [None, "e2", None]


@pytest.mark.parametrize(
    "heading",
    [
        "Timestamp",
        "ประทับเวลา",
        "อีเมล",
        "Email Address",
        "ชื่อ-นามสกุล",
        "ชื่อ - สกุล",
        "เบอร์โทรศัพท์",
        "submitdate",
        "ipaddr",
        "id",
        "Last page",
    ],
)
def test_columns_that_say_who_or_when_are_known_by_their_headings(heading: str) -> None:
    assert is_personal(heading)
    assert match([heading], EIT).matches[0].basis is Basis.PERSONAL


@BOTH
def test_no_question_is_taken_for_a_personal_column(instrument: Instrument) -> None:
    english = translation(instrument, "en")
    for item in instrument.items:
        for part in item.parts:
            assert not is_personal(_grid(item, part))
            assert not is_personal(f"{english[item.code]} {english.get(part.code, '')}")


def test_codes_of_another_instrument_and_nonsense_match_nothing() -> None:
    assert match(["i1.1", "x99", "", "?", "1" * 500, "[", "ก" * 5_000, "9999. abc"], EIT).by_column == {}


def test_a_thousand_long_columns_are_matched_within_seconds() -> None:
    began = time.process_time()
    match([f"{number} {IIT.items[number % 30].text * 5}" for number in range(1_000)], IIT)
    assert time.process_time() - began < 20
