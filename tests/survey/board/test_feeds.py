"""Feeds, as an independent reader of feeds (feedparser) and the rules of RFC 4287 and RFC 4151 see them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from flask import Flask
from lxml import etree
from werkzeug.test import TestResponse

from survey import thai
from survey.board import atom
from survey.cases import author, handling
from survey.cases.history import OUTSIDE
from survey.models import Case, Refusal
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.circle import FORMULA, TODAY, Circle, a_circle
from tests.survey.cases.arranged import MALEE, a_case

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ATOM = f"{{{atom.NAMESPACE}}}"
TAG = re.compile(r"tag:localhost,\d{4}(-\d{2}-\d{2})?:[\w./-]+")
PRIVATE = ("สมชาย", "081-234-5678", "สมหญิง", "somying", "คำที่ไม่ควรมีใครอ่าน", "หยาบคาย", "มาลี")


@pytest.fixture
def circle(app: Flask) -> Iterator[Circle]:
    with thai.as_of(TODAY):
        yield a_circle(app)


def base(circle: Circle) -> str:
    return f"/board/{circle.office.id}"


def fetched(reader: Reader, path: str, *, status: int = 200, **headers: str) -> TestResponse:
    return reader.open(path, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def read(response: TestResponse) -> Any:
    """A feed as feedparser reads it, and held against the rules."""
    content = response.get_data()
    parsed = feedparser.parse(content, response_headers={"content-type": response.content_type})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    criticise(content)
    return parsed


def criticise(content: bytes) -> None:
    """What RFC 4287 asks of a feed beyond being well-formed (sections 4.1.1, 4.1.2, 4.2)."""
    root = etree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert TAG.fullmatch(element.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", element.findtext(f"{ATOM}updated"))
        links = [link.attrib for link in element.findall(f"{ATOM}link")]
        assert len([link for link in links if link["rel"] == "alternate"]) == 1
        assert all(link["href"].startswith("http://localhost/") for link in links)
        assert all(name.text for name in element.findall(f"{ATOM}author/{ATOM}name"))
    ids = [element.findtext(f"{ATOM}id") for element in (root, *root.findall(f"{ATOM}entry"))]
    assert len(set(ids)) == len(ids)
    assert root.find(f"{ATOM}author") is not None
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]


def case_of(app: Flask, circle: Circle, number: str, act: Any) -> None:
    """Do something to a case."""
    with arranging(app) as session:
        act(session, handling.case_of(session, circle.office.id, number))


def test_the_feed_of_an_office_tells_of_its_public_cases_the_latest_change_first(reader: Reader, circle: Circle) -> None:
    response = fetched(reader, f"{base(circle)}/feed.atom")
    parsed = read(response)
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert [entry.title for entry in parsed.entries] == ["น้ำประปา", "สะพานลอย", "ลานกีฬา", FORMULA, "ไฟหน้าวัด", "ป้ายชำรุด"]
    done = parsed.entries[4]
    assert done.link == f"http://localhost{base(circle)}/{circle.done}"
    assert "ไฟหน้าวัดดับ ถาม …" in done.content[0].value
    assert "เปลี่ยนหลอดไฟแล้ว" in done.content[0].value
    assert done.tags[0].term == "เสร็จสิ้น (ทำแล้ว)"
    assert done.id == f"tag:localhost,2026-09-28:board/{circle.office.id}/{circle.done}"
    assert not [word for word in PRIVATE if word in response.get_data(as_text=True)]


def test_the_feed_of_a_division_tells_of_its_cases_only(reader: Reader, circle: Circle) -> None:
    parsed = read(fetched(reader, f"{base(circle)}/divisions/{circle.division}/feed.atom"))
    assert "กองช่าง" in parsed.feed.title
    assert len(parsed.entries) == 5
    assert "น้ำประปา" not in [entry.title for entry in parsed.entries]
    fetched(reader, f"{base(circle)}/divisions/zzzzzzzz/feed.atom", status=404)


def test_the_feed_of_a_case_tells_its_public_history(reader: Reader, circle: Circle) -> None:
    response = fetched(reader, f"{base(circle)}/{circle.done}/feed.atom")
    parsed = read(response)
    titles = [entry.title for entry in parsed.entries]
    assert titles[-1] == "ได้รับทางเว็บไซต์"
    assert "ตอบกลับ: เสร็จสิ้น (ทำแล้ว)" in titles
    assert parsed.entries[-1].content[0].value == "ไฟหน้าวัดดับ ถาม …"
    assert not [word for word in PRIVATE if word in response.get_data(as_text=True)]
    for number in (circle.refused, "2570-9999", "x"):
        fetched(reader, f"{base(circle)}/{number}/feed.atom", status=404)


@ON_ONE_DATABASE
def test_an_id_stays_the_same_whatever_happens_to_a_case(app: Flask, reader: Reader, circle: Circle) -> None:
    def ids() -> dict[str, str]:
        return {entry.link: entry.id for entry in read(fetched(reader, f"{base(circle)}/feed.atom")).entries}

    before = ids()
    case_of(app, circle, circle.done, lambda session, case: handling.reopen(session, case, MALEE, "ไฟดับอีก"))
    assert ids() == before


def test_who_has_the_feed_already_is_sent_nothing(app: Flask, reader: Reader, circle: Circle) -> None:
    path = f"{base(circle)}/feed.atom"
    first = fetched(reader, path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert fetched(reader, path, status=304, If_None_Match=etag).get_data() == b""
    fetched(reader, path, status=304, If_Modified_Since=modified)
    with thai.as_of(date(2026, 11, 17)):
        case_of(app, circle, circle.open, lambda session, case: handling.acknowledge(session, case, MALEE))
        fetched(reader, path, If_None_Match=etag)
        fetched(reader, path, If_Modified_Since=modified)


def test_what_leaves_the_board_leaves_the_feed_also_for_those_who_ask_by_date(
    app: Flask, reader: Reader, circle: Circle
) -> None:
    path = f"{base(circle)}/feed.atom"
    first = fetched(reader, path)
    case_of(app, circle, circle.open, lambda session, case: author.withdraw(session, case))
    for headers in ({"If_None_Match": first.headers["ETag"]}, {"If_Modified_Since": first.headers["Last-Modified"]}):
        assert "น้ำประปา" not in fetched(reader, path, **headers).get_data(as_text=True)
    fetched(reader, f"{base(circle)}/{circle.open}/feed.atom", status=404)


def test_words_that_were_published_anew_reach_whoever_has_read_the_earlier_ones(
    app: Flask, reader: Reader, circle: Circle
) -> None:
    path = f"{base(circle)}/{circle.open}/feed.atom"
    before = read(fetched(reader, path)).entries[-1]
    with thai.as_of(TODAY + timedelta(days=1)):
        case_of(
            app,
            circle,
            circle.open,
            lambda session, case: handling.publish(session, case, MALEE, subject=case.subject, text="น้ำไหลอ่อน"),
        )
    after = read(fetched(reader, path)).entries[-1]
    assert (after.id, after.content[0].value) == (before.id, "น้ำไหลอ่อน")
    assert after.updated > before.updated


def test_the_feed_of_a_merged_case_leads_to_where_it_went(app: Flask, reader: Reader, circle: Circle) -> None:
    def merge(session: Any, case: Case) -> None:
        into = handling.case_of(session, circle.office.id, circle.done)
        handling.merge(session, case, into, MALEE)

    case_of(app, circle, circle.open, merge)
    response = fetched(reader, f"{base(circle)}/{circle.open}/feed.atom", status=301)
    assert response.location == f"{base(circle)}/{circle.done}/feed.atom"


@ON_ONE_DATABASE
def test_a_board_where_nothing_has_happened_has_an_empty_feed(app: Flask, reader: Reader, circle: Circle) -> None:
    def hide(session: Any, case: Case) -> None:
        handling.refuse(session, case, OUTSIDE, reason=Refusal.RUDE)

    for number in (circle.done, circle.partly, circle.planned, circle.impossible, circle.open, circle.earlier):
        case_of(app, circle, number, hide)
    assert read(fetched(reader, f"{base(circle)}/feed.atom")).entries == []


@ON_ONE_DATABASE
def test_no_more_than_thirty_cases_are_told_of(app: Flask, reader: Reader, circle: Circle) -> None:
    with arranging(app) as session, thai.as_of(TODAY):
        for number in range(35):
            case = a_case(session, circle.office, subject=f"เรื่องที่ {number}")
            handling.publish(session, case, MALEE, subject=case.subject, text=case.text)
    assert len(read(fetched(reader, f"{base(circle)}/feed.atom")).entries) == 30


def a_feed(text: str, address: str = "https://board.example/") -> atom.Feed:
    moment = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
    tag = atom.tag(address, date(2026, 11, 16), "board/x")
    entry = atom.Entry(
        id=f"{tag}/1", title=text, updated=moment, published=moment, address=address, author=text, text=text, category=text
    )
    return atom.Feed(id=tag, title=text, updated=moment, address=address, page=address, author=text, entries=[entry])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script> & \"'", "<script>alert(1)</script> & \"'"),
        ("]]> <!-- &amp; &#0;", "]]> <!-- &amp; &#0;"),
        ("ก\x00\x0b\x1fข\ufffe\uffffค", "กขค"),
        ("ก\ud800ข", "กข"),
        ("ก\nข\tค", "ก\nข\tค"),
        ("🙂 ๑๒๓", "🙂 ๑๒๓"),
    ],
)
def test_whatever_people_write_the_feed_stays_readable(text: str, expected: str) -> None:
    root = etree.fromstring(atom.written(a_feed(text)))
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == expected
    assert root.findtext(f"{ATOM}title") == expected
    assert root.find(f"{ATOM}entry/{ATOM}category").get("term").split() == expected.split()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://board.example:8443/x", "tag:board.example,2026-11-16:board/x"),
        ("https://board.ไทย/", "tag:board.xn--o3cw4h,2026-11-16:board/x"),
        ("http://127.0.0.1:8000/", "tag:127.0.0.1,2026-11-16:board/x"),
        ("http://[::1]:8000/", "tag:localhost,2026-11-16:board/x"),
    ],
)
def test_a_tag_names_the_host_as_rfc_4151_wants_it(address: str, expected: str) -> None:
    assert atom.tag(address, date(2026, 11, 16), "board/x") == expected


def test_moments_are_told_in_universal_time() -> None:
    parsed = feedparser.parse(atom.written(a_feed("ก")))
    assert time.strftime("%Y-%m-%d %H:%M", parsed.entries[0].updated_parsed) == "2026-11-16 03:00"
