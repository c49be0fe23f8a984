"""Typing a paper form in twice: what differs is shown part by part, and nothing is stored before it is settled."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.answers import new_key
from survey.manage.sitting import MOST
from survey.models import Channel, EitResponse
from tests.builders import Scene, a_scene, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# 19 parts: what is typed in first, and what comes back the second time, different in the second, third and sixth.
FIRST = "4312111443324143243"
SECOND = "4202121443324143243"
E_CODES = (
    *("e1.1", "e1.2", "e2", "e3", "e4.1", "e4.2", "e4.3", "e5", "e6.1", "e6.2"),
    *("e7", "e8", "e9", "e10", "e11", "e12", "e13", "e14", "e15"),
)


def signed_in(app: Flask, reader: Reader) -> tuple[Scene, str]:
    scene = a_scene(app)
    reader.be("malee")
    return scene, f"{scene.page}/paper/eit"


def ticks(digits: str) -> dict[str, str]:
    """The fields of a form that says these digits."""
    return {f"answer-{code}": digit for code, digit in zip(E_CODES, digits, strict=True) if digit != "0"}


def stored(app: Flask) -> list[str]:
    with looking(app) as session:
        assert set(session.scalars(select(EitResponse.channel))) <= {Channel.PAPER}
        return sorted(session.scalars(select(EitResponse.steps)))


def typed_first(reader: Reader, path: str, digits: str = FIRST) -> dict[str, str]:
    """Type a form in once with the check asked for; return the fields of the page that asks for it again."""
    reader.open(path)
    reader.send(path, {**reader.page.fields, **ticks(digits), "twice": "y"}, status=200)
    return reader.page.fields


@ON_ONE_DATABASE
def test_the_parts_of_these_tests_are_those_of_the_form(app: Flask) -> None:
    assert instrument_of(app, a_scene(app).eit).part_codes == E_CODES


@ON_ONE_DATABASE
def test_the_same_form_is_asked_for_again_empty_and_nothing_is_stored_yet(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    reader.open(path)
    key = reader.page.fields["submission-key"]
    reader.send(path, {**reader.page.fields, **ticks(FIRST), "twice": "y"}, status=200)
    assert reader.page.heading == "ป้อนชุดเดิมอีกครั้ง EIT"
    assert "ยังไม่ได้บันทึก" in reader.page.words
    assert reader.page.ticked == {}
    assert (reader.page.fields["submission-key"], reader.page.fields["first"]) == (key, FIRST)
    assert stored(app) == []


def test_two_entries_that_agree_are_stored_at_once_and_the_check_stays_asked_for(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    fields = typed_first(reader, path, "0" + FIRST[1:])
    for _ in range(2):
        reader.send(path, {**fields, **ticks("0" + FIRST[1:])})
    reader.open(path)
    assert "ป้อนซ้ำแล้วตรงกันทุกข้อ บันทึกแบบกระดาษแล้ว" in reader.page.words
    assert "กองนี้ 1 ชุด ทั้งรอบป้อนแล้ว 1 ชุด" in reader.page.words
    assert stored(app) == ["0" + FIRST[1:]]
    assert reader.page.fields["twice"] == "y"
    reader.send(path, {name: value for name, value in {**reader.page.fields, **ticks(FIRST)}.items() if name != "twice"})
    reader.open(path)
    assert "twice" not in reader.page.fields
    assert len(stored(app)) == 2


@ON_ONE_DATABASE
def test_what_differs_is_shown_part_by_part_and_stored_as_it_is_settled(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    fields = typed_first(reader, path)
    reader.send(path, {**fields, **ticks(SECOND)}, status=422)
    assert reader.page.heading == "ป้อนสองครั้งไม่ตรงกัน 3 ช่อง"
    assert list(reader.page.options) == ["answer-e1.2", "answer-e2", "answer-e4.2"]
    assert reader.page.ticked == {}
    words = reader.page.words
    for number, once, again in (("1.2", "มาก", "น้อย"), ("2.", "น้อยที่สุดหรือไม่มีเลย", "เว้นว่าง"), ("4.2", "ไม่มี", "มี")):
        assert f"ครั้งแรก {once} ครั้งที่สอง {again}" in words.partition(f"{number} ")[2], number
    assert reader.page.options["answer-e2"]["0"] == "เว้นว่าง"
    assert stored(app) == []
    settled = {**reader.page.fields, "answer-e1.2": "2", "answer-e2": "0", "answer-e4.2": "1"}
    for _ in range(2):
        reader.send(path, settled)
    assert stored(app) == ["420" + FIRST[3:]]
    reader.open(path)
    assert "กองนี้ 1 ชุด" in reader.page.words


@ON_ONE_DATABASE
def test_a_difference_that_is_not_settled_keeps_the_others_as_they_are_settled(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    fields = typed_first(reader, path)
    reader.send(path, {**fields, **ticks(SECOND)}, status=422)
    reader.send(path, {**reader.page.fields, "answer-e2": "3"}, status=422)
    assert reader.page.ticked == {"answer-e2": "3"}
    assert {"#answer-e1.2", "#answer-e4.2"} < set(reader.page.links)
    assert "ข้อ 1.2: กรุณาดูบนกระดาษ แล้วเลือกคำตอบ" in reader.page.words
    assert stored(app) == []
    reader.send(path, {**reader.page.fields, "answer-e1.2": "1", "answer-e2": "3", "answer-e4.2": "2"})
    assert stored(app) == ["4132121443324143243"]


@ON_ONE_DATABASE
def test_an_empty_form_is_refused_the_first_time_the_second_time_and_when_it_is_settled_so(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    reader.open(path)
    reader.send(path, {**reader.page.fields, "twice": "y"}, status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in reader.page.words
    assert reader.page.fields["twice"] == "y"
    only_one = "0" * 18 + "4"
    fields = typed_first(reader, path, only_one)
    reader.send(path, fields, status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in reader.page.words
    assert reader.page.fields["first"] == only_one
    reader.send(path, {**reader.page.fields, **ticks("0" * 18 + "3")}, status=422)
    reader.send(path, {**reader.page.fields, "answer-e15": "0"}, status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in reader.page.words
    assert stored(app) == []
    reader.send(path, {**reader.page.fields, "answer-e15": "3"})
    assert stored(app) == ["0" * 18 + "3"]


@ON_ONE_DATABASE
def test_a_first_entry_that_no_page_could_have_sent_is_refused(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    fields = typed_first(reader, path)
    for forged in ("5" + FIRST[1:], FIRST + "1", FIRST[:-1], "marker7f3a", FIRST[:4] + "3" + FIRST[5:], "４" + FIRST[1:]):
        answered = reader.send(path, {**fields, "first": forged, **ticks(FIRST)}, status=400)
        assert "marker7f3a" not in answered.get_data(as_text=True)
    key = fields["submission-key"]
    for first, second, sent_key in ((FIRST, "", key), ("", SECOND, key), (FIRST, FIRST, key), (FIRST, SECOND, "x")):
        fields = {"submission-key": sent_key, "first": first, "second": second, "answer-e1.2": "1"}
        reader.send(path, fields, status=400)
    assert stored(app) == []


@ON_ONE_DATABASE
def test_what_is_settled_can_only_be_a_step_or_blank(app: Flask, reader: Reader) -> None:
    _, path = signed_in(app, reader)
    fields = {"submission-key": new_key(), "first": FIRST, "second": SECOND, "answer-e1.2": "1", "answer-e2": "1"}
    for forged in ("3", "9", "x", ""):
        reader.open(path)
        reader.send(path, {**fields, "answer-e4.2": forged}, status=422)
        assert "#answer-e4.2" in reader.page.links
    assert stored(app) == []


@ON_ONE_DATABASE
def test_a_browser_keeps_the_sittings_at_a_few_instruments_only(app: Flask, reader: Reader) -> None:
    with app.test_request_context():
        from flask import session

        from survey.manage.sitting import NAME, Sitting, keep, sitting

        for number in range(MOST + 1):
            keep("round", f"key{number}", Sitting(number, twice=True))
        assert len(session[NAME]) == MOST
        assert sitting("round", "key0") == Sitting()
        assert sitting("round", f"key{MOST}") == Sitting(MOST, twice=True)
        session[NAME] = {"round/key1": ["1", 0], "round/key2": 7}
        assert sitting("round", "key1") == sitting("round", "key2") == Sitting()
