"""A questionnaire small enough to write its files by hand: five parts over four scales."""

from __future__ import annotations

from questionnaires.model import Audience, Direction, Indicator, Instrument, Item, Part, Scale

LEVEL4 = Scale("level4", ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด"), (0, 33, 67, 100))
YESNO = Scale("yesno", ("ไม่มี", "มี"), (0, 100))
# Labels a careless program would run as formulas, quote wrongly, or take for another step.
AWKWARD = Scale("awkward", ("- ไม่แน่ใจ", "=ใช่", 'ไม่ "ใช่", เลย', "2"), (0, 33, 67, 100))
FREQUENCY = Scale("frequency", ("ไม่เคย", "บาง ครั้ง", "ทุกครั้ง"), (0, 50, 100))


def _item(code: str, scale: Scale, parts: int = 0) -> Item:
    codes = [f"{code}.{number}" for number in range(1, parts + 1)] or [code]
    return Item(code, "ข้อความ", "", tuple(Part(each, "", scale, Direction.POSITIVE) for each in codes))


def instrument(key: str, letter: str, *, awkward: bool = True) -> Instrument:
    """Return an instrument with parts x1.1 x1.2 (level4), x2 (yesno), x3 (awkward or level4), x4 (frequency)."""
    items = (
        _item(f"{letter}1", LEVEL4, parts=2),
        _item(f"{letter}2", YESNO),
        _item(f"{letter}3", AWKWARD if awkward else LEVEL4),
        _item(f"{letter}4", FREQUENCY),
    )
    return Instrument(2565, key, "แบบวัดเล็ก", Audience.STAFF, "", (Indicator(1, "ตัวชี้วัด", items),), ())


SMALL = instrument("iit", "i")
OTHER = instrument("eit", "e")
HEADER = "i1.1,i1.2,i2,i3,i4"
