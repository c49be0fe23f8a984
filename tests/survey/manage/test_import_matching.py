"""A file with other headings through the page: what is guessed is shown, and nothing is stored before it is confirmed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from survey.models import EitResponse
from tests.builders import Scene, a_scene, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADDRESS = "somchai@example.go.th"


@pytest.fixture
def scene(app: Flask, reader: Reader) -> Scene:
    made = a_scene(app)
    reader.be("malee")
    reader.open(f"{made.page}/import/eit")
    return made


def headings(app: Flask, scene: Scene) -> list[str]:
    items = instrument_of(app, scene.eit).items
    return [f"{item.text} [{part.text}]" if item.is_divided else item.text for item in items for part in item.parts]


def labels(app: Flask, scene: Scene, step: int) -> list[str]:
    return [part.scale.labels[min(step, len(part.scale)) - 1] for part in instrument_of(app, scene.eit).parts]


def google(app: Flask, scene: Scene, *rows: list[str], first: str = "") -> bytes:
    header = ["ประทับเวลา", "ที่อยู่อีเมล", *headings(app, scene)]
    if first:
        header[2] = first
    return "\n".join(",".join(row) for row in (header, *(["1/2/2565", ADDRESS, *row] for row in rows))).encode()


def workbook(*rows: Any) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def stored(app: Flask) -> list[str]:
    with looking(app) as session:
        return sorted(session.scalars(select(EitResponse.steps)))


def show(reader: Reader, scene: Scene, content: bytes) -> dict[str, str]:
    """Send a file; return the fields of the page that asks to confirm."""
    reader.upload(f"{scene.page}/import/eit", content, status=200)
    assert reader.page.heading == "ตรวจการจับคู่คอลัมน์ EIT"
    return {name: value for name, value in reader.page.fields.items() if name and name != "csrf_token"}


def confirm(reader: Reader, scene: Scene, fields: dict[str, str], *, status: int = 302, **changed: str) -> None:
    reader.send(
        f"{scene.page}/import/eit",
        {**fields, **{name.replace("_", "-", 1): said for name, said in changed.items()}},
        status=status,
    )


def test_nothing_is_stored_until_the_guess_is_confirmed_and_then_every_row(app: Flask, reader: Reader, scene: Scene) -> None:
    fields = show(reader, scene, google(app, scene, labels(app, scene, 1), labels(app, scene, 4)))
    assert "จับคู่ได้ 19 จาก 19 ข้อย่อย ในไฟล์มีคำตอบ 2 แถว" in reader.page.words
    assert "คอลัมน์ที่ไม่อ่านและไม่เก็บ ประทับเวลา, ที่อยู่อีเมล" in reader.page.words
    assert "แน่ใจ ถ้อยคำตรงกัน 100%" in reader.page.words
    assert fields["column-2"] == "e1.1"
    assert ADDRESS not in reader.page.source
    assert stored(app) == []
    confirm(reader, scene, fields)
    assert stored(app) == ["1" * 19, "4444222444424244244"]


def test_the_same_file_is_confirmed_only_once_whatever_columns_are_chosen(app: Flask, reader: Reader, scene: Scene) -> None:
    fields = show(reader, scene, google(app, scene, labels(app, scene, 1)))
    confirm(reader, scene, fields)
    reader.open(f"{scene.page}/import/eit")
    fields = show(reader, scene, google(app, scene, labels(app, scene, 1)))
    confirm(reader, scene, fields | {"column-2": "e1.2", "column-3": "e1.1"}, status=409)
    assert "ไฟล์นี้นำเข้าในรอบนี้แล้ว" in reader.page.words
    assert len(stored(app)) == 1


@ON_ONE_DATABASE
def test_a_column_that_was_not_found_is_chosen_by_the_officer(app: Flask, reader: Reader, scene: Scene) -> None:
    fields = show(reader, scene, google(app, scene, labels(app, scene, 2), first="คำถามของเราเอง"))
    assert "ข้อที่ยังไม่มีคอลัมน์: e1.1" in reader.page.words
    assert fields["column-2"] == ""
    confirm(reader, scene, fields, status=422)
    assert "คอลัมน์ e1.1: ยังไม่มีคอลัมน์ใดเป็นคำตอบของข้อนี้" in reader.page.words
    confirm(reader, scene, fields, status=422, column_2="e2")
    assert "ข้อ e2 ถูกเลือกไว้มากกว่าหนึ่งคอลัมน์" in reader.page.words
    assert stored(app) == []
    confirm(reader, scene, fields, column_2="e1.1")
    assert stored(app) == ["2" * 19]


@ON_ONE_DATABASE
def test_an_answer_nobody_knows_is_listed_with_its_count_and_given_a_meaning(app: Flask, reader: Reader, scene: Scene) -> None:
    odd = ["ไม่แน่ใจ", *labels(app, scene, 2)[1:]]
    fields = show(reader, scene, google(app, scene, odd, odd, labels(app, scene, 2)))
    assert "“ไม่แน่ใจ” 2 ช่อง ในข้อ e1.1" in reader.page.words
    confirm(reader, scene, fields, status=422)
    assert "แถว 2 คอลัมน์ e1.1: “ไม่แน่ใจ” ไม่ใช่คำตอบของข้อนี้" in reader.page.words
    assert stored(app) == []
    (name,) = (name for name in fields if name.startswith("label-"))
    confirm(reader, scene, fields | {name: "0"})
    assert stored(app) == ["0" + "2" * 18, "0" + "2" * 18, "2" * 19]


def test_good_rows_alone_are_stored_on_request(app: Flask, reader: Reader, scene: Scene) -> None:
    fields = show(reader, scene, google(app, scene, ["?", *labels(app, scene, 2)[1:]], labels(app, scene, 2)))
    confirm(reader, scene, {**fields, "skip_bad": "y"}, status=200)
    confirm(reader, scene, {**fields, "skip_bad": "y"}, status=409)
    assert stored(app) == ["2" * 19]


@ON_ONE_DATABASE
def test_a_workbook_of_codes_goes_straight_through_and_one_of_questions_is_confirmed(
    app: Flask, reader: Reader, scene: Scene
) -> None:
    codes = instrument_of(app, scene.eit).part_codes
    reader.upload(f"{scene.page}/import/eit", workbook(codes, [1] * 19))
    assert stored(app) == ["1" * 19]
    reader.open(f"{scene.page}/import/eit")
    fields = show(reader, scene, workbook(headings(app, scene), [2] * 19))
    confirm(reader, scene, fields)
    assert stored(app) == ["1" * 19, "2" * 19]


FORGED: tuple[dict[str, str], ...] = (
    {"table": ""},
    {"table": "?"},
    {"column-2": "e99"},
    {"column-2": "i1.1"},
    {"column-3": ""},
    {f"column-{index}": "" for index in range(2, 21)},
)


@ON_ONE_DATABASE
def test_what_no_page_of_ours_could_have_sent_stores_nothing(app: Flask, reader: Reader, scene: Scene) -> None:
    fields = show(reader, scene, google(app, scene, labels(app, scene, 2)))
    for forged in FORGED:
        confirm(reader, scene, fields | forged, status=422)
    assert stored(app) == []


@ON_ONE_DATABASE
def test_a_label_that_is_markup_is_shown_as_text(app: Flask, reader: Reader, scene: Scene) -> None:
    show(reader, scene, google(app, scene, ["<script>alert(1)</script>", *labels(app, scene, 2)[1:]], first="<b>e1.1</b>"))
    assert "<script>alert" not in reader.page.source
    assert "<b>e1.1" not in reader.page.source
