"""The stored responses as a file: readable by a spreadsheet, and giving the same scores when read again."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.answers import new_key
from survey.models import RoundState
from tests.builders import Scene, a_scene, filled, instrument_of
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def answer_as_staff(app: Flask, reader: Reader, scene: Scene, code: str) -> None:
    fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit))}
    reader.send(scene.iit, fields, status=303)


def close(reader: Reader, scene: Scene) -> None:
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})


def test_the_file_starts_with_a_mark_and_the_part_codes_and_holds_a_row_for_each_response(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for step in (1, 4, 4, 4, 4):
        reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), step)}, status=303)
    reader.be("malee")
    sent = reader.open(f"{scene.page}/export/eit.csv")
    assert sent.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert sent.headers["Content-Disposition"] == f'attachment; filename="2565-eit-{scene.round.id}.csv"'
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.data.startswith(b"\xef\xbb\xbfe1.1,e1.2,e2,")
    lines = sent.data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(instrument_of(app, scene.eit).part_codes)
    # Yes and no have two steps, so that "the fourth" is their second: e4.1 to e4.3, e8, e10 and e13.
    best = "4,4,4,4,2,2,2,4,4,4,4,2,4,2,4,4,2,4,4"
    assert sorted(lines[1:]) == ["", ",".join("1" * 19), *[best] * 4]


def test_what_was_exported_gives_the_same_scores_when_it_is_imported_again(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    for step in (1, 2, 3, 3, 4):
        reader.send(here.eit, {"submission-key": new_key(), **filled(instrument_of(app, here.eit), step)}, status=303)
    reader.be("malee", here.office.id)
    content = reader.open(f"{here.page}/export/eit.csv").data
    close(reader, here)
    reader.open(f"{here.page}/results")
    first = reader.page.rows
    reader.be("malee", there.office.id)
    reader.open(f"{there.page}/import/eit")
    reader.upload(f"{there.page}/import/eit", content)
    close(reader, there)
    reader.open(f"{there.page}/results")
    assert reader.page.row("EIT")[2] == "5"
    assert reader.page.row("EIT") == next(cells for cells in first if cells[:1] and cells[0].startswith("EIT"))
    assert reader.page.rows == first


def test_answers_of_the_staff_are_not_handed_out_while_the_round_is_open(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, cards=5)
    reader.be("malee")
    for code in scene.codes:
        answer_as_staff(app, reader, scene, code)
        sent = reader.open(f"{scene.page}/export/iit.csv", status=403)
        assert b"i1.1" not in sent.data
        assert "คำตอบรายคนของบุคลากรส่งออกได้เมื่อปิดรอบแล้ว" in reader.page.words
    close(reader, scene)
    assert reader.open(f"{scene.page}/export/iit.csv").data.count(b"\r\n") == 6


@ON_ONE_DATABASE
def test_answers_of_few_are_not_handed_out_at_all(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, cards=4)
    for code in scene.codes:
        answer_as_staff(app, reader, scene, code)
    for _ in range(4):
        reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit))}, status=303)
    reader.be("malee")
    reader.open(f"{scene.page}/export/eit.csv", status=403)
    close(reader, scene)
    for key in ("iit", "eit"):
        reader.open(f"{scene.page}/export/{key}.csv", status=403)
        assert "ทุกแบบวัดต้องมีผู้ตอบอย่างน้อย 5 คน" in reader.page.words


@ON_ONE_DATABASE
def test_a_round_without_answers_has_nothing_to_hand_out(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.DRAFT)
    reader.be("malee")
    for key in ("iit", "eit"):
        reader.open(f"{scene.page}/export/{key}.csv", status=403)
