"""Usage statistics: expected values by hand, and nothing of fewer than five requests."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from survey import thai
from survey.cases.calendar import Calendar
from survey.models import CaseChannel
from survey.services import requests
from survey.services.definitions import load_services
from survey.services.figures import used_in, years_of_use
from tests.builders import arranging, looking
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place
from tests.survey.services.arranged import finished, requested, services_path

# Monday to Friday without a holiday, and the Monday after it.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, LATER = (date(2026, 11, day) for day in (2, 3, 4, 5, 16))


def arranged(app: Flask) -> Place:
    """Seven requests for lamps of one Monday, five answered after 1, 1, 2, 3 and 10 working days, rated; four of branches."""
    place = a_place(app)
    with arranging(app) as session:
        cases = []
        with thai.as_of(MONDAY):
            for at in range(7):
                channel = CaseChannel.TELEPHONE if at > 4 else CaseChannel.WEB
                cases.append(requested(session, place, channel=channel)[0])
            for _ in range(4):
                requested(session, place, "branches", {"village": "หมู่ 1", "landmark": "x", "amount": "ไม่เกินหนึ่งเข่ง"})
        ends = (TUESDAY, TUESDAY, WEDNESDAY, THURSDAY, LATER)
        for case, day, stars in zip(cases, ends, (5, 4, 4, 3, 1), strict=False):
            with thai.as_of(day):
                finished(session, place, case)
                requests.rate(session, case, stars, "")
    return place


def test_what_is_told_of_a_service_are_counts_whole_days_and_a_mean(app: Flask) -> None:
    place = arranged(app)
    with looking(app) as session:
        # On the 10th of November the two that are open have a day left: seven working days end on the 11th.
        uses = used_in(session, place.office_id, load_services(), 2570, calendar=Calendar(), today=date(2026, 11, 10))
        lamp, branches, disability = (
            next(one for one in uses if one.service.key == key) for key in ("streetlight", "branches", "disability")
        )
        assert (lamp.received, lamp.finished, lamp.judged, lamp.in_time, lamp.median) == (7, 5, 5, 4, 2)
        # (5 + 4 + 4 + 3 + 1) / 5
        assert (lamp.rating, lamp.ratings) == (pytest.approx(3.4), 5)
        # Two by telephone are too few, and the five others beside the seven would give them away.
        assert lamp.channels == ()
        assert (branches.received, branches.finished, branches.judged, branches.rating) == (None, None, None, None)
        assert (disability.received, disability.finished) == (0, None)
        assert years_of_use(session, place.office_id, load_services()) == (2570,)


def test_the_page_says_what_is_too_few_in_words(app: Flask, reader: Reader) -> None:
    place = arranged(app)
    reader.open(f"{services_path(place)}figures/2570")
    assert reader.page.row("แจ้งซ่อมไฟฟ้าสาธารณะ")[-1] == "3.40 จาก 5 (5 ราย)"
    assert reader.page.row("ขอให้จัดเก็บกิ่งไม้ ใบไม้")[1:3] == ["น้อยกว่า 5", "–"]
    reader.open(f"{services_path(place)}figures/2560", status=404)
    reader.open(f"{services_path(place)}figures")


def test_channels_with_enough_requests_are_told_by_name(app: Flask) -> None:
    place = a_place(app)
    with arranging(app) as session, thai.as_of(MONDAY):
        for channel, number in ((CaseChannel.WEB, 8), (CaseChannel.COUNTER, 6), (CaseChannel.LINE, 3), (CaseChannel.PAPER, 2)):
            for _ in range(number):
                requested(session, place, channel=channel)
    with looking(app) as session:
        uses = used_in(session, place.office_id, load_services(), 2570, calendar=Calendar(), today=MONDAY)
        lamp = next(one for one in uses if one.service.key == "streetlight")
        assert lamp.channels == (("web", 8), ("counter", 6), ("", 5))
