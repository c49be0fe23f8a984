"""How many must answer for a result to count."""

from __future__ import annotations

import math
from fractions import Fraction

from questionnaires.model import SamplingRule


def minimum_sample(rule: SamplingRule, population: int) -> int:
    """Return how many of a declared head count (or number of visitors) must answer.

    The rule's share, rounded up to a whole person; at least `rule.at_least`, or everyone where there are fewer; `rule.enough`
    suffices however many there are. In 2565 (10 %, 30, 400): 12 of 12, 30 of 300, 31 of 301, 400 of 4,000 and of 9,000.
    A population of 0 needs 0. A negative population raises ValueError.
    """
    if population < 0:
        raise ValueError(f"a population cannot be {population}")
    # The share is read as the decimal it was written as: in binary, 0.07 x 100 is a little more than 7 and would ask for 8.
    share = math.ceil(Fraction(str(rule.share)) * population)
    return min(max(share, rule.at_least), rule.enough, population)
