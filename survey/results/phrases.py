"""Lengths, intervals and probabilities as the results page says them."""

from __future__ import annotations

from scoring.estimates import Doubt, Estimate
from scoring.rounding import printed

LEAST_SAID, MOST_SAID = 0.01, 0.99
EVERYBODY = "ตอบครบทุกคน"
_DOUBTS = {
    Doubt.NO_INTERVAL: "ยังบอกช่วงความเชื่อมั่นไม่ได้",
    Doubt.TOO_FEW: "มีผู้ตอบน้อย ช่วงความเชื่อมั่นจึงอาจแคบกว่าความเป็นจริง",
    Doubt.NEAR_AN_END: "คะแนนเกือบสุดมาตรและมีผู้ตอบไม่มาก ช่วงความเชื่อมั่นจึงอาจแคบกว่าความเป็นจริง",
}


def length(percent: float) -> str:
    """Return a length within a drawing."""
    return f"{percent:.2f}%"


def between(low: float, high: float) -> str:
    """Return an interval of points."""
    return f"{printed(low)}–{printed(high)}"


def interval(estimate: Estimate | None) -> str:
    """Return the interval of a score; empty where there is none, and that there is no need of one where everybody answered."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return ""
    return EVERYBODY if estimate.is_census else between(estimate.low, estimate.high)


def about(probability: float) -> str:
    """Return a probability in whole percent; nothing is said to be impossible or sure."""
    if probability < LEAST_SAID:
        return "น้อยกว่า 1 %"
    if probability > MOST_SAID:
        return "มากกว่า 99 %"
    return f"ประมาณ {100 * probability:.0f} %"


def doubt(estimate: Estimate) -> str:
    """Return why an interval is to be read with caution; empty where it is not."""
    return _DOUBTS[estimate.doubt] if estimate.doubt else ""
