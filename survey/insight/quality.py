"""Answer quality and reliability in words, from what a result keeps of them as JSON. Pure: no database, no request.

Counts of the staff go through the rule for small counts (`scoring.disclosure.merged`): how many have a mark and how many have
not are two counts beside each other, and where either is too small neither is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.model import Audience, Instrument
from scoring.disclosure import FEWEST, may_show, merged
from scoring.reliability import Reason
from scoring.rounding import printed
from survey.counts import how_many
from survey.insight.planning import signed
from survey.models import Signal
from survey.questions import part_number

MOST_BLANKS = 5
GOOD_ENOUGH = 0.7
_WORDS = ((0.9, "สูงมาก"), (0.8, "ดี"), (GOOD_ENOUGH, "พอใช้"))
_LOW = "ต่ำ"
_REASONS = {
    Reason.TOO_FEW_ROWS: "ผู้ที่ตอบครบทุกข้อมีน้อยเกินไป",
    Reason.TOO_FEW_ITEMS: "มีข้อน้อยเกินไป",
    Reason.NO_VARIATION: "คำตอบเหมือนกันหมด จึงคำนวณไม่ได้",
    Reason.IMPROPER_FIT: "แบบจำลองเข้ากับคำตอบไม่ได้",
    Reason.NOT_ONE_FACTOR: "ข้อเหล่านี้ดูจะวัดมากกว่าหนึ่งเรื่อง",
}
_SIGNALS = {
    Signal.DECOY: "กรอกช่องที่ซ่อนไว้ซึ่งคนมองไม่เห็น อาจเป็นโปรแกรมที่กรอกแบบสำรวจเอง",
    Signal.QUICK: "ส่งเร็วกว่าที่จะอ่านได้ทัน อาจเลือกคำตอบโดยไม่ได้อ่าน",
    Signal.UNTIMED: "ไม่ทราบเวลาที่ใช้ เช่น เครื่องที่ไม่ใช้สคริปต์ ซึ่งเป็นเรื่องปกติ",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was counted: what, how many in words, and what it may mean."""

    what: str
    number: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A score of all responses beside that of those without a mark."""

    name: str
    everybody: str
    without: str
    difference: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """How an item goes with the others; figures are text, a reason where there is none."""

    name: str
    item_total: str
    alpha_if_dropped: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The reliability of an indicator or instrument in words. `items` are empty where too few answered everything."""

    name: str
    n: str
    alpha: str
    interval: str
    word: str
    omega: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class Careful:
    """How carefully the forms of an instrument were answered, out of `n`; `why_not` says why `pairs` are missing."""

    n: int
    findings: tuple[Finding, ...]
    blanks: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    why_not: str
    scales: tuple[Scale, ...]
    signals: tuple[Finding, ...]


def careful(
    instrument: Instrument, quality: Mapping[str, Any], reliability: Mapping[str, Any], signals: Mapping[Signal, str]
) -> Careful:
    """Return what the page says of an instrument.

    `quality` and `reliability` are as `scoring.quality` and `scoring.reliability` give them as JSON, `signals` as
    `survey.signals.shown` does.
    """
    pairs, why_not = _pairs(instrument, quality)
    return Careful(
        n=quality["n"],
        findings=tuple(_findings(instrument, quality)),
        blanks=tuple(_blanks(instrument, quality)),
        pairs=pairs,
        why_not=why_not,
        scales=tuple(_scale(instrument, scale) for scale in (reliability["overall"], *reliability["indicators"])),
        signals=tuple(Finding(_SIGNALS[signal], number, "") for signal, number in signals.items()),
    )


def _findings(instrument: Instrument, quality: Mapping[str, Any]) -> Iterator[Finding]:
    audience, n = instrument.audience, quality["n"]
    for line in quality["straight_lines"]:
        what = "ทั้งแบบวัด" if line["indicator"] is None else f"ตัวชี้วัดที่ {line['indicator']}"
        meaning = (
            "มีทั้งข้อที่ตอบมากแล้วดีและข้อที่ตอบมากแล้วไม่ดี คำตอบเดียวตลอดจึงขัดกันเอง"
            if line["is_mixed"]
            else "ทุกข้อถามไปทางเดียวกัน อาจตั้งใจตอบเช่นนั้นก็ได้"
        )
        yield Finding(f"เลือกระดับเดียวกันตลอด {what}", how_many(audience, line["n"], of=line["able"]), meaning)
    numbers = {part.code: part_number(part) for part in instrument.parts}
    for mirror in quality["mirrors"]:
        both = f"ข้อย่อย {numbers[mirror['positive']]} กับ {numbers[mirror['negative']]}"
        yield Finding(
            f"ตอบขัดกันใน{both}",
            how_many(audience, mirror["n"], of=mirror["answered"]),
            "สองข้อนี้ถามกลับทางกัน แต่เลือกสุดทางเดียวกันทั้งคู่",
        )
    mostly = quality["marked"]["mostly_blank"]
    yield Finding(
        "เว้นว่างเกินครึ่งของแบบวัด", how_many(audience, mostly, of=n), "แบบสำรวจออนไลน์ต้องตอบทุกข้อ คำตอบที่เว้นว่างจึงมาจากกระดาษหรือไฟล์"
    )
    blanks = sum(part["n"] for part in quality["blanks"])
    yield Finding(
        "คำตอบที่เว้นว่างทั้งหมด",
        how_many(audience, blanks, of=n * len(instrument.parts)).replace("ชุด", "คำตอบ"),
        "ข้อที่เว้นว่างไม่นับเป็นศูนย์ แต่ไม่เข้าค่าเฉลี่ยของข้อนั้น",
    )


