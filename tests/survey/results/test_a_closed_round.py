"""The result of a closed round stands, whatever the definition files say by then."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from questionnaires.loader import PACKAGED, Definitions, load_all
from questionnaires.model import digest
from survey.answers import new_key
from survey.models import Collection
from tests.builders import Scene, a_scene, looking
from tests.conftest import YEARS
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# The fourth of six steps is worth 60, yes is worth 100: 80 on average.
ANSWERS = {"answer-e1": "4", "answer-e2": "2"}


def changed_year(folder: Path, before: str, after: str) -> Definitions:
    """The fictional year as it reads once a text of its EIT has been replaced by another."""
    year = folder / "2599"
    year.mkdir(parents=True)
    for file in (YEARS / "2599").iterdir():
        year.joinpath(file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    eit = year / "eit.yaml"
    source = eit.read_text(encoding="utf-8")
    assert before in source
    eit.write_text(source.replace(before, after), encoding="utf-8")
    return load_all(PACKAGED, folder)


def turned_round(folder: Path) -> Definitions:
    """A correction: a yes is bad news in the second item after all."""
    second = (YEARS / "2599" / "eit.yaml").read_text(encoding="utf-8").partition('- code: "e2"')[2]
    return changed_year(folder, second, second.replace('"positive"', '"negative"'))


def without_the_second_item(folder: Path) -> Definitions:
    """A change of shape: the second item is gone."""
    code, second = (YEARS / "2599" / "eit.yaml").read_text(encoding="utf-8").partition('      - code: "e2"')[1:]
    return changed_year(folder, code + second, "")


def answered(app: Flask, reader: Reader, office: str) -> Scene:
    scene = a_scene(app, office=office, fiscal_year=2599)
    for _ in range(5):
        answer(reader, scene)
    return scene


def answer(reader: Reader, scene: Scene) -> None:
    reader.send(scene.eit, {"submission-key": new_key(), **ANSWERS}, status=303)


def close(reader: Reader, scene: Scene) -> None:
    reader.be("malee", scene.office.id)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})


def test_a_later_correction_of_the_definition_does_not_rewrite_a_closed_result(
    app: Flask, reader: Reader, tmp_path: Path
) -> None:
    closed, still_open = answered(app, reader, "เทศบาลที่ปิดแล้ว"), answered(app, reader, "เทศบาลที่ยังเปิด")
    close(reader, closed)
    original = app.extensions["definitions"].instrument("2599/eit")
    app.extensions["definitions"] = turned_round(tmp_path / "years")
    corrected = app.extensions["definitions"].instrument("2599/eit")

    reader.open(f"{closed.page}/results")
    assert reader.page.row("EIT")[3] == "80.00"
    assert reader.page.row("ตัวชี้วัดที่ 3 ")[1] == "80.00"
    assert reader.page.row("2.")[4] == "100.00"
    with looking(app) as session:
        kept = session.get_one(Collection, (closed.office.id, closed.round.id, "eit"))
        assert kept.digest == digest(original) != digest(corrected)

    # While a round is open the correction counts: the second item is worth 0 by now, and 30 is the mean of 60 and 0.
    for _ in range(5):
        answer(reader, still_open)
    reader.be("malee", still_open.office.id)
    reader.open(f"{still_open.page}/results")
    assert reader.page.row("EIT")[3] == "30.00"


@ON_ONE_DATABASE
def test_a_definition_of_another_shape_shows_no_result_rather_than_a_wrong_one(
    app: Flask, reader: Reader, tmp_path: Path
) -> None:
    scene = answered(app, reader, "เทศบาลที่ปิดแล้ว")
    close(reader, scene)
    original = app.extensions["definitions"]
    app.extensions["definitions"] = without_the_second_item(tmp_path / "years")
    for path in ("results", "export/eit.csv"):
        reader.open(f"{scene.page}/{path}", status=503)
        assert reader.page.heading == "แบบวัดของรอบนี้ไม่ตรงกับตอนที่เปิดรอบ"
    app.extensions["definitions"] = original
    reader.open(f"{scene.page}/results")
    assert reader.page.row("EIT")[3] == "80.00"


def test_answers_are_not_stored_by_a_definition_of_another_shape(app: Flask, reader: Reader, tmp_path: Path) -> None:
    scene = a_scene(app, fiscal_year=2599)
    app.extensions["definitions"] = without_the_second_item(tmp_path / "years")
    reader.send(scene.eit, {"submission-key": new_key(), "answer-e1": "4"}, status=503)
    assert "ระบบจึงไม่อ่านและไม่บันทึกคำตอบด้วยนิยามอื่น" in reader.page.words
