"""The declaration of honest intent: composed, signed, published on its own page, and kept by year."""

from __future__ import annotations

import io

import docx
import pypdfium2
import pytest
from flask import Flask

from survey.models import Declaration, Role
from tests.builders import a_scene, an_officer, arranging, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEW = "/office/outreach/declarations/new"
SIGNED = {
    "text": "ข้าพเจ้าจะซื่อสัตย์\r\n\r\n  ข้อหนึ่ง  \r\nข้อสอง",
    "name": "นายสมชาย ใจซื่อ",
    "position": "นายกองค์การบริหารส่วนตำบล",
    "signed_on": "2026-10-01",
    "text_en": "We will be honest.\r\nFirst\r\nSecond",
    "name_en": "Somchai Jaisue",
    "position_en": "Chief Executive",
}


def composed(app: Flask, reader: Reader, **changed: str) -> Declaration:
    reader.send(NEW, SIGNED | changed)
    with looking(app) as session:
        return session.query(Declaration).order_by(Declaration.signed_on.desc()).first()  # type: ignore[return-value]


def page_of(declaration: Declaration) -> str:
    return f"/office/outreach/declarations/{declaration.id}"


def test_an_office_begins_with_words_of_its_own_language_and_may_change_every_one(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    reader.open(NEW)
    assert "ซื่อสัตย์สุจริต" in reader.page.words
    made = composed(app, reader)
    assert made.text == "ข้าพเจ้าจะซื่อสัตย์\nข้อหนึ่ง\nข้อสอง"
    assert (made.fiscal_year, made.published_on) == (2570, None)


def test_nobody_outside_sees_a_declaration_before_it_is_published(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    made = composed(app, reader)
    public = f"/about/{scene.office.id}/declaration"
    reader.open(public)
    assert "ยังไม่มีประกาศ" in reader.page.words
    reader.open(f"{public}/{made.id}", status=404)
    reader.open(f"{public}/{made.id}/th.pdf", status=404)
    reader.open("/")
    assert "ประกาศเจตจำนงสุจริต ปีงบประมาณ" not in reader.page.words


def test_a_published_declaration_stands_on_its_page_and_is_announced_at_the_front(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    made = composed(app, reader)
    reader.send(f"{page_of(made)}/publish", {})
    public = f"/about/{scene.office.id}/declaration"
    reader.open(public)
    for words in ("ข้อสอง", "นายสมชาย ใจซื่อ", "1 ตุลาคม 2569", "Somchai Jaisue", "1 October 2026"):
        assert words in reader.page.words
    reader.open("/")
    assert "ประกาศเจตจำนงสุจริต ปีงบประมาณ 2570" in reader.page.words
    assert public in reader.page.links
    # Ready to be posted elsewhere, with the link that leads back.
    reader.open("/office/outreach/")
    assert "ประกาศเจตจำนงสุจริต ประจำปีงบประมาณ 2570" in reader.page.words
    assert f"http://localhost{public}" in reader.page.words


def test_what_was_published_is_never_changed_or_removed(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    made = composed(app, reader)
    reader.send(f"{page_of(made)}/publish", {})
    for act in ("change", "remove", "publish"):
        reader.open(page_of(made))
        reader.send(f"{page_of(made)}/{act}", SIGNED | {"name": "คนอื่น"}, status=409)
    with looking(app) as session:
        assert session.query(Declaration).one().name == "นายสมชาย ใจซื่อ"


def test_declarations_of_other_years_stay_to_be_read(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    older = composed(app, reader, signed_on="2025-10-01", name="นางคนก่อน")
    reader.send(f"{page_of(older)}/publish", {})
    newer = composed(app, reader)
    reader.send(f"{page_of(newer)}/publish", {})
    public = f"/about/{scene.office.id}/declaration"
    reader.open(public)
    assert "ประจำปีงบประมาณ 2570" in reader.page.words
    assert f"{public}/{older.id}" in reader.page.links
    reader.open(f"{public}/{older.id}")
    assert "ประจำปีงบประมาณ 2569" in reader.page.words
    assert "นางคนก่อน" in reader.page.words


@ON_ONE_DATABASE
def test_the_documents_say_the_same_in_thai_and_english(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    made = composed(app, reader)
    for language, expected in (("th", ("ข้อหนึ่ง", "๑ ตุลาคม ๒๕๖๙")), ("en", ("First", "1 October 2026", "Fiscal year 2027"))):
        content = reader.open(f"{page_of(made)}/{language}.docx").data
        said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
        for words in expected:
            assert words in said, language
        pdf = pypdfium2.PdfDocument(reader.open(f"{page_of(made)}/{language}.pdf").data)
        try:
            assert len(pdf) == 1
        finally:
            pdf.close()


@ON_ONE_DATABASE
def test_a_refused_form_keeps_every_word(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    reader.send(NEW, SIGNED | {"name": " "}, status=422)
    assert "กรุณากรอกชื่อผู้ลงนาม" in reader.page.words
    assert reader.page.fields["position_en"] == "Chief Executive"


@ON_ONE_DATABASE
def test_only_administrators_declare(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        an_officer(session, scene.office, "somsri", Role.OFFICER)
    reader.be("somsri")
    reader.open("/office/outreach/")
    reader.open(NEW, status=403)
