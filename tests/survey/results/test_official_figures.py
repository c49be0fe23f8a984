"""The published figures of a year: kept as printed, shown beside the rehearsal."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from survey.models import OfficialResult
from tests.builders import a_scene, looking
from tests.reader import Reader

# As a real office's report printed them; they do not all agree with one another, and stay as printed.
FIGURES = {
    "figure-indicators.1": "83.05",
    "figure-indicators.8": "๖๖.๕๕",
    "figure-indicators.10": "93.75",
    "figure-instruments.iit": "80.60",
    "figure-instruments.oit": "88.41",
    "figure-total": "84.6",
    "grade": "B",
}


def test_published_figures_are_kept_as_printed_and_not_computed_anew(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/official/2565")
    reader.send("/office/official/2565", FIGURES)
    with looking(app) as session:
        kept = session.scalars(select(OfficialResult)).one()
        assert (kept.office_id, kept.fiscal_year) == (scene.office.id, 2565)
        assert kept.figures == {
            "indicators": {"1": 83.05, "8": 66.55, "10": 93.75},
            "instruments": {"iit": 80.6, "oit": 88.41},
            "total": 84.6,
            "grade": "B",
        }
    reader.open("/office/official/2565")
    assert float(reader.page.fields["figure-indicators.8"]) == 66.55
    assert reader.page.fields["figure-indicators.2"] == ""
    assert reader.page.fields["grade"] == "B"


def test_they_stand_beside_the_round_in_the_chart_and_its_table(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/results")
    assert "ผลทางการ" not in reader.page.words
    reader.open("/office/official/2565")
    reader.send("/office/official/2565", FIGURES)
    reader.open(f"{scene.page}/results")
    assert reader.page.row("ตัวชี้วัดที่ 8 ")[1:] == ["–", "66.55"]
    assert reader.page.row("ตัวชี้วัดที่ 2 ")[1:] == ["–", "–"]
    assert "ผลทางการ" in reader.page.words
    assert 'width="66.55%"' in reader.page.source


def test_an_emptied_figure_is_forgotten(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    for figures in (FIGURES, {**FIGURES, "figure-total": "", "grade": ""}):
        reader.open("/office/official/2565")
        reader.send("/office/official/2565", figures)
    with looking(app) as session:
        kept = session.scalars(select(OfficialResult)).one().figures
    assert "total" not in kept
    assert "grade" not in kept
    assert kept["indicators"]["1"] == 83.05


def test_wrong_figures_are_refused_and_an_unknown_year_is_not_found(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/official/2565")
    for wrong in ({"figure-total": "101"}, {"figure-total": "NaN"}, {"grade": "Z"}, {"figure-indicators.1": "x"}):
        reader.send("/office/official/2565", {"grade": "", **wrong}, status=422)
        assert [link for link in reader.page.links if link.startswith("#") and link != "#main"]
    reader.open("/office/official/2564", status=404)
    reader.open("/office/official/0", status=404)
    with looking(app) as session:
        assert list(session.scalars(select(OfficialResult))) == []
