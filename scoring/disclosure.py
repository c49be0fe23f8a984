"""What may be shown without giving a respondent away. Every outlet of results asks here first.

Four ways lead from figures to one person's answers, and each has its rule here.

Few people: nothing is shown of fewer than `FEWEST` (`may_show`).
Two moments of one page: what changed between them is what the people in between answered. So a running result is a *release*
that stands still until enough others have answered (`next_release`), and it always leaves `FEWEST` responses out, picked by
their random keys: between any two releases, and between the last one and the result of the closed round, lie at least as many
responses, and nobody can know whether a certain one is in.
Subtraction: what is known of all, less what is shown of the groups, is the group that was hidden (`groups_to_show`); and an
indicator's score, less those of its other items, is the item that too few have answered (`items_to_show`).
Small counts: a step that one or two of the staff ticked points at them. Such counts are shown together with others
(`merged`), never alone and never with all others around them known, and among few people not even to whoever works backwards
from the score that stands beside them.

What is protected is who answered what. The score of a part with two steps says how many ticked which, whatever is done to the
counts beside it, and a score of 0 or 100 what everybody ticked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.model import Audience

FEWEST = 5
"""Of fewer respondents nothing is shown, and no two figures may differ by fewer."""
FIRST_RELEASE = 2 * FEWEST
"""From so many a round that is open has scores; between `FEWEST` and these only levels, for those who ask for them."""
FEWEST_TICKS = 3
"""A step of the staff's instrument that was ticked by fewer is not counted by itself."""
FEWEST_FOR_COUNTS = 30
"""Of fewer of the staff, a part with a step ticked by too few is not counted by steps at all: the assessment's own smallest
sample. From here on one who is alone is one among thirty."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Steps that are counted together: `steps` are numbers from 1, low to high, `count` is how many ticked any of them."""

    steps: tuple[int, ...]
    count: int


def may_show(n: int) -> bool:
    """Say whether figures of `n` respondents may be shown."""
    return n >= FEWEST


def may_export(audience: Audience, *, n: int, is_closed: bool, is_whole: bool = True) -> bool:
    """Say whether the single responses of an instrument may be handed out, given how many there are.

    The staff's only once their round is closed: two files of an open one would show what came in between. Nor where its result
    is not made from the whole of them (`final_number`), which the rows would give away. Service users' rows carry the day they
    came anyway.
    """
    return may_show(n) and ((is_closed and is_whole) or audience is not Audience.STAFF)


def next_release(*, released: int, answered: int) -> int | None:
    """Return from how many responses the next result of an open round is made; None while the last one must stand.

    `released` is from how many the last one was made, 0 where there is none; `answered` is how many have answered by now.
    The first comes when 2 x `FEWEST` have answered, made from all but `FEWEST`; each further one has at least `FEWEST` more.
    """
    candidate = answered - FEWEST
    return candidate if candidate >= released + FEWEST else None


def may_ask_for_levels(answered: int) -> bool:
    """Say whether the levels of the first `FEWEST` responses of an open round may be told to those who ask."""
    return FEWEST <= answered < FIRST_RELEASE


def final_number(*, answered: int, is_level_known: bool) -> int:
    """Return from how many responses the result of a round that closes is made; at least `FEWEST` have `answered`.

    All of them. Only where levels of `FEWEST` were told, and fewer than that came since, is it made from those same ones: else
    it would say what the one to four others answered, and somebody may know who came last.
    """
    return FEWEST if is_level_known and answered < FIRST_RELEASE else answered


def merged(counts: Sequence[int], *, audience: Audience) -> tuple[Merged, ...]:
    """Return the counts of a part's steps, low to high, as they may be shown.

    `counts` has one count a step of the scale. Service users' counts are shown as they are. Of the staff's, neighbouring steps
    are put together until none has fewer than `FEWEST_TICKS`: starting from the lowest, a step with too few takes in the next
    one up; what is left too small at the top goes down to its neighbour. A part that fewer than `FEWEST_TICKS` answered comes
    out as one count of all its steps. So does one that fewer than `FEWEST_FOR_COUNTS` answered and of which some, but too few,
    ticked a step: two steps that are counted together are told apart by the score.
    """
    if audience is not Audience.STAFF:
        return tuple(Merged((step,), count) for step, count in enumerate(counts, start=1))
    if sum(counts) < FEWEST_FOR_COUNTS and any(0 < count < FEWEST_TICKS for count in counts):
        return (Merged(tuple(range(1, len(counts) + 1)), sum(counts)),)
    groups: list[Merged] = []
    for step, count in enumerate(counts, start=1):
        if groups and groups[-1].count < FEWEST_TICKS:
            groups[-1] = Merged((*groups[-1].steps, step), groups[-1].count + count)
        else:
            groups.append(Merged((step,), count))
    if len(groups) > 1 and groups[-1].count < FEWEST_TICKS:
        last = groups.pop()
        groups[-1] = Merged(groups[-1].steps + last.steps, groups[-1].count + last.count)
    return tuple(groups)


def groups_to_show(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return which groups of respondents may be shown beside the result of all of them.

    `sizes` maps every group to its number of respondents; together the groups are all respondents, so those who belong nowhere
    are a group too. Groups of fewer than `FEWEST` are hidden; where that would leave one to be had by subtraction, because the
    hidden ones are fewer than `FEWEST` together, the smallest of the others is hidden too (of equals the first by name).
    Empty groups are not shown and hide nothing.
    """
    by_size = sorted((size, name) for name, size in sizes.items() if size)
    too_small = [size for size, _ in by_size if size < FEWEST]
    hidden = len(too_small) + (0 < sum(too_small) < FEWEST)
    return frozenset(name for _, name in by_size[hidden:])


def items_to_show(answered: Mapping[str, int]) -> frozenset[str]:
    """Return which items of an indicator may be shown with figures of their own beside the score of the indicator.

    `answered` maps the code of every item to how many answered it, which blanks on paper may make fewer than answered at all.
    Items that fewer than `FEWEST` answered are hidden; where that is a single one, which the score of the indicator less the
    others would give away, the one of the others that fewest answered is hidden too (of equals the first by code). An item that
    nobody answered has no figures and hides nothing.
    """
    by_number = sorted((number, code) for code, number in answered.items() if number)
    hidden = sum(number < FEWEST for number, _ in by_number)
    kept = by_number[2 if hidden == 1 else hidden :]
    return frozenset(code for _, code in kept)
