"""The pages of complaints, as somebody meets them: without session, script or anything from elsewhere."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.app import create_app
from survey.complaints import keys
from survey.complaints.blueprint import LENGTHS
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.models import Complaint, KeySet
from survey.config import Settings
from tests.builders import PASSWORD, SECRET, an_office, an_officer, arranging
from tests.reader import Reader
from tests.survey.complaints.arranged import NAME, OFFICE, STAFF, Complainant, Holders, code_on

# What the pages say does not depend on the kind of database; what is stored is tried on both in `test_conversation`.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def everything(complainant: Complainant) -> None:
    """Meet every page there is, mistakes included."""
    complainant.complain(("หลักฐาน.jpg", b"x" * 700_000), text="เรื่อง", name="สมชาย", contact="081")
    complainant.send("written", status=422, code="AAAA")
    complainant.send("written", code=complainant.code)
    complainant.follow()
    complainant.send("add", ("a.txt", b"more"), text="เพิ่ม")
    complainant.send("add", status=422)
    complainant.follow("AAAA-AAAA-AAAA-AAAA")
    complainant.open("about")
    complainant.send("new", status=422)
    complainant.choose()
    complainant.send("send", status=422, text="")
    complainant.open("figures/2569")
    complainant.open("figures/1999", status=404)
    complainant.send("new", status=400, token="forged")


def test_no_answer_sets_a_cookie_may_be_kept_or_asks_anything_of_elsewhere(complainant: Complainant) -> None:
    everything(complainant)
    assert len(complainant.answers) >= 20
    for answer in complainant.answers:
        headers, page = answer.headers, answer.get_data(as_text=True)
        assert "Set-Cookie" not in headers, answer.request.path
        assert "Vary" not in headers, answer.request.path
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        (policy,) = headers.getlist("Content-Security-Policy")
        assert policy == (
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert "<script" not in page
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
        assert {one for one in addresses if not one.startswith(("/", "#", "tel:"))} == {"https://www.tmd.go.th/"}
        # The way out comes before anything else that can be pressed but the skip link.
        assert page.index("ออกจากหน้านี้ทันที") < page.index("<main")
        assert 'rel="noreferrer' in page


def test_an_officer_who_is_signed_in_is_nobody_here(app: Flask, holders: Holders) -> None:
    with arranging(app) as session:
        an_officer(session, an_office(session))
    complainant = Complainant(app)
    complainant.reader.sign_in("malee", PASSWORD)
    complainant.complain()
    assert not [answer for answer in complainant.answers if "Set-Cookie" in answer.headers or "Vary" in answer.headers]
    complainant.reader.open("/office/")


def test_the_first_screen_says_who_reads_what_is_kept_and_who_else_there_is(complainant: Complainant) -> None:
    complainant.open()
    for said in ("ปลัด และ หน่วยตรวจสอบภายใน", "หน่วยตรวจสอบภายใน และ ประธานสภา", "ไม่เก็บ", "ปิดผนึก", "1205", "1206", "1567"):
        assert said in complainant.page.words, said
    assert NAME in complainant.page.words


def test_a_code_is_shown_is_typed_back_and_is_then_shown_no_more(complainant: Complainant) -> None:
    code = complainant.complain()
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code)
    assert complainant.page.title == complainant.page.heading == "เลขอ้างอิง"
    complainant.send("written", status=422, code=code[:-1])
    assert code_on(complainant.page) == code
    assert "ยังไม่ตรงกับรหัส" in complainant.page.words
    shown = complainant.page
    complainant.send("written", code=code.lower().replace("-", " "))
    assert "จดรหัสถูกต้องแล้ว" in complainant.page.words
    assert code not in complainant.page.source
    assert shown.fields["pass"] not in complainant.page.source


def test_what_is_printed_of_the_code_is_the_code_alone(complainant: Complainant) -> None:
    complainant.complain()
    source = complainant.page.source
    assert '<body class="complaints neutral">' in source
    printed = source.partition("<main")[2].partition('<div class="not-printed">')[0]
    words = " ".join(re.sub(r'<p class="lead">.*?</p>|<[^>]*>', " ", f"<main{printed}").split())
    assert words == "เลขอ้างอิง " + complainant.code.replace("-", " ")


def test_a_form_that_cannot_be_sent_keeps_what_was_typed(complainant: Complainant) -> None:
    complainant.choose()
    complainant.send("send", ("a.jpg", b"x"), status=422, text=" ", when_where="หน้าวัด", name="สมชาย")
    assert "กรุณาเล่าว่าเกิดอะไรขึ้น" in complainant.page.words
    assert "กรุณาเลือกไฟล์อีกครั้ง" in complainant.page.words
    assert "หน้าวัด" in complainant.page.source
    assert complainant.page.fields["name"] == "สมชาย"


def test_a_right_and_a_wrong_code_are_answered_alike(complainant: Complainant, opened: Session) -> None:
    complainant.complain()
    for code in (complainant.code, "AAAA-AAAA-AAAA-AAAA", "", "x" * 5000, "ไม่ใช่รหัส"):
        complainant.follow(code or " ")
        answer = complainant.answers[-1]
        assert (answer.status_code, answer.content_length) == (200, LENGTHS[0])
        assert complainant.page.heading == "ติดตามเรื่อง"
    # Reading leaves nothing behind: nobody can tell whether a complainant has come back.
    assert [one.for_complainant for one in opened.scalars(select(Complaint))] == [False]


def test_a_code_opens_only_where_it_was_given(app: Flask, complainant: Complainant, complaints: ComplaintsDatabase) -> None:
    complainant.complain()
    with complaints.session(writes=True) as session:
        holders = [keys.Holder(one.name_a, one.holder_a) for one in keys.in_use(session, OFFICE)]
        keys.add(session, "zzzz", "เทศบาลอื่น", about=STAFF, holders=holders, today=thai.today())
        session.commit()
    there = Complainant(app)
    there.base = "/complaints/zzzz/"
    there.follow(complainant.code)
    assert "ไม่พบเรื่องของรหัสนี้" in there.page.words
    # Nor does what a page carries instead of the code.
    complainant.follow()
    there.reader.page = complainant.page
    there.send("add", status=400, text="แปลกปลอม")


def test_tokens_of_another_page_of_another_office_or_changed_ones_are_refused(complainant: Complainant) -> None:
    complainant.open("follow")
    other = complainant.page.fields["token"]
    complainant.choose()
    for token in ("", "x", other, complainant.page.fields["token"][:-2] + "xx"):
        complainant.send("send", status=400, token=token, text="เรื่อง")
        complainant.choose()


def test_who_tries_codes_out_is_soon_asked_to_wait(complainant: Complainant) -> None:
    complainant.open("follow")
    page = complainant.page
    for _ in range(10):
        complainant.send("follow", code="AAAA")
    complainant.reader.page = page
    complainant.send("follow", status=429, code="AAAA")
    assert "Set-Cookie" not in complainant.answers[-1].headers


def test_files_beyond_20_mb_or_20_are_refused_before_anything_is_stored(complainant: Complainant, opened: Session) -> None:
    complainant.choose()
    form = complainant.page
    complainant.send("send", ("a", b"x" * (20 * 1024 * 1024 + 1)), status=413, text="เรื่อง")
    complainant.reader.page = form
    complainant.send("send", *((f"{number}", b"x") for number in range(21)), status=413, text="เรื่อง")
    assert "ไม่เกิน 20 MB" in complainant.page.words
    assert not list(opened.scalars(select(Complaint)))


def test_strange_texts_in_any_field_harm_nothing(complainant: Complainant) -> None:
    strange = ("\x00", "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE part; --", "\ud800", "ก" * 30_000)
    strange += ("\u202e", "%s%n", "-1")
    for text in strange:
        for path in ("new", "send", "written", "follow", "add"):
            fields = dict.fromkeys(("token", "pass", "about", "text", "when_where", "name", "contact", "code"), text)
            # A browser cannot send half a character; a program can.
            body = urlencode(fields, errors="surrogatepass")
            kind = "application/x-www-form-urlencoded"
            answered = complainant.reader.client.post(complainant.base + path, data=body, content_type=kind)
            assert answered.status_code in {400, 413, 422, 429}, (path, text[:20])
            assert "<script" not in answered.get_data(as_text=True)
    for text in strange[:5]:
        complainant.choose()
        complainant.send("send", text=f"เรื่อง {text}".encode("utf-8", "replace").decode())


def test_an_office_without_key_sets_takes_none_and_one_that_had_them_is_still_followed(
    app: Flask, complainant: Complainant, complaints: ComplaintsDatabase
) -> None:
    for path in ("", "about", "follow"):
        Reader(app).open(f"/complaints/none/{path}", status=404)
    complainant.complain()
    with complaints.session(writes=True) as session:
        for one in session.scalars(select(KeySet)):
            keys.retire(session, one, today=thai.today(), leaving=keys.open_complaints(session, one))
        session.commit()
    complainant.open(status=404)
    complainant.follow()
    for said in ("รับแล้ว", "ผู้อ่านกลุ่มนี้ไม่รับเรื่องใหม่แล้ว", "1205"):
        assert said in complainant.page.words


def test_the_front_page_leads_there_only_where_complaints_are_taken(app: Flask, complaints: ComplaintsDatabase) -> None:
    with arranging(app) as session:
        office = an_office(session)
    reader = Reader(app)
    reader.open("/")
    assert "แจ้งเรื่องทุจริต" not in reader.page.words
    a, b = (keys.Holder(name, key) for name, key in (("ปลัด", PUBLIC_A), ("ประธานสภา", PUBLIC_B)))
    with complaints.session(writes=True) as writing:
        keys.add(writing, office.id, office.name, about=STAFF, holders=(a, b), today=thai.today())
        writing.commit()
    reader.open("/")
    assert f"/complaints/{office.id}/" in reader.page.links


PUBLIC_A = "age1esujee7vm3tv0p62gcshksq4jzvzge2j3y774rhrscf26ctkpglq4ekxwe"
PUBLIC_B = "age1hhltu3gx393du7vnlk70t32cd5ae6xnmut9t94hcmewfsy4gz5wsfcd9k4"


def test_nothing_of_the_pages_needs_the_main_database(complainant: Complainant, app: Flask) -> None:
    code = complainant.complain()
    complaints = app.extensions["complaints"]
    alone = create_app(
        Settings(database="postgresql+psycopg://nobody@/nothing?host=/nowhere", secret=SECRET, complaints=complaints.url)
    )
    elsewhere = Complainant(alone)
    everything(elsewhere)
    elsewhere.follow(code)
    assert "รับแล้ว" in elsewhere.page.words
