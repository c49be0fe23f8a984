"""What may be shown without giving a respondent away. Every outlet of results asks here first."""

from __future__ import annotations

from questionnaires.model import Audience

FEWEST_STAFF_SHOWN = 5
"""While a round is open, results of the staff's instrument stay hidden until this many have answered."""


def may_show(audience: Audience, *, n: int, closed: bool) -> bool:
    """Say whether the results of an instrument may be shown, given how many answered it and whether its round is closed.

    Staff answer about colleagues and superiors who will read the page, and a running result that moves with every answer would
    show who said what: it stays hidden until the round is closed or `FEWEST_STAFF_SHOWN` have answered. Service users' results
    may always be shown.
    """
    return audience is not Audience.STAFF or closed or n >= FEWEST_STAFF_SHOWN
