"""Offices side by side: the figures are those of each round's own page, and nobody is found out by the comparison."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience, Instrument
from scoring.partitions import counted, statistics
from scoring.scorecard import score
from scoring.stored import to_stored
from survey import answers, thai
from survey.manage.operations import close_round
from survey.models import Channel, Collection, IitResponse, Round
from survey.offices import Comparison, Standing, Why, offices
from survey.results.queries import result_of
from survey.sealing import new_identity
from tests.builders import an_office, an_open_round, collected

DEFINITIONS = load_all(PACKAGED)
IIT = DEFINITIONS.instrument("2565/iit")


def all_ticked(step: int, rows: int, instrument: Instrument = IIT) -> NDArray[np.uint8]:
    """Rows with the same step throughout, or the highest where a scale is shorter."""
    return np.array([[min(step, len(part.scale)) for part in instrument.parts]] * rows, dtype=np.uint8)


def of_chance(rows: int, seed: int) -> NDArray[np.uint8]:
    chance = np.random.default_rng(seed)
    steps = chance.integers(1, [len(part.scale) + 1 for part in IIT.parts], (rows, len(IIT.parts)), dtype=np.uint8)
    steps[chance.random(steps.shape) < 0.05] = 0
    return steps


def a_round(session: Session, name: str, steps: NDArray[np.uint8], *, closes: bool = True) -> Round:
    """A round of a new office in which the staff have answered so."""
    found = an_open_round(session, an_office(session, name))
    collection, instrument = collected(session, found, Audience.STAFF)
    keyed = {"channel": Channel.IMPORT, "today": thai.today(), "batch": name.encode()}
    answers.add_matrix(session, collection, instrument, matrix=steps, **keyed)
    if closes:
        close_round(session, DEFINITIONS, found)
    session.flush()
    return found


def the_comparison(session: Session) -> Comparison:
    return offices(session, DEFINITIONS, IIT)


def named(found: Comparison) -> dict[str, Standing]:
    return {one.office: one for one in found.offices}


def test_what_is_read_block_by_block_is_what_is_stored(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = of_chance(11, 1)
    found = a_round(session, "ก", steps)
    collection, instrument = collected(session, found, Audience.STAFF)
    # Blocks of 4, 4 and 3 rows.
    monkeypatch.setattr(answers, "_BLOCK", 4)
    blocks = list(answers.blocks(session, collection, instrument))
    assert [len(block) for block in blocks] == [4, 4, 3]
    assert sorted(np.concatenate(blocks).tolist()) == sorted(steps.tolist())
    keys = session.scalars(select(IitResponse.key).order_by(IitResponse.key)).all()
    in_order = [[int(step) for step in session.scalars(select(IitResponse.steps).filter_by(key=key)).one()] for key in keys]
    assert answers.matrix(session, collection, instrument).tolist() == in_order
    assert counted(instrument, answers.blocks(session, collection, instrument)) == statistics(instrument, steps)


def test_a_round_without_answers_has_no_blocks(session: Session) -> None:
    found = an_open_round(session, an_office(session))
    assert list(answers.blocks(session, *collected(session, found, Audience.STAFF))) == []


def test_an_office_has_the_figures_of_its_own_page(session: Session) -> None:
    found = a_round(session, "องค์การบริหารส่วนตำบลทดสอบ", of_chance(30, 2))
    (one,) = the_comparison(session).offices
    page = next(each for each in result_of(session, DEFINITIONS, found).instruments if each.instrument == IIT)
    assert page.scorecard is not None
    assert page.estimates is not None
    assert (one.n, one.population, one.round) == (30, 45, found.id)
    assert one.score is not None
    estimate = page.estimates.instrument
    assert (one.score.score, one.score.low, one.score.high) == (page.scorecard.score, estimate.low, estimate.high)
    for indicator in page.scorecard.indicators:
        own, estimate = one.indicators[indicator.number], page.estimates.indicators[indicator.number]
        assert (own.score, own.low, own.high) == (indicator.score, estimate.low, estimate.high)


def test_offices_are_listed_as_a_thai_dictionary_would_and_scored_together(session: Session) -> None:
    # Worst for one, best for the other: which step that is depends on the direction of the part.
    worst = np.array([[1 + int(np.argmin(part.points)) for part in IIT.parts]] * 5, dtype=np.uint8)
    best = np.array([[1 + int(np.argmax(part.points)) for part in IIT.parts]] * 15, dtype=np.uint8)
    a_round(session, "ขอนแก่น", worst)
    a_round(session, "เกาะสมุย", best)
    found = the_comparison(session)
    assert [one.office for one in found.offices] == ["เกาะสมุย", "ขอนแก่น"]
    assert [one.score.score for one in found.offices if one.score] == [100.0, 0.0]
    # 15 of 20 respondents gave the best answer throughout.
    assert found.together is not None
    assert (found.together.n, found.together.score) == (20, 75.0)


def test_of_four_people_nothing_is_told_and_they_cannot_be_had_by_subtraction(session: Session) -> None:
    a_round(session, "เล็ก", of_chance(4, 3))
    large = of_chance(25, 4)
    a_round(session, "ใหญ่", large)
    found = the_comparison(session)
    small = named(found)["เล็ก"]
    assert (small.why, small.n, small.score, dict(small.indicators)) == (Why.TOO_FEW, None, None, {})
    assert found.together == score(IIT, large)


def test_an_indicator_that_too_few_answered_is_left_out_with_one_beside_it(session: Session) -> None:
    steps = all_ticked(2, 6)
    of_first = sum(len(item.parts) for item in IIT.indicators[0].items)
    # Two of six leave indicator 1 blank on paper: four are too few.
    steps[:2, :of_first] = 0
    a_round(session, "ก", steps)
    (one,) = the_comparison(session).offices
    assert one.n == 6
    assert sorted(one.indicators) == [3, 4, 5]


def test_an_open_round_is_not_compared_and_of_two_closed_ones_the_later_is(session: Session) -> None:
    a_round(session, "เปิดอยู่", of_chance(20, 5), closes=False)
    earlier = a_round(session, "สองรอบ", of_chance(20, 6))
    later = Round(
        office_id=earlier.office_id,
        title="ซ้อมครั้งที่ 2",
        fiscal_year=2565,
        state=earlier.state,
        opens_on=earlier.opens_on,
        closes_on=earlier.closes_on.replace(year=earlier.closes_on.year + 1),
    )
    session.add(later)
    session.flush()
    first, _ = collected(session, earlier, Audience.STAFF)
    kept = {name: getattr(first, name) for name in ("instrument", "population", "layout", "digest", "scorecard")}
    session.add(Collection(office_id=later.office_id, round_id=later.id, link=earlier.office_id + "zzzzzzzz", **kept))
    session.flush()
    (one,) = the_comparison(session).offices
    assert (one.office, one.title, one.why) == ("สองรอบ", "ซ้อมครั้งที่ 2", Why.TOO_FEW)


def test_a_round_that_was_closed_under_another_definition_is_not_compared(session: Session) -> None:
    found = a_round(session, "ก", of_chance(20, 7))
    collection, _ = collected(session, found, Audience.STAFF)
    collection.digest = "0" * 64
    session.flush()
    compared = the_comparison(session)
    assert [one.why for one in compared.offices] == [Why.OTHER_DEFINITION]
    assert compared.together is None


def test_a_sealed_round_is_listed_without_figures_until_its_result_has_been_brought_back(session: Session) -> None:
    found = an_open_round(session, an_office(session, "ก"))
    collection, instrument = collected(session, found, Audience.STAFF)
    collection.seal_to = [new_identity()[1]]
    steps = all_ticked(2, 6)
    keyed = {"channel": Channel.PAPER, "today": thai.today(), "batch": b"1"}
    answers.add_matrix(session, collection, instrument, matrix=steps, **keyed)
    close_round(session, DEFINITIONS, found)
    assert [one.why for one in the_comparison(session).offices] == [Why.SEALED]
    collection.scorecard = to_stored(score(IIT, steps))
    session.flush()
    compared = the_comparison(session)
    (one,) = compared.offices
    assert (one.why, one.n) == (None, 6)
    # Step 2 throughout: indicator 1 is (33 x 3 + 0 x 3)/6, and so on; the first is enough to see that they are there.
    assert (one.indicators[1].score, one.indicators[1].low) == (16.5, None)
    # Its rows cannot be read, so they are not among those of all offices.
    assert compared.together is None
