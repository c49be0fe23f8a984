"""Photos with a suggestion: made anew, three at most, and carried along while the form is put right."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import undefer

from survey.cases import kept as keeping
from survey.cases import pictures
from survey.models import CaseFile
from tests.builders import arranging, looking
from tests.reader import Reader
from tests.survey.board.arranged import (
    TEXT,
    Place,
    a_photo,
    a_picture,
    a_place,
    cases_of,
    filled,
    kept,
    published,
    receipt,
    send,
)

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = b"a key of the tests"


def stored(place: Place) -> list[CaseFile]:
    with looking(place.app) as session:
        of_office = select(CaseFile).where(CaseFile.office_id == place.office_id).options(undefer(CaseFile.content))
        return list(session.scalars(of_office.order_by(CaseFile.position)))


def with_a_location() -> bytes:
    """A photo whose Exif says where it was taken."""
    content = io.BytesIO()
    image = Image.new("RGB", (60, 40), "red")
    exif = image.getexif()
    exif.get_ifd(0x8825)[1] = "N-MARKER-LATITUDE"
    exif[0x010F] = "MARKER-CAMERA"
    image.save(content, "JPEG", exif=exif)
    return content.getvalue()


@ON_ONE_DATABASE
def test_photos_are_made_anew_without_where_they_were_taken_and_wait_with_the_case(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    photo = with_a_location()
    assert b"MARKER-CAMERA" in photo
    send(reader, place, filled(reader, place), photo, a_photo("blue", kind="PNG"), a_photo("green", kind="WEBP"))
    receipt(reader)
    files = stored(place)
    assert [(file.position, file.purpose, file.media_type, file.width, file.height) for file in files] == [
        (at, "sent", "image/jpeg", 60, 40) for at in (1, 2, 3)
    ]
    assert not any(b"MARKER" in file.content or file.is_public for file in files)


@ON_ONE_DATABASE
def test_photos_are_carried_along_while_the_form_is_put_right(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place, subject="")
    send(reader, place, fields, a_photo("red"), a_photo("blue"), status=422)
    carried = kept(reader)
    assert len(carried) == 2
    assert reader.page.source.count('<img src="data:image/jpeg;base64,') == 2
    # One is taken out, one comes new.
    send(reader, place, {**fields, "subject": "ไฟดับ", "kept": carried, "dropped": "0"}, a_photo("green"))
    receipt(reader)
    assert [file.content for file in stored(place)] == [a_picture(colour).content for colour in ("blue", "green")]


@ON_ONE_DATABASE
def test_photos_are_carried_along_past_similar_suggestions(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        published(session, place, "ไฟถนนหน้าวัดดับ", TEXT)
    fields = filled(reader, place, subject="ไฟถนนหน้าวัด")
    send(reader, place, fields, a_photo("red"))
    assert reader.page.heading == "มีเรื่องคล้ายกันอยู่แล้ว"
    send(reader, place, {**fields, "kept": kept(reader), "step": "new"})
    receipt(reader)
    assert [file.content for file in stored(place)] == [a_picture("red").content]


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("photos", "problem"),
    [
        ([b"<script>alert(1)</script>"], "รูปที่ 1: ไฟล์นี้ไม่ใช่รูปภาพที่ระบบรับได้"),
        ([a_photo(), a_photo()[:200]], "รูปที่ 2: ไฟล์รูปไม่สมบูรณ์"),
        ([a_photo()] * 4, "แนบรูปได้ไม่เกิน 3 รูป"),
    ],
)
def test_a_photo_that_cannot_be_taken_is_said_and_the_text_is_kept(
    app: Flask, reader: Reader, photos: list[bytes], problem: str
) -> None:
    place = a_place(app)
    send(reader, place, filled(reader, place, village="หมู่ 4"), *photos, status=422)
    assert problem in reader.page.words
    assert "#photos" in reader.page.links
    assert (reader.page.fields["subject"], reader.page.fields["village"]) == ("ขอไฟถนน", "หมู่ 4")
    assert cases_of(place) == []


@ON_ONE_DATABASE
def test_three_photos_are_the_most_whether_carried_along_or_new(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place, subject="")
    send(reader, place, fields, a_photo("red"), a_photo("blue"), status=422)
    send(reader, place, {**fields, "subject": "ไฟดับ", "kept": kept(reader)}, a_photo("green"), a_photo("gray"), status=422)
    assert "แนบรูปได้ไม่เกิน 3 รูป" in reader.page.words
    assert len(kept(reader)) == 2
    assert cases_of(place) == []


@ON_ONE_DATABASE
def test_what_was_carried_along_and_changed_on_the_way_is_left_out(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    forged = keeping.sealed(a_picture(), KEY)
    send(reader, place, {**filled(reader, place), "kept": [forged, "<svg onload=alert(1)>", ""]})
    receipt(reader)
    assert stored(place) == []


@ON_ONE_DATABASE
def test_more_bytes_than_a_request_may_have_are_refused_with_a_page_that_says_what_to_do(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    length = {"CONTENT_LENGTH": str(pictures.LARGEST_REQUEST + 1)}
    answered = reader.client.post(
        f"{place.path}new", data=b"", content_type="multipart/form-data; boundary=x", environ_overrides=length
    )
    assert answered.status_code == 413
    assert "รูปที่แนบมีขนาดใหญ่เกินไป" in answered.get_data(as_text=True)
    # Other forms of the board take no more than they need.
    answered = reader.client.post(f"{place.path}follow", data={"code": "x" * 300_000})
    assert answered.status_code == 413


@given(content=st.binary(max_size=60), width=st.integers(1, 99999), height=st.integers(1, 99999))
def test_a_picture_comes_back_as_it_went_and_under_no_other_key(content: bytes, width: int, height: int) -> None:
    picture = pictures.Picture(content or b"x", pictures.MEDIA_TYPE, width, height)
    value = keeping.sealed(picture, KEY)
    assert keeping.opened(value, KEY) == picture
    assert keeping.opened(value, b"another key") is None
    assert keeping.opened(value.replace(f"{width}x", f"{width + 1}x", 1), KEY) is None
