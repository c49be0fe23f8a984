"""Signs of programs and of haste are counted for the officers; whoever shows them is stored and thanked like anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pyrage import x25519
from sqlalchemy import select

from questionnaires.model import Audience
from survey.answers import new_key
from survey.config import Settings
from survey.manage.operations import close_round
from survey.models import Base, Collection, Round, SealedResponse, SignalTally
from tests.builders import Scene, a_scene, an_application, arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader
from tests.survey.respond.test_racing import at_once, sending

# One second for each of 51 and of 19 parts.
LEAST = {"iit": 51, "eit": 19}
NOTED = "ข้อสังเกตเกี่ยวกับคำตอบ"


def tallies(app: Flask) -> dict[tuple[str, str], int]:
    with looking(app) as session:
        rows = session.execute(select(SignalTally.instrument, SignalTally.signal, SignalTally.number))
        return {(instrument, signal): number for instrument, signal, number in rows}


def visitor(app: Flask, scene: Scene, **more: str) -> dict[str, Any]:
    return {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 2), **more}


def staff(app: Flask, scene: Scene, code: int, **more: str) -> dict[str, Any]:
    return {"submission-key": new_key(), "code": scene.codes[code], **filled(instrument_of(app, scene.iit), 2), **more}


@pytest.mark.parametrize(
    ("elapsed", "signals"),
    [
        ("0", {"quick"}),
        ("18", {"quick"}),
        ("19", set()),
        ("99999", set()),
        ("", {"untimed"}),
        ("-1", {"untimed"}),
        ("1.5", {"untimed"}),
        ("๑๙", {"untimed"}),
        ("100000", {"untimed"}),
        ("nan", {"untimed"}),
    ],
)
def test_the_time_counts_only_as_too_short_or_unknown(elapsed: str, signals: set[str], app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.send(scene.eit, visitor(app, scene, elapsed=elapsed), status=303)
    assert tallies(app) == {("eit", signal): 1 for signal in signals}
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_the_shortest_time_is_a_second_for_each_part(key: str, app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(getattr(scene, key))
    assert f'data-most="{LEAST[key]}"' in reader.page.source


def test_a_response_with_every_sign_is_stored_and_thanked_like_any_other(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    plain = reader.send(scene.iit, staff(app, scene, 0, elapsed="51"), status=303)
    assert tallies(app) == {}
    signs = {"elapsed": "0", "extra-website": "http://spam.example"}
    marked = reader.send(scene.iit, staff(app, scene, 1, **signs), status=303)
    assert (dict(plain.headers), plain.data) == (dict(marked.headers), marked.data)
    assert how_many(app, scene, Audience.STAFF) == 2
    assert tallies(app) == {("iit", "decoy"): 1, ("iit", "quick"): 1}
    with looking(app) as session:
        for table in Base.metadata.sorted_tables:
            assert "spam" not in repr(session.execute(table.select()).all()), table.name


def test_nothing_is_kept_beside_a_response(app: Flask) -> None:
    assert [column.name for column in SignalTally.__table__.columns] == [
        *("office_id", "round_id", "instrument", "signal", "number"),
    ]


def test_a_repetition_and_a_refusal_count_nothing(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = staff(app, scene, 0, elapsed="3")
    for elapsed in ("3", "3", "51", ""):
        reader.send(scene.iit, {**fields, "elapsed": elapsed}, status=303)
    reader.send(scene.iit, {**staff(app, scene, 1, elapsed="3"), "code": "2222-2222-2222"}, status=403)
    incomplete = visitor(app, scene, elapsed="3")
    del incomplete["answer-e2"]
    reader.send(scene.eit, incomplete, status=422)
    assert tallies(app) == {("iit", "quick"): 1}


def test_a_form_that_comes_back_goes_on_from_where_it_was(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = visitor(app, scene, **{"elapsed": "12", "extra-website": "<b>"})
    del fields["answer-e2"]
    reader.send(scene.eit, fields, status=422)
    assert (reader.page.fields["elapsed"], reader.page.fields["extra-website"]) == ("12", "<b>")
    assert reader.page.source.count("&lt;b&gt;") == 1
    reader.open(scene.eit)
    assert (reader.page.fields["elapsed"], reader.page.fields["extra-website"]) == ("", "")


def test_the_field_that_catches_programs_is_hidden_from_everybody_else(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path, words in ((scene.eit, "ปล่อยช่องนี้ว่างไว้"), (f"{scene.iit}?language=en", "Leave this field empty")):
        reader.open(path)
        (field,) = [one for one in reader.page.controls if one["name"] == "extra-website"]
        assert (field["type"], field["tabindex"], field["autocomplete"]) == ("text", "-1", "off")
        # `hidden` takes it out of sight, out of the order of the keyboard and out of what is read aloud.
        around = reader.page.source.partition("<div hidden>")[2].partition("</div>")[0]
        assert 'name="extra-website"' in around
        assert words in around


def test_they_are_counted_in_a_sealed_round_too(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    key = x25519.Identity.generate()
    with arranging(app) as session:
        session.get_one(Collection, (scene.office.id, scene.round.id, "iit")).seal_to = [str(key.to_public())]
    reader.send(scene.iit, staff(app, scene, 0, elapsed="5"), status=303)
    assert tallies(app) == {("iit", "quick"): 1}
    with looking(app) as session:
        assert len(session.scalars(select(SealedResponse.box)).all()) == 1


def test_many_at_once_through_two_processes_are_all_counted(app: Flask, settings: Settings) -> None:
    scene = a_scene(app)
    with an_application(settings) as other:
        sent = [
            sending(where, scene.eit, visitor(app, scene, **{"elapsed": ("", "4")[at % 2], "extra-website": "x"}))
            for at, where in enumerate([app, other] * 12)
        ]
        assert set(at_once(sent)) == {303}
    assert tallies(app) == {("eit", "decoy"): 24, ("eit", "quick"): 12, ("eit", "untimed"): 12}


def test_an_officer_reads_what_was_noticed_and_that_nothing_was_taken_out(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    stranger = Reader(app)
    stranger.send(scene.eit, visitor(app, scene, elapsed="19"), status=303)
    reader.open(scene.page)
    assert NOTED not in reader.page.words
    stranger.send(scene.eit, visitor(app, scene, elapsed="7"), status=303)
    stranger.send(scene.eit, visitor(app, scene, **{"elapsed": "", "extra-website": "x"}), status=303)
    reader.open(scene.page)
    assert "1 จาก 3 ชุด กรอกช่องที่ซ่อนไว้ซึ่งคนมองไม่เห็น" in reader.page.words
    assert "1 จาก 3 ชุด ส่งภายในเวลาไม่ถึง 19 วินาที" in reader.page.words
    assert "1 จาก 3 ชุด ไม่ทราบเวลาที่ใช้" in reader.page.words
    assert "ระบบรับและนับทุกชุดเหมือนกัน ไม่ได้ตัดชุดใดออก" in reader.page.words


@pytest.mark.parametrize(("number", "is_told"), [(4, False), (5, True)])
def test_of_the_staff_it_is_told_after_the_close_if_five_have_answered(
    app: Flask, reader: Reader, number: int, is_told: bool
) -> None:
    scene = a_scene(app, cards=5)
    reader.be("malee")
    stranger = Reader(app)
    for code in range(number):
        stranger.send(scene.iit, staff(app, scene, code, elapsed="51" if code else "2"), status=303)
    reader.open(scene.page)
    assert NOTED not in reader.page.words
    with arranging(app) as session:
        close_round(session, app.extensions["definitions"], session.get_one(Round, (scene.office.id, scene.round.id)))
    reader.open(scene.page)
    assert (NOTED in reader.page.words) is is_told
    # One, two and none look alike, of every signal.
    for signal in ("ส่งภายในเวลาไม่ถึง 51 วินาที", "กรอกช่องที่ซ่อนไว้", "ไม่ทราบเวลาที่ใช้"):
        assert (f"ไม่เกิน 2 จาก 5 ชุด {signal}" in reader.page.words) is is_told
    assert "1 จาก 5 ชุด ส่ง" not in reader.page.words
