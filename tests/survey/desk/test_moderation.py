"""Reading before publishing: redaction rather than refusal, and fixed reasons for what is not published."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.desk.acts import COMPLAINT_OFFERED
from survey.models import CaseFile, EventKind, Refusal, Visibility
from tests.builders import looking
from tests.survey.desk.arranged import MASKED, a_desk, signed_in

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_post_is_offered_with_its_personal_data_masked_and_marked_in_the_original(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(name="สมศรี", contact="0891112222")
    reader = signed_in(app, desk, "somchai")
    reader.open(f"/office/cases/{number}")
    assert "<mark>081-234-5678</mark>" in reader.page.source
    assert f"{MASKED}</textarea>" in reader.page.source
    assert reader.page.fields["publish-subject"] == "ไฟถนนดับ"
    desk.act(reader, number, "publish", subject="ไฟถนนดับ", text=MASKED)
    found = desk.found(number)
    assert (found.visibility, found.shown_text) == (Visibility.PUBLIC, MASKED)
    last = desk.events(number)[-1]
    assert (last.kind, last.by_position, last.by_division) == (EventKind.PUBLISHED, "นายช่างโยธา", "กองช่าง")
    assert last.details["redacted"] is True


def test_only_the_pictures_that_are_ticked_are_shown(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(photos=2)
    with looking(app) as session:
        first, second = session.scalars(select(CaseFile).order_by(CaseFile.position))
    reader = signed_in(app, desk)
    reader.open(f"/office/cases/{number}")
    assert {first.id, second.id}.isdisjoint(reader.page.fields.values())
    desk.act(reader, number, "publish", subject="ไฟ", text="ดับ", pictures=[second.id])
    with looking(app) as session:
        assert [file.is_public for file in session.scalars(select(CaseFile).order_by(CaseFile.position))] == [False, True]
    reader.open(f"/office/cases/{number}")
    assert reader.page.fields["publish-pictures"] == second.id
    shown = reader.open(f"/office/cases/{number}/pictures/{first.id}")
    assert shown.mimetype == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    desk.act(reader, number, "publish", subject="ไฟ", text="ดับ", pictures=["none"], status=422)
    other = desk.case("เรื่องอื่น")
    reader.open(f"/office/cases/{other}/pictures/{first.id}", status=404)


REFUSALS = [
    (Refusal.RUDE, "", ""),
    (Refusal.ADVERTISING, "กระดานนี้ไม่รับโฆษณา", "กระดานนี้ไม่รับโฆษณา"),
    (Refusal.ACCUSATION, "", COMPLAINT_OFFERED),
    (Refusal.ACCUSATION, "กรุณาไปที่ห้องร้องเรียน", "กรุณาไปที่ห้องร้องเรียน"),
]


@ON_ONE_DATABASE
def test_a_refusal_has_one_of_the_fixed_reasons(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk)
    for reason, typed, told in REFUSALS:
        number = desk.case()
        desk.act(reader, number, "refuse", reason=reason, text=typed)
        assert (desk.found(number).visibility, desk.found(number).refusal) == (Visibility.REFUSED, reason)
        last = desk.events(number)[-1]
        assert (last.text, last.details["reason"], last.is_public) == (told, reason, False)
        reader.open(f"/office/cases/{number}")


@ON_ONE_DATABASE
def test_no_reason_or_another_one_refuses_nothing(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case()
    reader = signed_in(app, desk)
    desk.act(reader, number, "refuse", status=422)
    assert "กรุณาเลือกเหตุผล" in reader.page.words
    desk.act(reader, number, "refuse", reason="dislike", status=422)
    assert len(desk.events(number)) == 1


def test_a_duplicate_goes_on_in_the_case_it_repeats(app: Flask) -> None:
    desk = a_desk(app)
    first, waiting = desk.case(public=True), desk.case("ยังไม่เผยแพร่")
    number = desk.case("ไฟดับอีก")
    reader = signed_in(app, desk)
    for into, said in (
        ("", "กรุณากรอกเลขที่เรื่องที่เผยแพร่แล้ว"),
        ("2570-9999", "ไม่พบเรื่องเลขที่นี้"),
        (number, "เป็นเลขที่ของเรื่องนี้เอง"),
        (waiting, "รวมเข้ากับเรื่องนี้ไม่ได้"),
    ):
        desk.act(reader, number, "refuse", reason=Refusal.DUPLICATE, into=into, status=422)
        assert said in reader.page.words
        assert reader.page.fields["refuse-into"] == into
    desk.act(reader, number, "refuse", reason=Refusal.DUPLICATE, into=f" {first} ")
    assert desk.found(number).merged_into == desk.found(first).id
    assert desk.events(first)[-1].details == {"number": number}
    reader.open(f"/office/cases/{number}")
    assert f"/office/cases/{first}" in reader.page.links


def test_what_everybody_reads_can_be_redacted_later_and_a_refusal_thought_over(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    desk.act(reader, number, "publish", subject="ไฟถนนดับ", text="ไฟหน้าวัดดับ")
    assert desk.found(number).shown_text == "ไฟหน้าวัดดับ"
    desk.act(reader, number, "refuse", reason="rude")
    desk.act(reader, number, "publish", subject="ไฟถนนดับ", text="ไฟดับ")
    assert (desk.found(number).visibility, desk.found(number).shown_text) == (Visibility.PUBLIC, "ไฟดับ")


@ON_ONE_DATABASE
def test_nothing_empty_and_nothing_invisible_is_published(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk)
    fields = {"subject": "ไฟ", "text": "ดับ"}
    for field in fields:
        number = desk.case()
        desk.act(reader, number, "publish", **{**fields, field: " \u202e "}, status=422)
        assert desk.found(number).visibility == Visibility.WAITING
        desk.act(reader, number, "publish", **{**fields, field: "ก\u202eข"})
        assert getattr(desk.found(number), f"shown_{field}") == "กข"
