"""A closed round's scorecard, kept as JSON and shown again without computing anything anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from questionnaires.model import Direction, Instrument, Item, Part
from scoring.scorecard import Distribution, IndicatorScore, ItemScore, PartScore, Scorecard, together


class StoredScorecardMismatch(ValueError):
    """The stored scorecard was not made from this instrument: other items, parts or steps."""


def to_stored(scorecard: Scorecard) -> dict[str, Any]:
    """Return the scorecard as JSON data from which `from_stored` restores all of it.

    It is `Scorecard.as_json` with the n of every indicator and the direction of every part added: the first cannot be derived
    where there are blanks, and the second may be corrected in the definition after the round was closed.
    """
    data = scorecard.as_json()
    for indicator, kept in zip(scorecard.indicators, data["indicators"], strict=True):
        kept["n"] = indicator.n
        for item, kept_item in zip(indicator.items, kept["items"], strict=True):
            for part, kept_part in zip(item.parts, kept_item["parts"], strict=True):
                kept_part["direction"] = part.distribution.direction.value
    return data


def from_stored(instrument: Instrument, data: dict[str, Any]) -> Scorecard:
    """Restore a scorecard from what `to_stored` returned.

    Scores, n, counts, titles and directions are those that were stored, whatever the definition says by now; only the words of
    the steps come from the definition. `StoredScorecardMismatch` if the instrument, its items and parts or the number of their
    steps are not those of the stored scorecard, or if something is missing from it.
    """
    try:
        if data["instrument"] != instrument.identifier:
            raise StoredScorecardMismatch(f"stored for {data['instrument']}, not for {instrument.identifier}")
        parts = {part.code: part for part in instrument.parts}
        indicators = tuple(_indicator(parts, kept) for kept in data["indicators"])
        restored = Scorecard(
            instrument=data["instrument"],
            fiscal_year=data["fiscal_year"],
            n=data["n"],
            score=data["score"],
            distribution=_below(indicators),
            indicators=indicators,
        )
    except KeyError as missing:
        raise StoredScorecardMismatch(f"{instrument.identifier}: {missing} is missing") from missing
    if _outline(restored.items) != _outline(instrument.items):
        raise StoredScorecardMismatch(f"{instrument.identifier} has other items or parts than the stored scorecard")
    return restored


def _indicator(parts: dict[str, Part], kept: dict[str, Any]) -> IndicatorScore:
    items = tuple(_item(parts, each) for each in kept["items"])
    return IndicatorScore(
        number=kept["number"],
        title=kept["title"],
        n=kept["n"],
        score=kept["score"],
        distribution=_below(items),
        items=items,
    )


def _item(parts: dict[str, Part], kept: dict[str, Any]) -> ItemScore:
    own = tuple(_part(parts[each["code"]], each) for each in kept["parts"])
    return ItemScore(
        code=kept["code"],
        n=kept["n"],
        score=kept["score"],
        distribution=together(part.distribution for part in own),
        parts=own,
    )


def _part(part: Part, kept: dict[str, Any]) -> PartScore:
    steps = [str(step) for step in range(1, len(part.scale) + 1)]
    if len(kept["steps"]) != len(steps):
        raise StoredScorecardMismatch(f"part {part.code} has {len(steps)} steps; stored are {len(kept['steps'])}")
    return PartScore(
        code=part.code,
        n=kept["n"],
        score=kept["score"],
        distribution=Distribution(
            scale_key=part.scale.key,
            labels=part.scale.labels,
            direction=Direction(kept["direction"]),
            counts=tuple(kept["steps"][step] for step in steps),
        ),
    )


def _below(levels: Iterable[IndicatorScore | ItemScore]) -> tuple[Distribution, ...]:
    return together(distribution for level in levels for distribution in level.distribution)


def _outline(items: Iterable[Item | ItemScore]) -> list[tuple[str, list[str]]]:
    return [(item.code, [part.code for part in item.parts]) for item in items]
