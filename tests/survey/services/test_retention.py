"""What people sent is kept as long as their service said, and not a day longer."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from survey import thai
from survey.cases import author, handling, retention
from survey.cases.intake import add_pictures
from survey.models import CaseFile, CaseMessage, FilePurpose
from tests.builders import arranging
from tests.survey.board.arranged import a_picture, a_place, published
from tests.survey.services.arranged import finished, requested

END = date(2026, 11, 2)


def test_after_its_days_what_the_author_sent_is_gone_and_what_was_said_in_public_stays(app: Flask) -> None:
    place = a_place(app)
    with arranging(app) as session:
        with thai.as_of(END):
            lamp, _ = requested(session, place)
            private, _ = requested(session, place, "disability")
            still, _ = requested(session, place)
            suggestion, _ = published(session, place, "ขอม้านั่ง")
            add_pictures(session, lamp, [a_picture()], FilePurpose.SENT)
            author.add(session, lamp, "บ้านนายดำ")
            for case in (lamp, private, suggestion):
                finished(session, place, case)
            handling.add_picture(session, lamp, place.officer, a_picture(), purpose=FilePurpose.AFTER, description="")
        # A lamp is kept for 1095 days after its end, a registration for 1825.
        assert retention.erase(session, place.office_id, END + timedelta(days=1095)) == 0
        assert retention.erase(session, place.office_id, END + timedelta(days=1096)) == 1
        assert retention.erase(session, place.office_id, END + timedelta(days=1096)) == 0
        assert (lamp.text, lamp.contact, lamp.shown_text.splitlines()[0]) == ("", "", "อาการที่พบ: ไฟดับ")
        assert "values" not in lamp.fields
        assert session.scalars(select(CaseMessage.text)).all() == [""]
        assert session.scalar(select(func.count()).select_from(CaseFile)) == 1
        assert private.text
        assert retention.erase(session, place.office_id, END + timedelta(days=1826)) == 1
        assert (private.text, private.contact, private.village, private.subject) == ("", "", "", retention.ERASED)
        assert still.text
        assert suggestion.text
