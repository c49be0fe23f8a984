import json
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace

import pytest

from questionnaires.loader import load_all
from questionnaires.model import Direction, Scale
from scoring.scorecard import Distribution, Scorecard, score
from scoring.stored import StoredScorecardMismatch, from_stored, to_stored
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, instrument, item, matrix

# Indicator 1: an item of two parts, good and bad, and a whole item. Indicator 2: one yes or no item.
SMALL = instrument(
    [item("x1", (LEVEL4, GOOD), (LEVEL4, BAD)), item("x2", (LEVEL4, GOOD))],
    [item("x3", (YESNO, BAD))],
)
ANSWERS = matrix(
    # x1.1 x1.2 x2 x3
    (4, 1, 3, 1),  # x1 (100 + 100) / 2 = 100   x2 67   x3 100
    (2, 0, 0, 2),  # x1 33, of one part          x2 -    x3 0
    (0, 0, 1, 0),  # x1 -                        x2 0    x3 -
    (0, 0, 0, 0),
)


def small_scorecard() -> Scorecard:
    return score(SMALL, ANSWERS)


def test_the_json_has_exactly_the_keys_and_unrounded_numbers_that_others_rely_on() -> None:
    assert small_scorecard().as_json() == {
        "instrument": "2599/xit",
        "fiscal_year": 2599,
        "n": 3,
        # x1 66.5, x2 33.5, so indicator 1 is 50; x3 50, so indicator 2 is 50.
        "score": 50.0,
        "indicators": [
            {
                "number": 1,
                "title": "ตัวชี้วัด 1",
                "score": 50.0,
                "items": [
                    {
                        "code": "x1",
                        "score": 66.5,
                        "n": 2,
                        "parts": [
                            {"code": "x1.1", "score": 66.5, "n": 2, "steps": {"1": 0, "2": 1, "3": 0, "4": 1}},
                            {"code": "x1.2", "score": 100.0, "n": 1, "steps": {"1": 1, "2": 0, "3": 0, "4": 0}},
                        ],
                    },
                    {
                        "code": "x2",
                        "score": 33.5,
                        "n": 2,
                        "parts": [{"code": "x2", "score": 33.5, "n": 2, "steps": {"1": 1, "2": 0, "3": 1, "4": 0}}],
                    },
                ],
            },
            {
                "number": 2,
                "title": "ตัวชี้วัด 2",
                "score": 50.0,
                "items": [
                    {
                        "code": "x3",
                        "score": 50.0,
                        "n": 2,
                        "parts": [{"code": "x3", "score": 50.0, "n": 2, "steps": {"1": 1, "2": 1}}],
                    }
                ],
            },
        ],
    }


def test_the_json_is_plain_data_even_where_scores_are_missing() -> None:
    data = score(SMALL, ANSWERS[2:]).as_json()
    assert json.loads(json.dumps(data)) == data
    assert data["score"] is None
    assert data["indicators"][0]["items"][0]["score"] is None
    assert data["indicators"][0]["items"][1]["score"] == 0.0


def test_n_counts_those_who_answered_something_of_the_level() -> None:
    card = small_scorecard()
    assert card.n == 3
    assert [indicator.n for indicator in card.indicators] == [3, 2]
    assert [found.n for found in card.items] == [2, 2, 2]
    assert [part.n for part in card.items[0].parts] == [2, 1]


def test_an_indicator_of_several_distributions_keeps_directions_and_scales_apart() -> None:
    card = small_scorecard()
    assert card.indicators[0].distribution == (
        Distribution("level4", LEVEL4.labels, Direction.POSITIVE, (1, 1, 1, 1)),
        Distribution("level4", LEVEL4.labels, Direction.NEGATIVE, (1, 0, 0, 0)),
    )
    assert card.distribution == (
        *card.indicators[0].distribution,
        Distribution("yesno", YESNO.labels, Direction.NEGATIVE, (1, 1)),
    )


def test_scales_of_one_key_but_other_words_are_not_added_up() -> None:
    other_words = Scale("level4", ("ไม่เลย", "บ้าง", "มาก", "ที่สุด"), LEVEL4.points)
    card = score(instrument([item("x1", (LEVEL4, GOOD)), item("x2", (other_words, GOOD))]), matrix((1, 4)))
    assert [each.counts for each in card.distribution] == [(1, 0, 0, 0), (0, 0, 0, 1)]


