"""Somebody who looks at a live page after every answer, and at the result of the close, tries to find out what one answered."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from flask import Flask

from questionnaires.model import Audience
from scoring.disclosure import FEWEST
from scoring.scorecard import Scorecard, score
from survey import answers
from survey.errors import NotFound
from survey.exports import study_of
from survey.insight.queries import NoSample, sample
from survey.manage.operations import close_round
from survey.models import Channel, Release, Round
from survey.releases import Impression, Released
from survey.results.operations import ask_for_levels
from survey.results.queries import InstrumentResult, result_of
from survey.thai import today
from tests.builders import Scene, a_scene, arranging, collected, looking


def answer(app: Flask, scene: Scene, chance: random.Random, *, audience: Audience = Audience.STAFF, number: int = 1) -> None:
    """Store responses of chance, each under a key of chance as the form's are."""
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, audience)
        for _ in range(number):
            ticks = {part.code: chance.randint(1, len(part.scale)) for part in instrument.parts}
            keyed = {"today": today(), "key": answers.new_key()}
            answers.add(session.connection(), collection, instrument, steps=ticks, channel=Channel.WEB, **keyed)


def look(app: Flask, scene: Scene, audience: Audience = Audience.STAFF) -> InstrumentResult:
    with looking(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        result = result_of(session, app.extensions["definitions"], found)
        return next(one for one in result.instruments if one.instrument.audience is audience)


def close(app: Flask, scene: Scene) -> None:
    with arranging(app) as session:
        close_round(session, app.extensions["definitions"], session.get_one(Round, (scene.office.id, scene.round.id)))


def counts(card: Scorecard) -> list[int]:
    """How many ticked each step of each part."""
    return [count for item in card.items for part in item.parts for count in part.distribution.counts]


@pytest.mark.parametrize(("seed", "audience"), [(1, Audience.STAFF), (3, Audience.SERVICE_USERS)])
def test_between_any_two_states_that_are_shown_lie_five_whole_responses_or_none(
    app: Flask, seed: int, audience: Audience
) -> None:
    chance = random.Random(seed)
    scene = a_scene(app)
    seen: list[Released] = []
    for _ in range(14):
        answer(app, scene, chance, audience=audience, number=chance.choice((1, 1, 2, 3, 6)))
        shown = look(app, scene, audience).released
        if shown is not None:
            seen.append(shown)
    answered = look(app, scene, audience).answered
    close(app, scene)
    last = look(app, scene, audience).released
    assert last is not None
    assert (last.number, last.is_final) == (answered, True)
    seen.append(last)
    assert len({one.number for one in seen}) >= 3
    for earlier, later in combinations(seen, 2):
        between = np.subtract(counts(later.scorecard), counts(earlier.scorecard))
        people = later.number - earlier.number
        if people:
            assert people >= FEWEST
            # Whole responses came in and none went out: every part has as many ticks more as there are people more.
            assert between.min() >= 0
            assert between.sum() == people * sum(len(item.parts) for item in later.scorecard.items)
        else:
            assert not between.any()
            assert earlier.scorecard == later.scorecard


def test_whose_answers_are_left_out_follows_from_their_random_keys_and_not_from_when_they_came(app: Flask) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, Audience.STAFF)
        # Ten responses; those with the five lowest keys come last, and are those of which the release is made.
        for number, key in enumerate(sorted((answers.new_key() for _ in range(10)), reverse=True)):
            ticks = dict.fromkeys(instrument.part_codes, 1 if number < 5 else 2)
            keyed = {"today": today(), "key": key}
            answers.add(session.connection(), collection, instrument, steps=ticks, channel=Channel.WEB, **keyed)
    shown = look(app, scene).scorecard
    assert shown is not None
    assert counts(shown) == counts(score(instrument, np.full((5, len(instrument.parts)), 2, dtype=np.uint8)))


def test_a_release_that_was_not_looked_for_leaves_no_trace_and_one_that_was_stands(app: Flask) -> None:
    chance = random.Random(5)
    scene = a_scene(app)
    answer(app, scene, chance, number=10)
    first = look(app, scene).released
    assert first is not None
    assert first.number == 5
    answer(app, scene, chance, number=4)
    again = look(app, scene).released
    assert again is not None
    assert (again.number, again.scorecard, again.moments) == (5, first.scorecard, first.moments)
    assert (again.quality, again.reliability) == (first.quality, first.reliability)
    answer(app, scene, chance, number=1)
    later = look(app, scene).released
    assert later is not None
    assert later.number == 10
    with looking(app) as session:
        assert [one.number for one in session.query(Release)] == [10]


