"""What is printed: code cards, shown once, and the poster."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.addresses import qr
from survey.answers import new_key
from survey.models import Code, RoundState
from tests.builders import Scene, a_scene, filled, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")


def signed_in(app: Flask, reader: Reader, **options: Any) -> Scene:
    scene = a_scene(app, **options)
    reader.be("malee")
    return scene


def codes_kept(app: Flask) -> int:
    with looking(app) as session:
        return session.scalar(select(func.count()).select_from(Code)) or 0


def test_as_many_cards_are_printed_as_were_asked_for_each_with_its_code_and_qr(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, cards=0)
    reader.open(f"{scene.page}/codes")
    sheet = reader.send(f"{scene.page}/codes", {"number": "๗"}, status=200)
    codes = A_CODE.findall(reader.page.words)
    assert len(codes) == len(set(codes)) == codes_kept(app) == 7
    assert sheet.headers["Cache-Control"] == "no-store"
    source = sheet.get_data(as_text=True)
    for code in codes:
        # The QR holds the code in the fragment, which a browser sends to no server.
        assert qr(f"http://localhost{scene.iit}#{code}") in source
    assert source.count("<svg") == 7
    assert "?" not in re.sub(r"\?v=[0-9a-f]+", "", source).replace("<?", "")
    assert not [link for link in reader.page.links if A_CODE.search(link)]


@ON_ONE_DATABASE
def test_cards_carry_no_number_and_are_shown_once(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, cards=0)
    reader.open(f"{scene.page}/codes")
    reader.send(f"{scene.page}/codes", {"number": "2"}, status=200)
    first = set(A_CODE.findall(reader.page.words))
    reader.open(f"{scene.page}/codes")
    assert not A_CODE.search(reader.page.words)
    assert "บัตรที่พิมพ์แล้วยังไม่ใช้ 2 ใบ" in reader.page.words
    reader.send(f"{scene.page}/codes", {"number": "2"}, status=200)
    assert not first & set(A_CODE.findall(reader.page.words))
    assert codes_kept(app) == 4


def test_a_printed_code_opens_the_form_and_counts_down(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, cards=0)
    reader.open(f"{scene.page}/codes")
    reader.send(f"{scene.page}/codes", {"number": "1"}, status=200)
    code = A_CODE.findall(reader.page.words)[0]
    assert scene.iit in reader.page.words
    fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit))}
    reader.send(scene.iit, fields, status=303)
    assert codes_kept(app) == 0


def test_cards_may_be_printed_before_the_round_opens(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, state=RoundState.DRAFT, cards=0)
    reader.open(f"{scene.page}/codes")
    reader.send(f"{scene.page}/codes", {"number": "1"}, status=200)
    assert codes_kept(app) == 1


@ON_ONE_DATABASE
def test_a_number_of_cards_that_makes_no_sense_is_refused(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, cards=0)
    reader.open(f"{scene.page}/codes")
    for number in ("", "0", "-1", "1001", "ten"):
        reader.send(f"{scene.page}/codes", {"number": number}, status=422)
        assert "#number" in reader.page.links
    assert codes_kept(app) == 0


@ON_ONE_DATABASE
def test_the_poster_shows_the_service_users_address_and_its_qr(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, office="เทศบาลตำบลริมน้ำ")
    source = reader.open(f"{scene.page}/poster").get_data(as_text=True)
    address = f"http://localhost{scene.eit}"
    assert address in reader.page.words
    assert qr(address) in source
    assert "เทศบาลตำบลริมน้ำ" in reader.page.words
    assert "/iit/" not in reader.page.words
    assert not A_CODE.search(reader.page.words)
