"""The list of a board: what is on it, and finding something in it."""

from __future__ import annotations

import pytest
from flask import Flask

from survey import thai
from survey.board.queries import PAGE_SIZE
from survey.cases import author, handling
from survey.cases.handling import Answer
from survey.models import CaseStatus, Outcome, Refusal, Visibility
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place, days_ago, published, received

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def subjects(reader: Reader) -> list[str]:
    """The subjects on the page, in their order."""
    return [words.strip() for tag, words in reader.page.headings if tag == "h2"]


@ON_ONE_DATABASE
def test_an_empty_board_says_how_to_begin_and_an_unknown_one_is_not_found(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    reader.open(place.path)
    assert "ยังไม่มีเรื่องที่เผยแพร่" in reader.page.words
    assert f"{place.path}new" in reader.page.links
    assert "q" not in reader.page.fields
    for path in ("/board/none/", "/board/none/new", "/board/none/follow", "/board/none/2570-0001", "/board/%00%00%00%00/"):
        reader.open(path, status=404)


def test_only_what_was_published_is_listed_newest_first_in_the_words_of_the_officer(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        published(session, place, "เรื่องเก่า", received_on=days_ago(3))
        new, _code = published(session, place, "คำเดิมของผู้เสนอ")
        handling.publish(session, new, place.officer, subject="คำที่เผยแพร่", text="รายละเอียดที่เผยแพร่")
        received(session, place, "ยังรออ่าน")
        refused, _code = published(session, place, "ไม่เผยแพร่แล้ว")
        handling.refuse(session, refused, place.officer, reason=Refusal.RUDE)
        withdrawn, _code = published(session, place, "ถอนแล้ว")
        author.withdraw(session, withdrawn)
        merged, _code = published(session, place, "รวมแล้ว")
        handling.merge(session, merged, new, place.officer)
        received(session, place, "คำขอรับบริการ", kind="water", visibility=Visibility.PUBLIC)
    other = a_place(app, "เทศบาลอื่น")
    reader.open(place.path)
    assert subjects(reader) == ["คำที่เผยแพร่", "เรื่องเก่า"]
    assert "เผยแพร่แล้ว 2 เรื่อง" in reader.page.words
    assert "คำเดิมของผู้เสนอ" not in reader.page.source
    reader.open(other.path)
    assert "ยังไม่มีเรื่องที่เผยแพร่" in reader.page.words


def several(place: Place) -> None:
    """Five cases that differ in what can be asked for."""
    with arranging(place.app) as session:
        lamp, _ = published(session, place, "ไฟถนนดับ", "หน้าวัดโพธิ์ชัย", division_id=place.divisions["กองช่าง"])
        handling.acknowledge(session, lamp, place.officer)
        road, _ = published(session, place, "ถนนเป็นหลุม", "ทางเข้าหมู่บ้าน", division_id=place.divisions["กองช่าง"])
        done = Answer("ซ่อมแล้ว", CaseStatus.DONE, Outcome.DONE)
        handling.answer(session, road, place.officer, done)
        fees, _ = published(session, place, "แจ้งค่าธรรมเนียมก่อน", "ที่หน้าเคาน์เตอร์", division_id=place.divisions["กองคลัง"])
        handling.link(session, fees, place.officer, indicator=8, item=None)
        last_year = days_ago(400)
        published(session, place, "ปีก่อน", "น้ำประปาไหลอ่อน", received_on=last_year)
        published(session, place, "๑๐๐ ปีโรงเรียน", "จัดงานฉลอง")


def test_the_list_is_narrowed_by_division_status_year_and_indicator_and_by_several_at_once(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    several(place)
    works = place.divisions["กองช่าง"]
    for query, expected in (
        (f"division={works}", {"ไฟถนนดับ", "ถนนเป็นหลุม"}),
        ("status=working", {"ไฟถนนดับ"}),
        ("status=done", {"ถนนเป็นหลุม"}),
        ("status=forwarded", set()),
        ("indicator=8", {"แจ้งค่าธรรมเนียมก่อน"}),
        (f"year={thai.fiscal_year(days_ago(400))}", {"ปีก่อน"}),
        (f"division={works}&status=done", {"ถนนเป็นหลุม"}),
        (f"division={works}&status=received", set()),
    ):
        reader.open(f"{place.path}?{query}")
        found = set(subjects(reader)) - {"ไม่พบเรื่องที่ค้นหา"}
        assert found == expected, query
        assert (f"พบ {len(expected)} เรื่อง" in reader.page.words) == bool(expected), query
        assert ("ไม่พบเรื่องที่ค้นหา" in reader.page.words) == (not expected), query
        assert "noindex" in reader.page.source
    # What was asked for is still chosen.
    reader.open(f"{place.path}?division={works}&status=done&q=ถนน")
    chosen = reader.page.fields
    assert (chosen["division"], chosen["status"], chosen["q"]) == (works, "done", "ถนน")


def test_what_nobody_can_ask_for_counts_as_everything(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    several(place)
    for query in ("division=none&status=lost&year=1&indicator=99&page=0", "page=-3", "page=x&year=๑", "q=&q=ถนน"):
        reader.open(f"{place.path}?{query}")
        assert len(subjects(reader)) == 5, query


def test_a_word_finds_what_holds_it_and_thai_digits_find_arabic_ones(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    several(place)
    for words, expected in (("ถนน", {"ไฟถนนดับ", "ถนนเป็นหลุม"}), ("100 ปี", {"๑๐๐ ปีโรงเรียน"}), ("วัดโพธิ์ชัย", {"ไฟถนนดับ"})):
        reader.open(f"{place.path}?q={words}")
        assert set(subjects(reader)) == expected, words
        assert f"พบ {len(expected)} เรื่อง" in reader.page.words
    reader.open(f"{place.path}?q=กขคฆงจฉช")
    assert "ไม่พบเรื่องที่ค้นหา" in reader.page.words
    reader.open(f"{place.path}?q=ถนน&status=done")
    assert subjects(reader) == ["ถนนเป็นหลุม"]


@ON_ONE_DATABASE
def test_a_long_list_is_read_page_by_page_and_keeps_what_was_asked_for(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        for at in range(2 * PAGE_SIZE + 1):
            published(session, place, f"เรื่องที่ {at}", received_on=days_ago(at))
    expected = [f"เรื่องที่ {at}" for at in range(2 * PAGE_SIZE + 1)]
    read: list[str] = []
    path = f"{place.path}?q=เรื่องที่&size=large"
    for number in (1, 2, 3):
        reader.open(path)
        assert f"หน้า {number} จาก 3" in reader.page.words
        assert 'class="size-large' in reader.page.source
        read += subjects(reader)
        following = [link for link in reader.page.links if f"page={number + 1}" in link]
        path = following[0] if following else ""
    assert read == expected
    assert not path
    # A page beyond the last one is the last one.
    reader.open(f"{place.path}?page=99")
    assert subjects(reader) == [f"เรื่องที่ {2 * PAGE_SIZE}"]


@ON_ONE_DATABASE
def test_a_list_says_which_cases_are_late_and_how_many_support_them(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        late, _ = published(session, place, "รอมานาน", received_on=days_ago(60))
        author.support(session, late, "one", key=b"k")
        author.support(session, late, "another", key=b"k")
    reader.open(place.path)
    assert "รอรับเรื่อง เกินกำหนด สนับสนุน 2" in reader.page.words
    with arranging(app) as session:
        late = handling.case_of(session, place.office_id, late.number)
        handling.answer(session, late, place.officer, Answer("ทำไม่ได้", CaseStatus.DONE, Outcome.IMPOSSIBLE))
    reader.open(place.path)
    assert "เสร็จสิ้น (ทำไม่ได้) สนับสนุน 2" in reader.page.words


@ON_ONE_DATABASE
def test_searching_without_end_is_asked_to_wait_and_reading_is_not(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    for _ in range(120):
        reader.client.get(f"{place.path}?q=ถนน")
    reader.open(f"{place.path}?q=ถนน", status=429)
    reader.open(place.path)


@ON_ONE_DATABASE
def test_another_language_of_the_address_changes_nothing_but_the_size_stays(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    reader.open(f"{place.path}?language=en&size=large&contrast=high")
    assert 'lang="th"' in reader.page.source
    assert f"{place.path}new?size=large&amp;contrast=high" in reader.page.source
