"""The stored responses as a file: readable by a spreadsheet, and giving the same scores when read again."""

from __future__ import annotations

from flask import Flask

from survey.answers import new_key
from survey.models import RoundState
from tests.builders import PASSWORD, a_scene, filled, instrument_of
from tests.reader import Reader


def test_the_file_starts_with_a_mark_and_the_part_codes_and_holds_a_row_for_each_response(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for step in (1, 4):
        reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), step)}, status=303)
    reader.sign_in("malee", PASSWORD)
    sent = reader.open(f"{scene.page}/export/eit.csv")
    assert sent.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert sent.headers["Content-Disposition"] == f'attachment; filename="2565-eit-{scene.round.id}.csv"'
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.data.startswith(b"\xef\xbb\xbfe1.1,e1.2,e2,")
    lines = sent.data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(instrument_of(app, scene.eit).part_codes)
    # Yes and no have two steps, so that "the fourth" is their second: e4.1 to e4.3, e8, e10 and e13.
    best = "4,4,4,4,2,2,2,4,4,4,4,2,4,2,4,4,2,4,4"
    assert sorted(lines[1:]) == ["", ",".join("1" * 19), best]


def test_what_was_exported_gives_the_same_scores_when_it_is_imported_again(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app, office="เทศบาลของเรา"), a_scene(app, office="เทศบาลของเขา")
    for step in (1, 2, 3, 3):
        reader.send(here.eit, {"submission-key": new_key(), **filled(instrument_of(app, here.eit), step)}, status=303)
    reader.sign_in("malee", PASSWORD, office=here.office.id)
    content = reader.open(f"{here.page}/export/eit.csv").data
    reader.open(f"{here.page}/results")
    first = reader.page.rows
    reader.sign_in("malee", PASSWORD, office=there.office.id)
    reader.open(f"{there.page}/import/eit")
    reader.upload(f"{there.page}/import/eit", content)
    reader.open(f"{there.page}/results")
    assert reader.page.row("EIT") == next(cells for cells in first if cells[:1] and cells[0].startswith("EIT"))
    assert reader.page.rows == first


def test_answers_of_few_staff_are_not_handed_out_while_the_round_is_open(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, cards=5)
    reader.sign_in("malee", PASSWORD)
    for number, code in enumerate(scene.codes, start=1):
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit))}
        reader.send(scene.iit, fields, status=303)
        sent = reader.open(f"{scene.page}/export/iit.csv", status=200 if number == 5 else 403)
        assert (b"i1.1" in sent.data) == (number == 5)
        if number < 5:
            assert "มีผู้ตอบยังไม่ถึง 5 คน" in reader.page.words


def test_answers_of_few_staff_may_be_had_once_the_round_is_closed(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit))}
    reader.send(scene.iit, fields, status=303)
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})
    assert reader.open(f"{scene.page}/export/iit.csv").data.count(b"\r\n") == 2


def test_a_round_without_answers_gives_a_header_alone(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.DRAFT)
    reader.sign_in("malee", PASSWORD)
    assert reader.open(f"{scene.page}/export/eit.csv").data.count(b"\r\n") == 1
    reader.open(f"{scene.page}/export/iit.csv", status=403)