def test_no_respondents_give_a_scorecard_without_scores() -> None:
    card = score(SMALL, ANSWERS[:0])
    assert (card.n, card.score) == (0, None)
    assert card.items[0].parts[0].steps == {1: 0, 2: 0, 3: 0, 4: 0}
    assert all(found.score is None and found.n == 0 for found in card.items)


def test_one_item_without_answers_leaves_its_indicator_and_the_instrument_without_a_score_but_no_other_indicator() -> None:
    card = score(SMALL, matrix((4, 4, 0, 1), (4, 4, 0, 2)))
    assert card.score is None
    assert [indicator.score for indicator in card.indicators] == [None, 50.0]
    assert [found.score for found in card.items] == [50.0, None, 50.0]


def test_indicators_weigh_the_same_whatever_their_number_of_items() -> None:
    # Indicator 1: items 100 and 0, so 50. Indicator 2: 100. Instrument 75; the mean of the three items would be 66.67.
    assert score(SMALL, matrix((4, 1, 1, 1))).score == 75.0


def test_points_are_the_decimals_that_the_definition_wrote() -> None:
    thirds = Scale("thirds", ("ก", "ข", "ค", "ง"), (0.0, 33.33, 66.67, 100.0))
    # (33.33 + 66.67 + 33.33) / 3 = 133.33 / 3, in binary a little off
    card = score(instrument([item("x1", (thirds, GOOD))]), matrix((2,), (3,), (2,)))
    assert card.score == 133.33 / 3


def test_many_parts_in_one_item_and_many_rows_are_counted_whole() -> None:
    # 50,000 rows are several blocks; ten yes or no parts have 3**10 patterns, more than are read together with another item.
    wide = instrument([item("x1", *[(YESNO, GOOD)] * 10), item("x2", (LEVEL4, GOOD))])
    rows = matrix((2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4), (2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1)).repeat(25_000, axis=0)
    card = score(wide, rows)
    assert card.n == 50_000
    assert card.items[0].score == 55.0  # (10 + 100) / 2
    assert card.items[0].parts[1].steps == {1: 25_000, 2: 25_000}
    assert card.items[1].score == 50.0


def test_results_are_frozen() -> None:
    card = small_scorecard()
    with pytest.raises(FrozenInstanceError):
        card.score = 100.0  # type: ignore[misc]


def test_a_stored_scorecard_comes_back_whole_through_json() -> None:
    for card in (small_scorecard(), score(SMALL, ANSWERS[:0])):
        assert from_stored(SMALL, json.loads(json.dumps(to_stored(card)))) == card


def test_a_stored_scorecard_of_the_real_staff_questionnaire_comes_back_whole() -> None:
    iit = load_all().instrument("2565/iit")
    card = score(iit, matrix([1] * 51, [2] * 51, [0] * 50 + [4]))
    assert from_stored(iit, json.loads(json.dumps(to_stored(card)))) == card


def test_a_stored_scorecard_keeps_its_scores_and_direction_when_the_definition_is_corrected() -> None:
    card = small_scorecard()
    corrected = instrument(
        [item("x1", (LEVEL4, GOOD), (LEVEL4, GOOD)), item("x2", (replace(LEVEL4, points=(0.0, 10.0, 20.0, 100.0)), GOOD))],
        [item("x3", (YESNO, GOOD))],
    )
    assert from_stored(corrected, to_stored(card)) == card


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(SMALL, key="yit"), "not for 2599/yit"),
        (instrument([SMALL.items[0]], [SMALL.items[2]]), "'x2' is missing"),
        (instrument(SMALL.items[:2], [SMALL.items[2], item("x4", (YESNO, GOOD))]), "other items or parts"),
        (instrument(SMALL.items[:2], [item("x3", (LEVEL4, BAD))]), "part x3 has 4 steps; stored are 2"),
    ],
    ids=["another instrument", "an item gone", "an item added", "another scale"],
)
def test_a_stored_scorecard_is_refused_by_a_definition_it_does_not_belong_to(other: object, why: str) -> None:
    with pytest.raises(StoredScorecardMismatch, match=why):
        from_stored(other, to_stored(small_scorecard()))  # type: ignore[arg-type]


def test_a_stored_scorecard_with_something_missing_is_refused() -> None:
    data = to_stored(small_scorecard())
    del data["indicators"][1]["n"]
    with pytest.raises(StoredScorecardMismatch, match="'n' is missing"):
        from_stored(SMALL, data)


def test_the_engine_is_imported_without_the_slow_libraries() -> None:
    code = "import sys, scoring.stored, scoring.assessment; sys.exit(bool({'pandas', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0
