"""The results of a round on one page, for the notice board and for everybody."""

from __future__ import annotations

from decimal import Decimal

from survey import thai
from survey.documents.summary import Bar, Group, Summary, Work
from survey.reports import words
from survey.reports.queries import Standing
from survey.reports.scores import IndicatorScores, InstrumentScores, scores
from survey.reports.words import NOTHING, figure, named

SIMULATED = "มีคำตอบจำลองซึ่งสร้างขึ้นเพื่อเป็นตัวอย่าง ไม่ใช่คำตอบของใคร"


def overview(standing: Standing) -> Summary:
    """Return the results of a round on one page. Scores are the round's own, within what may be shown."""
    result, compared = standing.result, scores(standing)
    total, target = result.total, result.assessment.target
    found = result.round
    certainty = result.certainty
    notes = [SIMULATED] if result.is_partly_simulated else []
    notes += [words.HOW] if any(one.result and one.rehearsed is not None for one in compared) else []
    notes += [words.FEW] if any(one.is_doubtful for one in compared) else []
    return Summary(
        office=standing.office,
        title=found.title,
        fiscal_year=found.fiscal_year,
        days=f"รับคำตอบ {thai.thai_date(found.opens_on)} ถึง {thai.thai_date(found.closes_on)}",
        total=total.printed if total else "",
        grade=total.grade if total else "",
        interval=_shown(words.span(certainty.low, certainty.high)) if certainty else "",
        to_target=words.to_target(Decimal(total.printed), target) if total else "",
        how_sure=words.how_sure(certainty, target),
        target=target,
        groups=tuple(_group(standing, one) for one in compared),
        works=tuple(work for one in compared if (work := _work(standing, one)) is not None),
        notes=tuple(notes),
    )


def _group(standing: Standing, one: InstrumentScores) -> Group:
    lowest = one.extreme(is_lowest=True, is_official=False)
    card = one.result.scorecard if one.result else None
    missing = words.why_none(one.result, standing.result.round) if one.result else "ยังไม่ได้กรอกคะแนน"
    return Group(
        name=one.name,
        printed=figure(one.rehearsed),
        interval=_shown(one.interval),
        answered=f"ผู้ตอบ {card.n:,} คน" if card else "",
        note="" if one.rehearsed is not None else missing,
        bars=tuple(_bar(each, is_lowest=each is lowest) for each in one.indicators if one.rehearsed is not None),
    )


def _bar(each: IndicatorScores, *, is_lowest: bool) -> Bar:
    return Bar(
        number=each.number,
        name=named(each.number, each.title),
        score=each.rehearsed,
        printed=figure(each.rehearsed),
        interval=_shown(each.interval),
        is_lowest=is_lowest,
    )


def _work(standing: Standing, one: InstrumentScores) -> Work | None:
    lowest = one.extreme(is_lowest=True, is_official=False)
    if one.result is None or lowest is None:
        return None
    measures = tuple(" ".join(each.title.split()) for each in standing.measures if each.indicator == lowest.number)
    return Work(named(lowest.number, lowest.title), figure(lowest.rehearsed), measures, lowest.number)


def _shown(interval: str) -> str:
    return "" if interval == NOTHING else interval
