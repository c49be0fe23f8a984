"""The example office's suggestions: every state there is, and nothing that could be taken for somebody's real words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from survey.cases import clock, masking
from survey.cases.history import events_of
from survey.cases.intake import SUGGESTION
from survey.config import Settings
from survey.example.office import prepare
from survey.extensions import make_engine, open_session
from survey.models import Case, CaseEvent, CaseFile
from tests.builders import SECRET

# A Tuesday; the days before it hold no holiday of the last week.
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[Session]:
    file = tmp_path_factory.mktemp("example") / "example.db"
    file.write_bytes(sqlite_template.read_bytes())  # type: ignore[attr-defined]  # a path
    engine = make_engine(f"sqlite:///{file}")
    with open_session(engine, writes=True) as session:
        prepare(session, load_all(PACKAGED), Settings(database="", secret=SECRET), today=TODAY)
        session.commit()
        yield session
    engine.dispose()


def cases(session: Session) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.kind == SUGGESTION)))


def test_every_state_a_suggestion_can_be_in_is_there(example: Session) -> None:
    found = cases(example)
    assert {each.visibility for each in found} == {"waiting", "public", "refused", "merged"}
    assert {each.outcome for each in found} == {None, "done", "partly", "planned", "impossible"}
    assert {each.status for each in found if each.visibility == "public"} == {"received", "working", "forwarded", "done"}
    assert {each.channel for each in found} == {"web", "telephone", "paper", "counter", "line", "eit"}
    assert any(each.paused_on for each in found)
    due = [one for each in found if (one := clock.due(each))]
    assert {one.task for one in due} == {"moderate", "acknowledge", "answer", "planned"}
    assert any(one.is_overdue(TODAY) for one in due)
    assert any(one.day == TODAY for one in due)
    assert {each.item for each in found if each.indicator == 8} == {"e11", "e12", "e13", "e14", "e15"}


def test_the_past_is_in_order_and_ends_today(example: Session) -> None:
    for case in cases(example):
        days = [event.day for event in events_of(example, case)]
        assert days == sorted(days)
        assert days[0] == case.received_on
        assert days[-1] <= TODAY
    by_number = [each.received_on for each in sorted(cases(example), key=lambda one: one.number)]
    assert by_number == sorted(by_number)


def test_every_suggestion_is_marked_as_an_example_and_names_nobody(example: Session) -> None:
    for case in cases(example):
        assert case.fields == {"example": True}
        assert case.contact == ""
        assert not masking.found(case.shown_text)


def test_it_shows_before_and_after_in_two_small_pictures(example: Session) -> None:
    of_suggestions = CaseFile.case_id.in_([case.id for case in cases(example)])
    files = example.scalars(select(CaseFile).where(of_suggestions).order_by(CaseFile.purpose)).all()
    assert [(one.purpose, one.is_public) for one in files] == [("after", True), ("before", True), ("sent", True)]
    assert files[0].content != files[1].content
    assert all(len(one.content) < 30_000 for one in files)


def test_a_second_start_adds_nothing(example: Session) -> None:
    before = example.scalar(select(func.count()).select_from(CaseEvent))
    prepare(example, load_all(PACKAGED), Settings(database="", secret=SECRET), today=TODAY)
    assert example.scalar(select(func.count()).select_from(CaseEvent)) == before
