"""The result of a closed round stands, whatever the definitions say by then."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from questionnaires.loader import Definitions
from questionnaires.model import Assessment, Direction, Instrument, digest
from survey.answers import new_key
from survey.models import Collection
from tests.builders import PASSWORD, a_scene, filled, instrument_of, looking
from tests.reader import Reader


def with_another_eit(app: Flask, changed: Instrument) -> Definitions:
    definitions: Definitions = app.extensions["definitions"]
    assessments: list[Assessment] = []
    for assessment in definitions.assessments:
        same = tuple(changed if each.identifier == changed.identifier else each for each in assessment.instruments)
        assessments.append(replace(assessment, instruments=same))
    return Definitions(tuple(assessments))


def turned_round(instrument: Instrument) -> Instrument:
    """The instrument with the direction of its first item turned round, as a later correction might."""
    first, *others = instrument.indicators
    item, *more = first.items
    parts = tuple(replace(part, direction=Direction.NEGATIVE) for part in item.parts)
    return replace(instrument, indicators=(replace(first, items=(replace(item, parts=parts), *more)), *others))


def test_a_later_correction_of_the_definition_does_not_rewrite_a_closed_result(app: Flask, reader: Reader) -> None:
    closed, still_open = a_scene(app, office="เทศบาลที่ปิดแล้ว"), a_scene(app, office="เทศบาลที่ยังเปิด")
    eit = instrument_of(app, closed.eit)
    for scene in (closed, still_open):
        reader.send(scene.eit, {"submission-key": new_key(), **filled(eit, 3)}, status=303)
    reader.sign_in("malee", PASSWORD, office=closed.office.id)
    reader.open(f"{closed.page}/close")
    reader.send(f"{closed.page}/close", {})
    changed = turned_round(eit)
    app.extensions["definitions"] = with_another_eit(app, changed)

    # Closed: (67 x 3 + 0 + 67)/5 = 53.6 in indicator 6, and (53.6 + 80.2 + 73.6)/3 = 69.1333 in all.
    reader.open(f"{closed.page}/results")
    assert reader.page.row("EIT")[3] == "69.13"
    assert reader.page.row("ตัวชี้วัดที่ 6 ")[1] == "53.60"
    assert reader.page.row("1.")[3] == "67.00"
    with looking(app) as session:
        kept = session.get_one(Collection, (closed.office.id, closed.round.id, "eit"))
        assert kept.digest == digest(eit) != digest(changed)

    # Open: item 1 is 33 by now, indicator 6 (33 + 67 x 2 + 0 + 67)/5 = 46.8, in all 200.6/3 = 66.8667.
    reader.sign_in("malee", PASSWORD, office=still_open.office.id)
    reader.open(f"{still_open.page}/results")
    assert reader.page.row("EIT")[3] == "66.87"


def test_a_definition_of_another_shape_shows_no_result_rather_than_a_wrong_one(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    eit = instrument_of(app, scene.eit)
    reader.send(scene.eit, {"submission-key": new_key(), **filled(eit, 3)}, status=303)
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})
    original = app.extensions["definitions"]
    app.extensions["definitions"] = with_another_eit(app, replace(eit, indicators=eit.indicators[:2]))
    for path in ("results", "export/eit.csv"):
        reader.open(f"{scene.page}/{path}", status=503)
        assert reader.page.heading == "แบบวัดของรอบนี้ไม่ตรงกับตอนที่เปิดรอบ"
    app.extensions["definitions"] = original
    reader.open(f"{scene.page}/results")
    assert reader.page.row("EIT")[3] == "69.13"


def test_answers_are_not_stored_by_a_definition_of_another_shape(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    eit = instrument_of(app, scene.eit)
    shorter = replace(eit, indicators=eit.indicators[:2])
    app.extensions["definitions"] = with_another_eit(app, shorter)
    reader.send(scene.eit, {"submission-key": new_key(), **filled(shorter, 3)}, status=503)
