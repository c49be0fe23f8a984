"""The printed form on the officers' side: for every round that is not closed, in the office's own words."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.models import RoundState
from survey.models.wording import WordingOverlay
from survey.words import digest_of
from tests.builders import a_scene, arranging, instrument_of
from tests.reader import Reader
from tests.survey.documents.sheets import opened

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_ONE_DATABASE
@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.OPEN])
def test_the_rounds_page_leads_to_a_form_of_each_instrument_with_its_address(
    app: Flask, reader: Reader, state: RoundState
) -> None:
    scene = a_scene(app, state=state, office="เทศบาลตำบลริมน้ำ", fiscal_year=2599)
    reader.be("malee")
    reader.open(scene.page)
    for key in ("iit", "eit"):
        assert f"{scene.page}/paper/{key}.pdf" in reader.page.links
        answered = reader.client.get(f"{scene.page}/paper/{key}.pdf")
        assert (answered.status_code, answered.mimetype) == (200, "application/pdf")
        assert answered.headers["Content-Disposition"] == f'inline; filename="{key}-2599-th.pdf"'
        with opened(answered.data) as document:
            assert f"({key.upper()})" in document.title
            assert document.codes(0) == [f"http://localhost{getattr(scene, key)}"]
            assert "เทศบาลตำบลริมน้ำ" in document.pages[0]
            assert "ซ้อมครั้งที่1" in document.pages[0]


@ON_ONE_DATABASE
def test_every_language_there_is_has_its_form(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(scene.page)
    assert f"{scene.page}/paper/eit.pdf?language=en" in reader.page.links
    answered = reader.client.get(f"{scene.page}/paper/eit.pdf?language=en")
    with opened(answered.data) as document:
        assert document.language == "en"
        assert "Page1of" in document.pages[0]


@ON_ONE_DATABASE
def test_a_packaged_year_has_its_forms(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    with opened(reader.client.get(f"{scene.page}/paper/eit.pdf").data) as document:
        assert "(EIT)" in document.title


def test_what_the_office_has_laid_over_the_wording_is_printed_and_shown_to_whoever_types(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    instrument = instrument_of(app, scene.eit)
    item = instrument.items[0]
    texts = {item.code: "ถ้อยคำตามคู่มือที่หน่วยงานถืออยู่"}
    with arranging(app) as session:
        session.add(
            WordingOverlay(
                office_id=scene.office.id,
                instrument=instrument.identifier,
                language="th",
                texts=texts,
                digest=digest_of(texts),
            )
        )
    reader.be("malee")
    with opened(reader.client.get(f"{scene.page}/paper/eit.pdf").data) as document:
        assert texts[item.code] in document.pages[0]
        assert "".join(item.text.split()) not in document.pages[0]
    reader.open(f"{scene.page}/paper/eit")
    assert texts[item.code] in reader.page.words
    assert item.text not in reader.page.words
    reader.send(f"{scene.page}/paper/eit", {**reader.page.fields, "answer-e2": "1"})


@ON_ONE_DATABASE
def test_a_closed_round_has_no_form_and_an_instrument_it_does_not_have_is_not_found(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.CLOSED)
    reader.be("malee")
    reader.open(scene.page)
    assert not [link for link in reader.page.links if ".pdf" in link]
    reader.open(f"{scene.page}/paper/eit.pdf", status=409)
    reader.open(f"{scene.page}/paper/oit.pdf", status=404)
