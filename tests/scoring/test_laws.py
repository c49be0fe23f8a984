from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Direction, Instrument
from scoring.scorecard import Scorecard, score, scorecard
from scoring.tally import tally
from tests.scoring import by_the_rules as rules
from tests.scoring.small_instruments import answered_instruments

Answered = tuple[Instrument, NDArray[np.uint8]]

# The machine that runs the tests is shared: an example that takes long says nothing about the engine.
law = settings(deadline=None, max_examples=30)


def every_score(card: Scorecard) -> list[float | None]:
    scores = [card.score]
    for indicator in card.indicators:
        scores.append(indicator.score)
        for item in indicator.items:
            scores += [item.score, *(part.score for part in item.parts)]
    return scores


def every_n(card: Scorecard) -> list[int]:
    numbers = [card.n]
    for indicator in card.indicators:
        numbers.append(indicator.n)
        for item in indicator.items:
            numbers += [item.n, *(part.n for part in item.parts)]
    return numbers


def turned(instrument: Instrument) -> Instrument:
    other = {Direction.POSITIVE: Direction.NEGATIVE, Direction.NEGATIVE: Direction.POSITIVE}
    return replace(
        instrument,
        indicators=tuple(
            replace(
                indicator,
                items=tuple(
                    replace(item, parts=tuple(replace(part, direction=other[part.direction]) for part in item.parts))
                    for item in indicator.items
                ),
            )
            for indicator in instrument.indicators
        ),
    )


@law
@given(answered_instruments())
def test_every_score_and_n_is_what_the_rules_give_one_respondent_at_a_time(answered: Answered) -> None:
    instrument, steps = answered
    card = score(instrument, steps)
    answers = rules.answers_of(instrument, steps.tolist())
    scores = [rules.instrument_score(instrument, answers)]
    numbers = [rules.how_many_answered(instrument.parts, answers)]
    for indicator in instrument.indicators:
        scores.append(rules.indicator_score(indicator, answers))
        numbers.append(rules.how_many_answered([part for item in indicator.items for part in item.parts], answers))
        for item in indicator.items:
            scores += [rules.item_score(item, answers), *(rules.part_score(part, answers) for part in item.parts)]
            numbers += [rules.how_many_answered(parts, answers) for parts in (item.parts, *([part] for part in item.parts))]
    assert every_n(card) == numbers
    for found, expected in zip(every_score(card), scores, strict=True):
        assert (found is None) == (expected is None)
        assert found is None or expected is None or abs(found - float(expected)) < 1e-9


@law
@given(answered_instruments())
def test_turning_every_part_and_every_step_round_changes_no_score(answered: Answered) -> None:
    instrument, steps = answered
    highest = np.array([len(part.scale) for part in instrument.parts], dtype=np.uint8)
    steps_turned = np.where(steps == 0, steps, highest + 1 - steps)
    before, after = score(instrument, steps), score(turned(instrument), steps_turned)
    assert every_score(after) == every_score(before)
    assert every_n(after) == every_n(before)


@law
@given(answered_instruments(fewest=1, blanks=False))
def test_all_best_steps_give_100_and_all_worst_give_0(answered: Answered) -> None:
    instrument, steps = answered
    last = [len(part.scale) for part in instrument.parts]
    best = [top if part.direction is Direction.POSITIVE else 1 for part, top in zip(instrument.parts, last, strict=True)]
    worst = [1 if part.direction is Direction.POSITIVE else top for part, top in zip(instrument.parts, last, strict=True)]
    assert set(every_score(score(instrument, np.tile(np.array(best), (len(steps), 1))))) == {100.0}
    assert set(every_score(score(instrument, np.tile(np.array(worst), (len(steps), 1))))) == {0.0}


@law
@given(answered_instruments(), st.integers(0, 2**32 - 1))
def test_the_order_of_the_respondents_changes_nothing_to_the_last_bit(answered: Answered, seed: int) -> None:
    instrument, steps = answered
    shuffled = np.random.default_rng(seed).permutation(steps)
    assert score(instrument, shuffled) == score(instrument, steps)


@law
@given(answered_instruments())
def test_every_score_lies_between_0_and_100(answered: Answered) -> None:
    assert all(found is None or 0 <= found <= 100 for found in every_score(score(*answered)))


@law
@given(answered_instruments(), st.data())
def test_the_tallies_of_two_lots_add_up_to_the_tally_of_both(answered: Answered, data: st.DataObject) -> None:
    instrument, steps = answered
    cut = data.draw(st.integers(0, len(steps)))
    added = tally(instrument, steps[:cut]) + tally(instrument, steps[cut:])
    assert added == tally(instrument, steps)
    assert scorecard(added) == score(instrument, steps)


@law
@given(answered_instruments(), st.integers(2, 5))
def test_counting_every_respondent_several_times_changes_no_score(answered: Answered, times: int) -> None:
    instrument, steps = answered
    once, repeated = score(instrument, steps), score(instrument, np.repeat(steps, times, axis=0))
    assert every_score(repeated) == every_score(once)
    assert every_n(repeated) == [times * n for n in every_n(once)]


@law
@given(answered_instruments())
def test_respondents_who_answered_nothing_change_nothing(answered: Answered) -> None:
    instrument, steps = answered
    with_blanks = np.vstack([np.zeros_like(steps[:1]), steps, np.zeros((3, steps.shape[1]), dtype=np.uint8)])
    assert score(instrument, with_blanks) == score(instrument, steps)


@law
@given(answered_instruments())
def test_every_distribution_adds_up_the_ones_below_it(answered: Answered) -> None:
    card = score(*answered)

    def ticks(distributions: Any) -> dict[Any, Any]:
        by_kind: dict[Any, Any] = {}
        for each in distributions:
            kind = (each.scale_key, each.labels, each.direction)
            by_kind[kind] = np.add(by_kind.get(kind, 0), each.counts).tolist()
        return by_kind

    for item in card.items:
        assert all(sum(part.distribution.counts) == part.n for part in item.parts)
        assert ticks(item.distribution) == ticks(part.distribution for part in item.parts)
    for indicator in card.indicators:
        assert ticks(indicator.distribution) == ticks(each for item in indicator.items for each in item.distribution)
    assert ticks(card.distribution) == ticks(each for indicator in card.indicators for each in indicator.distribution)


@law
@given(answered_instruments())
def test_any_integer_type_and_memory_layout_gives_the_same_scorecard(answered: Answered) -> None:
    instrument, steps = answered
    expected = score(instrument, steps)
    wide = np.zeros((2 * len(steps), steps.shape[1]), dtype=np.int32)
    wide[::2] = steps
    for same in (steps.astype(np.int8), steps.astype(np.int64), steps.astype(np.uint64), np.asfortranarray(steps), wide[::2]):
        assert score(instrument, same) == expected
