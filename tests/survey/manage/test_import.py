"""A file of responses through the page: all of it or nothing, every problem named in Thai with its row and column."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.exchange.problems import SHOWN_CHARACTERS
from survey.models import EitResponse, IitResponse
from tests.builders import Scene, a_scene, instrument_of, looking
from tests.reader import Page, Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signed_in(app: Flask, reader: Reader) -> Scene:
    scene = a_scene(app)
    reader.be("malee")
    return scene


def csv(app: Flask, scene: Scene, *rows: str, header: str = "") -> bytes:
    codes = header or ",".join(instrument_of(app, scene.eit).part_codes)
    return "\r\n".join((codes, *rows, "")).encode()


def row(*cells: str) -> str:
    """A row of the EIT: the cells given, then blanks up to 19."""
    return ",".join(cells + ("",) * (19 - len(cells)))


def send(reader: Reader, scene: Scene, content: bytes, *, key: str = "eit", status: int = 302, **fields: Any) -> None:
    path = f"{scene.page}/import/{key}"
    reader.open(path)
    reader.upload(path, content, status=status, **fields)
    if status == 302:
        reader.open(scene.page)


def stored(app: Flask, table: Any = EitResponse) -> list[Any]:
    with looking(app) as session:
        return list(session.scalars(select(table)))


def test_every_row_is_stored_as_imported_with_steps_and_words_alike(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    send(reader, scene, csv(app, scene, row("4", "มาก", "๒"), row("", "1.0", "น้อย")))
    assert "นำเข้าคำตอบ 2 ชุดแล้ว" in reader.page.words
    rows = stored(app)
    assert sorted(each.steps for each in rows) == ["012" + "0" * 16, "432" + "0" * 16]
    assert {(each.channel, each.answered_on) for each in rows} == {("import", thai.today())}


@ON_ONE_DATABASE
def test_columns_in_any_order_with_a_mark_in_front_are_understood_and_others_reported(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    codes = instrument_of(app, scene.eit).part_codes[::-1]
    header = "\ufeffเพศ," + ",".join(codes)
    send(reader, scene, csv(app, scene, "หญิง," + ",".join("1" for _ in codes), header=header))
    assert "ไม่ได้อ่านคอลัมน์ที่ไม่ใช่รหัสข้อ: เพศ" in reader.page.words
    assert [each.steps for each in stored(app)] == ["1" * 19]


@ON_ONE_DATABASE
def test_one_bad_cell_keeps_everything_out_and_every_problem_is_listed(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    # Columns: e1.1 e1.2 e2 e3 e4.1 …; e4.1 is a yes or no.
    content = csv(app, scene, row("1"), row("5", "x"), row("1", "1", "1", "1", "มาก"), "1,2", row("4"))
    send(reader, scene, content, status=422)
    for place in ("แถว 3 คอลัมน์ e1.1:", "แถว 3 คอลัมน์ e1.2:", "แถว 4 คอลัมน์ e4.1:", "แถว 5:"):
        assert place in reader.page.words
    assert "อยู่นอกช่วง" in reader.page.words
    assert "เป็นคำตอบของข้ออื่น" in reader.page.words
    assert "ยังไม่ได้บันทึกคำตอบใด" in reader.page.words
    assert stored(app) == []


def test_on_request_the_good_rows_are_stored_and_the_bad_ones_given_back_to_mend(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    send(reader, scene, csv(app, scene, row("1"), row("9"), row("2")), status=200, skip_bad="y")
    assert "บันทึกคำตอบที่ถูกต้องแล้ว 2 ชุด" in reader.page.words
    assert sorted(each.steps[0] for each in stored(app)) == ["1", "2"]
    link = next(link for link in reader.page.links if link.startswith("data:text/csv;base64,"))
    bad = base64.b64decode(link.partition(",")[2]).decode("utf-8-sig").splitlines()
    assert len(bad) == 2
    assert bad[1].startswith("9,")
    mended = "\r\n".join([bad[0], bad[1].replace("9,", "3,", 1)]).encode()
    send(reader, scene, mended)
    assert sorted(each.steps[0] for each in stored(app)) == ["1", "2", "3"]


def test_the_same_file_is_stored_once(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    content = csv(app, scene, row("1"), row("2"))
    send(reader, scene, content)
    send(reader, scene, content, status=409)
    assert "ไฟล์นี้นำเข้าในรอบนี้แล้ว" in reader.page.words
    assert len(stored(app)) == 2
    # Two people may well answer alike: the same rows in another file are other people's.
    send(reader, scene, csv(app, scene, row("1"), row("2"), row("3")))
    assert len(stored(app)) == 5


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ไฟล์"),
        (b"\xef\xbb\xbf", "ไฟล์"),
        ("e1.1\nมาก\n".encode("cp874"), "UTF-8"),
        ("e1.1\nมาก\n".encode("utf-16"), "UTF-16"),
        (b"name,age\nx,1\n", "หัวตารางไม่มีรหัสข้อของแบบวัด EIT ปี 2565 เลย"),
        (b"e1.1,e1.2\n1,1\n", "แถว 1 คอลัมน์ e2: ไม่มีคอลัมน์นี้ในหัวตาราง"),
        (b"PK\x03\x04" + bytes(200), "Excel"),
        (b'e1.1,"e1.2\n1,1\n', "เครื่องหมายคำพูด"),
    ],
)
def test_a_file_that_is_of_no_use_is_refused_with_the_reason(app: Flask, reader: Reader, content: bytes, said: str) -> None:
    scene = signed_in(app, reader)
    for skip_bad in ({}, {"skip_bad": "y"}):
        send(reader, scene, content, status=422, **skip_bad)
        assert said in reader.page.words
    assert stored(app) == []


@ON_ONE_DATABASE
def test_a_repeated_and_a_misspelt_column_are_named(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    codes = ",".join(instrument_of(app, scene.eit).part_codes)
    send(reader, scene, csv(app, scene, header=f"{codes},e2,e99"), status=422)
    assert "แถว 1 คอลัมน์ e2: มีคอลัมน์นี้มากกว่าหนึ่งครั้ง" in reader.page.words
    assert "แถว 1 คอลัมน์ e99: ไม่ใช่รหัสข้อของแบบวัดนี้" in reader.page.words


@ON_ONE_DATABASE
def test_no_file_at_all_is_said(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/import/eit")
    reader.send(f"{scene.page}/import/eit", {}, status=422)
    assert "กรุณาเลือกไฟล์ก่อนกดนำเข้า" in reader.page.words


@ON_ONE_DATABASE
def test_a_cell_is_shown_only_so_far_that_it_can_be_found_and_as_text(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    cell = "<script>alert(1)</script>" + "ก" * 500
    send(reader, scene, csv(app, scene, row(cell)), status=422)
    shown = reader.page.words.partition("“")[2].partition("”")[0]
    assert len(shown) == SHOWN_CHARACTERS
    assert shown.startswith("<script>alert(1)</script>")
    assert "<script>alert" not in reader.page.source.partition("</head>")[2].partition("base64")[0]


@ON_ONE_DATABASE
def test_a_file_larger_than_a_form_is_taken_and_one_beyond_the_limit_refused(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    header = ",".join(instrument_of(app, scene.eit).part_codes) + ",remark"
    content = csv(app, scene, *(f"{row('1', '2')},{'x' * 600}" for _ in range(1_000)), header=header)
    assert len(content) > 600_000
    send(reader, scene, content)
    assert "นำเข้าคำตอบ 1,000 ชุดแล้ว" in reader.page.words
    assert len(stored(app)) == 1_000
    send(reader, scene, b"1" * (16 * 1024 * 1024 + 1), status=413)
    assert reader.page.heading == "ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป"
    assert len(stored(app)) == 1_000


@ON_ONE_DATABASE
def test_a_stranger_cannot_send_a_large_file(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open("/sign-in")
    reader.upload(f"{scene.page}/import/eit", b"1" * 600_000, status=413)


@ON_ONE_DATABASE
def test_many_problems_are_listed_up_to_a_limit_and_the_rest_counted(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    send(reader, scene, csv(app, scene, *(row("9") for _ in range(300))), status=422)
    assert reader.page.words.count("คอลัมน์ e1.1:") == 200
    assert "และอีก 100 จุด" in reader.page.words


@ON_ONE_DATABASE
def test_noise_is_refused_quickly_and_leaves_nothing(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    send(reader, scene, bytes(range(256)) * 4_000, status=422)
    assert stored(app) == []


def test_responses_of_the_staff_come_in_the_same_way(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    codes = instrument_of(app, scene.iit).part_codes
    send(reader, scene, csv(app, scene, ",".join("1" for _ in codes), header=",".join(codes)), key="iit")
    assert [(each.steps, each.channel) for each in stored(app, IitResponse)] == [("1" * 51, "import")]
    send(reader, scene, csv(app, scene, row("1")), key="iit", status=422)
    assert "หัวตารางไม่มีรหัสข้อของแบบวัด IIT ปี 2565 เลย" in reader.page.words


@ON_ONE_DATABASE
def test_the_download_of_bad_rows_is_no_page(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    send(reader, scene, csv(app, scene, row("=cmd()")), status=422)
    link = next(link for link in reader.page.links if link.startswith("data:"))
    content = base64.b64decode(link.partition(",")[2]).decode("utf-8-sig")
    assert content.splitlines()[1].startswith("'=cmd()")
    assert Page(content).links == []
