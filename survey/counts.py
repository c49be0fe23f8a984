"""How many responses something is said of, in words, as far as it may be told: the same on every page."""

from __future__ import annotations

from questionnaires.model import Audience
from scoring.disclosure import FEWEST_TICKS, merged


def how_many(audience: Audience, number: int, *, of: int) -> str:
    """Return a count of responses among `of` in words; of the staff's, counts that are too small are not told."""
    if len(merged((of - number, number), audience=audience)) > 1:
        return f"{number:,} จาก {of:,} ชุด"
    few = FEWEST_TICKS - 1
    return f"ไม่เกิน {few} จาก {of:,} ชุด" if number < FEWEST_TICKS else f"ตั้งแต่ {max(of - few, FEWEST_TICKS)} จาก {of:,} ชุด"
