"""Supporting a suggestion: once a device, without an account, and without anybody being able to tell who."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from survey.board.supporting import COOKIE
from survey.models import CaseSupport
from tests.builders import arranging, looking
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place, cases_of, published

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def a_case(place: Place, subject: str = "ไฟถนนดับ") -> str:
    with arranging(place.app) as session:
        return published(session, place, subject)[0].number


def supports(place: Place) -> list[int]:
    return [case.supports for case in cases_of(place)]


def test_a_device_counts_once_and_may_take_its_support_back(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    number = a_case(place)
    path = f"{place.path}{number}"
    assert "ยังไม่มีผู้สนับสนุน" in reader.open(path).get_data(as_text=True)
    for _ in range(2):
        answered = reader.send(f"{path}/support", {}, status=303)
        assert answered.headers["Location"] == f"{path}#support"
        assert supports(place) == [1]
    reader.open(path)
    assert "ท่านสนับสนุนเรื่องนี้แล้ว รวมผู้สนับสนุน 1 ราย" in reader.page.words
    another = Reader(app)
    another.send(f"{path}/support", {}, status=303)
    assert supports(place) == [2]
    for _ in range(2):
        reader.send(f"{path}/support", {"no-more": "1"}, status=303)
        assert supports(place) == [1]
    reader.open(path)
    assert "มีผู้สนับสนุนแล้ว 1 ราย" in reader.page.words


def test_what_is_kept_of_a_device_is_not_in_the_database_and_differs_from_case_to_case(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    numbers = [a_case(place), a_case(place, "ถนนเป็นหลุม")]
    for number in numbers:
        reader.send(f"{place.path}{number}/support", {}, status=303)
    cookie = reader.client.get_cookie(COOKIE, path="/board")
    assert cookie is not None
    with looking(app) as session:
        marks = session.scalars(select(CaseSupport.mark)).all()
    assert len(set(marks)) == 2
    assert cookie.value not in marks


@ON_ONE_DATABASE
def test_the_cookie_is_made_with_the_first_support_and_is_for_boards_and_no_script(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    number = a_case(place)
    for path in (place.path, f"{place.path}{number}", f"{place.path}new", f"{place.path}follow"):
        assert "Set-Cookie" not in reader.open(path).headers
    assert "Set-Cookie" not in reader.send(f"{place.path}{number}/support", {"no-more": "1"}, status=303).headers
    set_cookie = reader.send(f"{place.path}{number}/support", {}, status=303).headers["Set-Cookie"]
    assert re.match(rf"{COOKIE}=[0-9a-f]{{32}};", set_cookie)
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/board"):
        assert attribute in set_cookie
    # A cookie that is not ours is replaced.
    reader.client.set_cookie(COOKIE, "<script>", path="/board")
    assert re.match(
        rf"{COOKIE}=[0-9a-f]{{32}};", reader.send(f"{place.path}{number}/support", {}, status=303).headers["Set-Cookie"]
    )


@ON_ONE_DATABASE
def test_a_page_of_another_site_cannot_make_its_visitors_support(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    path = f"{place.path}{a_case(place)}/support"
    for site in ("cross-site", "same-site"):
        reader.send(path, {}, status=400, headers={"Sec-Fetch-Site": site})
    assert supports(place) == [0]
    reader.send(path, {}, status=303, headers={"Sec-Fetch-Site": "same-origin"})
    assert supports(place) == [1]


@ON_ONE_DATABASE
def test_a_browser_without_cookies_that_presses_on_and_on_is_asked_to_wait(app: Flask) -> None:
    place = a_place(app)
    number, other = a_case(place), a_case(place, "ถนนเป็นหลุม")
    for _ in range(60):
        assert Reader(app).client.post(f"{place.path}{number}/support").status_code == 303
    Reader(app).send(f"{place.path}{number}/support", {}, status=429)
    assert supports(place) == [60, 0]
    neighbour = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
    Reader(app).send(f"{place.path}{other}/support", {}, status=303, **neighbour)