def ask(app: Flask, scene: Scene, key: str = "iit") -> bool:
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        assessment = app.extensions["definitions"].assessment(2565)
        return ask_for_levels(session, assessment, found, key)


def test_from_five_to_nine_only_levels_are_told_to_whoever_asks_and_they_stand(app: Flask) -> None:
    chance = random.Random(6)
    scene = a_scene(app)
    answer(app, scene, chance, number=4)
    assert look(app, scene).is_hidden
    assert not ask(app, scene)
    answer(app, scene, chance)
    assert look(app, scene).impression is None
    assert look(app, scene).may_ask_for_levels
    assert ask(app, scene)
    assert not ask(app, scene)
    told = [look(app, scene).impression]
    for _ in range(4):
        answer(app, scene, chance)
        result = look(app, scene)
        assert (result.released, result.scorecard, result.estimates) == (None,) * 3
        assert not result.is_hidden
        assert not result.may_ask_for_levels
        told.append(result.impression)
    assert isinstance(told[0], Impression)
    assert told[0].answered == 5
    assert set(told[0].indicators) == {1, 2, 3, 4, 5}
    assert told == [told[0]] * 5
    answer(app, scene, chance)
    assert look(app, scene).impression is None
    assert look(app, scene).released is not None
    assert not ask(app, scene)


@pytest.mark.parametrize("more", [1, 4])
def test_who_comes_after_levels_were_told_and_before_ten_leaves_no_trace_in_the_result(app: Flask, more: int) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(11), number=5)
    assert ask(app, scene)
    before = look(app, scene).impression
    with looking(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, Audience.STAFF)
        five = score(instrument, answers.matrix(session, collection, instrument))
    answer(app, scene, random.Random(12), number=more)
    assert look(app, scene).impression == before
    close(app, scene)
    result = look(app, scene)
    assert result.released is not None
    assert (result.answered, result.released.number, result.released.is_final, result.is_whole) == (5 + more, 5, True, False)
    assert result.scorecard == five
    with looking(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        collection, instrument = collected(session, found, Audience.STAFF)
        place = (session, app.extensions["definitions"], found, collection, instrument)
        study = study_of(*place, today=today())
        assert study.scorecard == five
        # All rows less the five of the result would be those of the others.
        assert study.steps is None
        # The command may: whoever runs it has the rows already.
        anyway = study_of(*place, today=today(), asks_anyway=True)
        assert anyway.steps is not None
        assert len(anyway.steps) == 5 + more
        with pytest.raises(NoSample):
            sample(session, found, result)


@pytest.mark.parametrize(("number", "is_asked"), [(5, True), (7, False), (10, True)])
def test_every_answer_is_in_the_result_unless_levels_were_told_of_almost_as_many(
    app: Flask, number: int, is_asked: bool
) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(13), number=5)
    assert not is_asked or ask(app, scene)
    answer(app, scene, random.Random(14), number=number - 5)
    close(app, scene)
    result = look(app, scene)
    assert result.released is not None
    assert (result.released.number, result.is_whole) == (number, True)


def test_levels_are_not_told_of_a_round_that_has_closed_or_is_not_there(app: Flask) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(15), number=6)
    close(app, scene)
    assert not ask(app, scene)
    with pytest.raises(NotFound):
        ask(app, scene, "oit")


@pytest.mark.parametrize("audience", list(Audience))
def test_of_a_closed_round_that_few_have_answered_nothing_is_shown(app: Flask, audience: Audience) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(7), audience=audience, number=4)
    close(app, scene)
    result = look(app, scene, audience)
    assert result.is_hidden
    assert (result.released, result.impression, result.scorecard, result.lowest, result.estimates) == (None,) * 5
    assert result.shown_items == frozenset()


def test_intervals_are_those_of_the_responses_in_the_release_among_the_people_declared(app: Flask) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(8), number=30)
    estimates = look(app, scene).estimates
    assert estimates is not None
    # 25 of the 45 members of staff declared: all but five of thirty.
    assert (estimates.instrument.sampled, estimates.instrument.population) == (25, 45)
    assert set(estimates.indicators) == {1, 2, 3, 4, 5}
    for one in (estimates.instrument, *estimates.indicators.values(), *estimates.items.values()):
        assert one.score is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.score <= one.high


def test_a_round_that_an_earlier_version_has_closed_is_shown_from_its_rows(app: Flask) -> None:
    scene = a_scene(app)
    answer(app, scene, random.Random(9), number=8)
    close(app, scene)
    before = look(app, scene).released
    assert before is not None
    with arranging(app) as session:
        session.query(Release).delete()
    after = look(app, scene).released
    assert after is not None
    assert (after.number, after.is_final, after.scorecard, after.moments) == (8, True, before.scorecard, before.moments)
