"""The page with the formats, and what each file holds while a round is open, closed and sealed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from flask import Flask
from lxml import etree
from openpyxl import load_workbook

from survey import answers, thai
from survey.exchange import parquet
from survey.manage.operations import close_round
from survey.models import Channel, Collection, Round
from tests.builders import Scene, a_scene, arranging, instrument_of
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROWS = ("csv", "sav", "parquet")


def answered(app: Flask, scene: Scene, key: str, number: int, *, closed: bool = False) -> None:
    instrument = instrument_of(app, f"/{key}/x")
    steps = np.array([[1 + (row + at) % len(part.scale) for at, part in enumerate(instrument.parts)] for row in range(number)])
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection = session.get_one(Collection, (scene.office.id, scene.round.id, key))
        answers.add_matrix(
            session,
            collection,
            instrument,
            matrix=steps.astype(np.uint8),
            channel=Channel.PAPER,
            today=thai.today(),
            batch=b"x",
        )
        if closed:
            close_round(session, app.extensions["definitions"], found)


def sheets(reader: Reader, scene: Scene, key: str) -> Any:
    return load_workbook(io.BytesIO(reader.open(f"{scene.page}/export/{key}.xlsx").data))


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    made = a_scene(app)
    reader.be("malee")
    return made


def test_while_a_round_is_open_the_staffs_figures_leave_as_a_release_and_their_rows_not_at_all(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    answered(app, scene, "iit", 12)
    book = sheets(reader, scene, "iit")
    assert "คำตอบ" not in book.sheetnames
    # Made from all but five of the twelve.
    assert ("ผลคะแนนนี้คิดจาก", 7) in [(row[0], row[1]) for row in book["ผลรวม"].iter_rows(values_only=True)]
    for ending in ROWS:
        reader.open(f"{scene.page}/export/iit.{ending}", status=403)
        assert reader.page.heading == "ยังส่งออกคำตอบของแบบวัดนี้ไม่ได้"
    reader.open(f"{scene.page}/export/iit")
    offered = {link.rpartition(".")[2] for link in reader.page.links if "/export/iit." in link}
    assert offered == {"xlsx", "xml"}
    assert "คำตอบรายคนยังส่งออกไม่ได้" in reader.page.words


def test_once_it_is_closed_every_format_is_offered_and_sent(app: Flask, reader: Reader, scene: Scene) -> None:
    answered(app, scene, "iit", 12, closed=True)
    reader.open(f"{scene.page}/export/iit")
    offered = {link.rpartition(".")[2] for link in reader.page.links if "/export/iit." in link}
    assert offered == {"xlsx", "csv", "sav", "parquet", "xml"}
    starts = {"xlsx": b"PK", "csv": b"\xef\xbb\xbfi1.1", "sav": b"$FL2", "parquet": b"PAR1", "xml": b"<?xml"}
    for ending, start in starts.items():
        sent = reader.open(f"{scene.page}/export/iit.{ending}")
        assert sent.data.startswith(start)
        assert sent.headers["Content-Disposition"] == f'attachment; filename="2565-iit-{scene.round.id}.{ending}"'
    assert sheets(reader, scene, "iit")["คำตอบ"].max_row == 13


@ON_ONE_DATABASE
def test_of_fewer_than_five_no_file_says_anything(app: Flask, reader: Reader, scene: Scene) -> None:
    answered(app, scene, "eit", 4, closed=True)
    for ending in (*ROWS, "xlsx"):
        reader.open(f"{scene.page}/export/eit.{ending}", status=403)
    codebook = etree.fromstring(reader.open(f"{scene.page}/export/eit.xml").data)
    assert codebook.findall(".//{*}catStat") == []
    assert codebook.find(".//{*}caseQnty") is None


@ON_ONE_DATABASE
def test_rows_of_service_users_hold_neither_their_day_nor_what_they_said_of_themselves(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    answered(app, scene, "eit", 6)
    lines = reader.open(f"{scene.page}/export/eit.csv").data.decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(instrument_of(app, scene.eit).part_codes)
    assert lines[1:] == sorted(lines[1:])


@ON_ONE_DATABASE
def test_an_ending_that_is_none_is_not_found(app: Flask, reader: Reader, scene: Scene) -> None:
    reader.open(f"{scene.page}/export/eit.docx", status=404)
    reader.open(f"{scene.page}/export/eit.", status=404)


@ON_ONE_DATABASE
def test_a_machine_that_cannot_write_parquet_says_so(
    app: Flask, reader: Reader, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(app, scene, "eit", 6)
    monkeypatch.setattr(parquet, "is_available", lambda: False)
    reader.open(f"{scene.page}/export/eit")
    assert "ติดตั้งส่วนเสริม parquet" in reader.page.words
    reader.open(f"{scene.page}/export/eit.parquet", status=404)
    assert reader.page.heading == "เครื่องนี้ยังเขียนไฟล์ชนิดนี้ไม่ได้"