def _blanks(instrument: Instrument, quality: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the parts that most left blank, of which there are enough to be told."""
    numbers = {part.code: part_number(part) for part in instrument.parts}
    told = [one for one in quality["blanks"] if one["n"] and len(_split(instrument, one["n"], quality["n"])) > 1]
    for one in sorted(told, key=lambda one: -one["n"])[:MOST_BLANKS]:
        yield Finding(f"ข้อ {numbers[one['code']]}", how_many(instrument.audience, one["n"], of=quality["n"]), "")


def _split(instrument: Instrument, number: int, of: int) -> tuple[object, ...]:
    return merged((of - number, number), audience=instrument.audience)


def _pairs(instrument: Instrument, quality: Mapping[str, Any]) -> tuple[tuple[Pair, ...], str]:
    marked, n = quality["any_mark"], quality["n"]
    if not marked and instrument.audience is not Audience.STAFF:
        return (), "ไม่มีชุดใดที่มีข้อควรสังเกต คะแนนจึงเท่ากัน"
    if not may_show(marked):
        return (), f"ชุดที่มีข้อควรสังเกตมีไม่ถึง {FEWEST} ชุด หากแสดงคะแนนสองแบบคู่กัน จะหาคำตอบของชุดเหล่านั้นได้จากผลต่าง"
    if quality["without"] is None:
        return (), f"ชุดที่ไม่มีข้อควรสังเกตมีไม่ถึง {FEWEST} จาก {n:,} ชุด จึงไม่แสดงคะแนนของชุดเหล่านั้น"
    everybody, without = quality["scorecard"], quality["without"]
    pairs = [_pair(instrument.abbreviation, everybody["score"], without["score"])]
    for one, other in zip(everybody["indicators"], without["indicators"], strict=True):
        pairs.append(_pair(f"ตัวชี้วัดที่ {one['number']}", one["score"], other["score"]))
    return tuple(pairs), ""


def _pair(name: str, everybody: float | None, without: float | None) -> Pair:
    if everybody is None or without is None:
        return Pair(name, "–" if everybody is None else printed(everybody), "–", "–")
    return Pair(name, printed(everybody), printed(without), signed(without - everybody))


def _scale(instrument: Instrument, scale: Mapping[str, Any]) -> Scale:
    name = instrument.abbreviation if scale["number"] is None else f"ตัวชี้วัดที่ {scale['number']} {scale['title']}"
    if not may_show(scale["n"]):
        return Scale(name, f"ไม่ถึง {FEWEST}", "–", "", "ผู้ที่ตอบครบทุกข้อมีน้อยเกินไป", "–", ())
    numbers = {item.code: item.number for item in instrument.items}
    alpha, low, high = scale["alpha"], scale["low"], scale["high"]
    return Scale(
        name=name,
        n=f"{scale['n']:,}",
        alpha="–" if alpha is None else _figure(alpha),
        interval="" if low is None or high is None else f"{_figure(low)} ถึง {_figure(high)}",
        word=_REASONS[Reason(scale["alpha_missing"])] if alpha is None else _word(alpha, low, high),
        omega=_figure(scale["omega"]["value"]) if scale["omega"] else _REASONS[Reason(scale["omega_missing"])],
        items=tuple(
            ItemLine(
                name=f"ข้อ {numbers[item['code']]}",
                item_total=_known(item["item_total"], item["missing"]),
                alpha_if_dropped=_known(item["alpha_if_dropped"], item["missing"]),
            )
            for item in scale["items"]
        ),
    )


def _known(figure: float | None, missing: str | None) -> str:
    if figure is not None:
        return _figure(figure)
    return _REASONS[Reason(missing)] if missing else "–"


def _word(alpha: float, low: float | None, high: float | None) -> str:
    """Return how high alpha is; nothing is said where its interval lies on both sides of what is good enough."""
    if low is not None and high is not None and low < GOOD_ENOUGH <= high:
        return "ยังบอกไม่ได้ว่าสูงพอหรือไม่"
    return next((word for border, word in _WORDS if alpha >= border), _LOW)


def _figure(value: float) -> str:
    text = printed(value)
    return f"−{text[1:]}" if text.startswith("-") else text
