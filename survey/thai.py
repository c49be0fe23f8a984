"""Thai dates, years and digits, and the Thai words for what a form can find wrong: the only place that knows them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

# Thailand has kept one offset, without summer time, since 1920; a fixed offset needs no time zone files on the machine.
BANGKOK = timezone(timedelta(hours=7))
BUDDHIST_ERA = 543
FIRST_FISCAL_MONTH = 10
MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
_TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)


def now() -> datetime:
    """Return the time it is, in UTC."""
    return _as_of.get() or datetime.now(UTC)


def today() -> date:
    """Return the day it is in Thailand."""
    return now().astimezone(BANGKOK).date()


@contextmanager
def as_of(day: date, at: time = time(10)) -> Iterator[None]:
    """Let it be a day, at a time in Thailand, for what is done inside: made-up cases of the example have a made-up past."""
    token = _as_of.set(datetime.combine(day, at, BANGKOK).astimezone(UTC))
    try:
        yield
    finally:
        _as_of.reset(token)


@lru_cache(maxsize=1024)
def thai_date(day: date) -> str:
    """Return a date in words: ``24 พฤศจิกายน 2569``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def fiscal_year(day: date) -> int:
    """Return the fiscal year (Buddhist era) a day falls in; it begins in October of the year before."""
    return day.year + BUDDHIST_ERA + (day.month >= FIRST_FISCAL_MONTH)


def days_of(fiscal_year: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year (Buddhist era)."""
    year = fiscal_year - BUDDHIST_ERA
    return date(year - 1, FIRST_FISCAL_MONTH, 1), date(year, FIRST_FISCAL_MONTH, 1) - timedelta(days=1)


def thai_digits(text: str) -> str:
    """Return the text with Thai digits, as official documents print them."""
    return text.translate(_TO_THAI_DIGITS)


def arabic_digits(text: str) -> str:
    """Return the text with Arabic digits, so that what is typed with Thai ones is understood."""
    return text.translate(_TO_ARABIC_DIGITS)


def collation(text: str) -> tuple[int, ...]:
    """Return a sort key in the order of a Thai dictionary: เก before ขา, which code points would put the other way round."""
    key: tuple[int, ...] = _collator().sort_key(text)
    return key


@lru_cache(maxsize=1)
def _collator() -> Any:
    from pyuca import Collator

    class OfThaiAndLatin(Collator):
        """The table of the world's letters takes half a second and 20 MB: ours are these, all others follow by code point."""

        def load(self, filename: str) -> None:
            with Path(filename).open(encoding="ascii") as table:
                ours = [line for line in table if line.startswith(("@", "00", "0E", "20"))]
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "keys.txt"
                file.write_text("".join(ours), encoding="ascii")
                super().load(str(file))

    return OfThaiAndLatin()
