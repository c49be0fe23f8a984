"""An office chooses between an ordinary and a sealed round when it opens one, and is told the difference."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Collection, Round, RoundState
from survey.sealing import new_identity
from tests.builders import Scene, a_scene, looking
from tests.reader import Reader
from tests.survey.anonymity.traces import on_disk
from tests.survey.sealed.conftest import Sealed, open_sealed


def draft(app: Flask, reader: Reader) -> Scene:
    scene = a_scene(app, state=RoundState.DRAFT)
    reader.be("malee")
    reader.open(scene.page)
    assert f"{scene.page}/open" in reader.page.links
    reader.open(f"{scene.page}/open")
    return scene


def seal_to(app: Flask, scene: Scene) -> dict[str, list[str] | None]:
    with looking(app) as session:
        found = session.scalars(select(Collection).where(Collection.round_id == scene.round.id))
        return {each.instrument: each.seal_to for each in found}


def state(app: Flask, scene: Scene) -> str:
    with looking(app) as session:
        return session.get_one(Round, (scene.office.id, scene.round.id)).state


def test_whoever_opens_a_round_reads_the_difference_in_two_sentences_first(app: Flask, reader: Reader) -> None:
    draft(app, reader)
    ordinary, sealed = reader.page.words.index("รอบธรรมดา:"), reader.page.words.index("รอบปิดผนึก:")
    assert ordinary < sealed < reader.page.words.index("เปิดรอบธรรมดา")
    assert "เจ้าหน้าที่ที่ส่งออกไฟล์และผู้ดูแลเครื่องอ่านเป็นรายชุดได้" in reader.page.words
    assert "ไม่มีใครอ่านจากเครื่องแม่ข่ายได้" in reader.page.words
    assert "ดอกใดดอกหนึ่งเพียงดอกเดียวก็เปิดได้" in reader.page.words


def test_an_ordinary_round_is_sealed_to_nobody(app: Flask, reader: Reader) -> None:
    scene = draft(app, reader)
    reader.send(f"{scene.page}/open", {})
    assert (state(app, scene), seal_to(app, scene)) == (RoundState.OPEN, {"iit": None, "eit": None})


def test_a_sealed_round_seals_the_answers_of_the_staff_and_of_nobody_else(app: Flask, reader: Reader) -> None:
    scene = draft(app, reader)
    (_, first), (_, second) = new_identity(), new_identity()
    open_sealed(reader, scene, f" {first} ", second.upper())
    assert (state(app, scene), seal_to(app, scene)) == (RoundState.OPEN, {"iit": [first, second], "eit": None})
    reader.open(scene.page)
    assert "ปิดผนึก อ่านได้เฉพาะผู้ถือกุญแจ" in reader.page.words
    reader.open(f"{scene.page}/box")
    assert f"{first} หรือ {second}" in reader.page.words


def test_one_key_will_do(app: Flask, reader: Reader) -> None:
    scene = draft(app, reader)
    _, public = new_identity()
    open_sealed(reader, scene, public)
    assert seal_to(app, scene)["iit"] == [public]


def test_what_is_wrong_with_a_key_is_said_and_the_round_stays_a_draft(app: Flask, reader: Reader) -> None:
    scene = draft(app, reader)
    _, public = new_identity()
    for fields, words in (
        ({"kind": "sealed"}, "กรุณาวางกุญแจสาธารณะอย่างน้อยหนึ่งดอก"),
        ({"kind": "sealed", "first_key": "   "}, "กรุณาวางกุญแจสาธารณะอย่างน้อยหนึ่งดอก"),
        ({"kind": "sealed", "second_key": public}, "กรุณาวางกุญแจสาธารณะอย่างน้อยหนึ่งดอก"),
        ({"kind": "sealed", "first_key": public[:-1]}, "ยาว 62 ตัว"),
        ({"kind": "sealed", "first_key": public, "second_key": "age1"}, "ยาว 62 ตัว"),
        ({"kind": "sealed", "first_key": public, "second_key": public.upper()}, "ดอกที่ 2 ซ้ำกับดอกที่ 1"),
        # A key beside the other button was meant to be used.
        ({"first_key": "กุญแจ"}, "ยาว 62 ตัว"),
    ):
        reader.send(f"{scene.page}/open", fields, status=422)
        assert words in reader.page.words, fields
    assert (state(app, scene), seal_to(app, scene)) == (RoundState.DRAFT, {"iit": None, "eit": None})


@pytest.mark.parametrize("where", ["open", "title", "file"])
def test_a_secret_key_is_refused_wherever_it_is_put_and_kept_nowhere(app: Flask, reader: Reader, where: str) -> None:
    scene = draft(app, reader)
    secret, public = new_identity()
    if where == "open":
        reader.send(f"{scene.page}/open", {"kind": "sealed", "first_key": secret}, status=400)
    elif where == "title":
        reader.send("/office/divisions", {"name": f"กองคลัง {secret.lower()}"}, status=400)
    else:
        open_sealed(reader, scene, public)
        reader.open(f"{scene.page}/import/iit")
        reader.upload(f"{scene.page}/import/iit", f"# public key: {public}\n{secret}\n".encode("utf-16"), status=400)
        reader.open(f"{scene.page}/box")
        reader.upload(f"{scene.page}/box", secret.encode(), status=400)
    assert reader.page.heading == "กุญแจลับต้องไม่อยู่บนเครื่องแม่ข่าย"
    assert "สร้างคู่ใหม่" in reader.page.words
    assert secret not in reader.page.source
    assert not on_disk(app.extensions["engine"], [secret, secret.lower()])


def test_the_form_promises_what_is_true_of_its_round(app: Flask, reader: Reader, sealed: Sealed) -> None:
    ordinary = a_scene(app, office="เทศบาลธรรมดา")
    for scene, said, unsaid in (
        (sealed.scene, "รอบนี้ปิดผนึก", "ไฟล์คำตอบที่หน่วยงานส่งออก"),
        (ordinary, "ไฟล์คำตอบที่หน่วยงานส่งออก", "รอบนี้ปิดผนึก"),
    ):
        reader.open(scene.iit)
        assert said in reader.page.words
        assert unsaid not in reader.page.words
        assert "/promise" in reader.page.links
        reader.open(scene.eit)
        assert "รอบนี้ปิดผนึก" not in reader.page.words


def test_the_kind_of_a_round_cannot_be_changed_once_it_is_open(app: Flask, reader: Reader, sealed: Sealed) -> None:
    scene = sealed.scene
    before = seal_to(app, scene)
    _, other = new_identity()
    reader.open(f"{scene.page}/open", status=409)
    for fields in ({}, {"kind": "sealed", "first_key": other}):
        reader.open(scene.page)
        reader.send(f"{scene.page}/open", fields, status=409)
    assert seal_to(app, scene) == before
