"""A suggestion from a telephone to its answer: sent with a photo, read, supported, followed and taken back."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import undefer

from survey.cases import handling
from survey.cases.handling import Answer
from survey.models import CaseFile, CaseStatus, Outcome
from tests.builders import arranging, looking
from tests.journeys.conftest import OpenWindow
from tests.journeys.serving import Site
from tests.journeys.windows import Window
from tests.survey.board.arranged import Place, a_photo, a_place, cases_of, published

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 360, "height": 740}
SEND = "ส่งให้เจ้าหน้าที่อ่านก่อนเผยแพร่"


def choose(window: Window, content: bytes) -> None:
    window.page.set_input_files("[name=photos]", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content})


def publish_and_answer(place: Place) -> str:
    with arranging(place.app) as session:
        case = handling.case_of(session, place.office_id, cases_of(place)[-1].number)
        shown = [file.id for file in handling.files_of(session, case)]
        handling.publish(session, case, place.officer, subject=case.subject, text=case.text, files=shown)
        handling.answer(session, case, place.officer, Answer("เปลี่ยนหลอดแล้ว", CaseStatus.DONE, Outcome.DONE))
        return case.number


@pytest.mark.parametrize("has_script", [True, False])
def test_a_suggestion_goes_from_a_telephone_to_its_answer(site: Site, open_window: OpenWindow, has_script: bool) -> None:
    place = a_place(site.app)
    window = open_window(java_script_enabled=has_script, viewport=PHONE)
    window.open(place.path)
    window.follow("เสนอเรื่องใหม่")
    window.field("รายละเอียด").fill("หน้าวัดมืดมาก\nอยากให้ซ่อม")
    choose(window, a_photo())
    window.press(SEND, status=422)
    # The summary leads to the field, and the photo is still there.
    window.page.locator(".problems a").click()
    window.page.keyboard.type("ไฟถนนดับ")
    assert window.page.locator(".photos img").count() == 1
    window.press(SEND)
    assert window.heading == "ได้รับเรื่องของท่านแล้ว"
    assert window.button("พิมพ์ใบรับเรื่อง").count() == has_script
    code = window.page.locator(".receipt .code").inner_text()
    number = publish_and_answer(place)
    window.open(place.path)
    window.follow("ไฟถนนดับ")
    assert window.path == f"{place.path}{number}"
    assert "เปลี่ยนหลอดแล้ว" in window.words
    assert window.page.evaluate(
        "document.querySelector('.photos img').complete && document.querySelector('.photos img').naturalWidth"
    )
    window.press("สนับสนุนเรื่องนี้")
    assert "ท่านสนับสนุนเรื่องนี้แล้ว" in window.words
    window.follow("ติดตาม")
    window.field("รหัสติดตาม").fill(code.lower())
    window.press("เปิดเรื่องของฉัน")
    window.field("ข้อความถึงหน่วยงาน").fill("ขอบคุณครับ")
    window.press("ส่งให้เจ้าหน้าที่")
    assert "หน่วยงานได้รับข้อความของท่านแล้ว" in window.words
    window.follow("ถอนเรื่องนี้")
    window.press("ถอนเรื่อง")
    assert "ท่านถอนเรื่องนี้แล้ว" in window.words
    assert len(cases_of(place)) == 1


def test_similar_suggestions_can_be_supported_instead(site: Site, open_window: OpenWindow) -> None:
    place = a_place(site.app)
    with arranging(site.app) as session:
        published(session, place, "ไฟถนนหน้าวัดดับ", "มืดมาก อยากให้ซ่อมก่อนงานบุญ")
    window = open_window(viewport=PHONE)
    window.open(f"{place.path}new")
    window.fill(subject="ไฟถนนหน้าวัดดับ", text="อยากให้ซ่อมก่อนงานบุญ")
    window.press(SEND)
    assert window.heading == "มีเรื่องคล้ายกันอยู่แล้ว"
    with window.moving():
        window.page.get_by_role("button", name="สนับสนุนเรื่องนี้แทน").click()
    assert "ท่านสนับสนุนเรื่องนี้แล้ว รวมผู้สนับสนุน 1 ราย" in window.words
    assert [case.supports for case in cases_of(place)] == [1]


def test_a_large_photo_is_made_smaller_before_it_leaves_the_telephone(site: Site, open_window: OpenWindow) -> None:
    place = a_place(site.app)
    content = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(content, "JPEG", quality=95)
    assert len(content.getvalue()) > 2_000_000
    window = open_window(viewport=PHONE)
    window.open(f"{place.path}new")
    window.fill(subject="ไฟถนนดับ", text="หน้าวัดมืดมาก")
    choose(window, content.getvalue())
    size = "document.querySelector('[name=photos]').files[0].size"
    window.page.wait_for_function(f"() => {size} < {len(content.getvalue()) // 2}")
    window.press(SEND)
    assert window.heading == "ได้รับเรื่องของท่านแล้ว"
    with looking(site.app) as session:
        [file] = session.scalars(select(CaseFile).options(undefer(CaseFile.content)))
    assert 4 * file.height == 3 * file.width
    assert file.width <= 1600
