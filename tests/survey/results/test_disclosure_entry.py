"""Entering the OIT: by its items, its sub-indicators or just its two indicators."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import DisclosureEntry, RoundState
from tests.builders import Scene, a_scene, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVERY_ITEM = [f"o{number}" for number in range(1, 44)]


def signed_in(app: Flask, reader: Reader) -> Scene:
    scene = a_scene(app)
    reader.be("malee")
    return scene


def entered(app: Flask) -> list[DisclosureEntry]:
    with looking(app) as session:
        return list(session.scalars(select(DisclosureEntry)))


def test_items_make_subindicators_and_these_make_the_indicator(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/disclosure?level=items"
    reader.open(path)
    assert [one["name"] for one in reader.page.controls] == [f"figure-{code}" for code in EVERY_ITEM]
    # All but o20, one of the seven items of the third sub-indicator: (100 x 4 + 600/7)/5 = 97.142857.
    reader.send(path, {f"figure-{code}": "y" for code in EVERY_ITEM if code != "o20"})
    reader.open(f"{scene.page}/results")
    assert reader.page.row("ตัวชี้วัดที่ 9 ")[1] == "97.14"
    assert reader.page.row("ตัวชี้วัดที่ 10 ")[1] == "100.00"
    # (97.142857 + 100)/2 = 98.571429.
    assert reader.page.row("OIT")[3] == "98.57"
    reader.open(f"{scene.page}/disclosure")
    assert "figure-o20" not in reader.page.fields
    assert reader.page.fields["figure-o19"] == "y"


def test_subindicators_are_entered_as_scores(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/disclosure?level=subindicators"
    reader.open(path)
    scores = {"9.1": "100", "9.2": "87.5", "9.3": "๘๕.๗๑", "9.4": "75", "9.5": "80", "10.1": "50", "10.2": "100"}
    reader.send(path, {f"figure-{number}": score for number, score in scores.items()})
    reader.open(f"{scene.page}/results")
    # (100 + 87.5 + 85.71 + 75 + 80)/5 = 85.642; (50 + 100)/2 = 75.
    assert reader.page.row("ตัวชี้วัดที่ 9 ")[1] == "85.64"
    assert reader.page.row("ตัวชี้วัดที่ 10 ")[1] == "75.00"
    assert reader.page.row("OIT")[3] == "80.32"


def test_the_two_indicators_alone_are_enough_and_can_be_corrected(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/disclosure"
    for ninth, oit in (("83.06", "88.41"), ("93.75", "93.75")):
        reader.open(path)
        answered = reader.send(f"{path}?level=indicators", {"figure-9": ninth, "figure-10": "93.75"})
        assert answered.headers["Location"] == f"{scene.page}/results"
        reader.open(f"{scene.page}/results")
        assert reader.page.row("OIT")[3] == oit
    assert [(each.level, each.figures) for each in entered(app)] == [("indicators", {"9": 93.75, "10": 93.75})]
    reader.open(path)
    assert float(reader.page.fields["figure-9"]) == 93.75


@ON_ONE_DATABASE
@pytest.mark.parametrize("wrong", ["", " ", "-1", "100.01", "NaN", "sNaN", "Infinity", "eighty", "8,5", "1" * 500])
def test_a_figure_that_is_no_score_is_refused_in_thai_and_nothing_is_kept(app: Flask, reader: Reader, wrong: str) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/disclosure?level=indicators"
    reader.open(path)
    reader.send(path, {"figure-9": wrong, "figure-10": "50"}, status=422)
    assert "#figure-9" in reader.page.links
    assert "#figure-10" not in reader.page.links
    assert "กรุณา" in reader.page.words
    assert reader.page.fields["figure-10"] == "50"
    assert entered(app) == []


@ON_ONE_DATABASE
def test_a_level_that_does_not_exist_is_not_found(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/disclosure?level=marker7f3a", status=404)
    assert "marker7f3a" not in reader.page.source


def test_the_oit_may_come_in_after_the_round_has_closed(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.CLOSED)
    reader.be("malee")
    reader.open(f"{scene.page}/disclosure")
    reader.send(f"{scene.page}/disclosure?level=indicators", {"figure-9": "80", "figure-10": "90"})
    reader.open(f"{scene.page}/results")
    assert reader.page.row("OIT")[3] == "85.00"
