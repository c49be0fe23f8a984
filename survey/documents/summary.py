"""The results of a round on one page: for the notice board, and as the public results page says them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from survey import thai
from survey.documents.rendering import qr_svg, render
from survey.documents.report import Digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An indicator. `score` is the length of its bar, 0 to 100, None where there is none; texts are ready to print."""

    number: int
    name: str
    score: float | None
    printed: str
    interval: str
    is_lowest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An instrument or the OIT with its indicators. `answered` says how many answered; `note` why there is no score."""

    name: str
    printed: str
    interval: str
    answered: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What the office does about the lowest indicator of an instrument, its `number`; `measures` may be empty."""

    indicator: str
    printed: str
    measures: tuple[str, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The results of a round on one page, in Arabic digits. Without a total, it and what is said of it are empty."""

    office: str
    title: str
    fiscal_year: int
    days: str
    total: str
    grade: str
    interval: str
    to_target: str
    how_sure: str
    target: float
    groups: tuple[Group, ...]
    works: tuple[Work, ...]
    notes: tuple[str, ...]

    @property
    def named(self) -> str:
        """The round and its year, said once."""
        year = str(self.fiscal_year)
        return self.title if year in self.title else f"{self.title} · ปีงบประมาณ พ.ศ. {year}"


def summary_pdf(summary: Summary, *, address: str | None, digits: Digits = Digits.THAI) -> bytes:
    """Return the page as a PDF (A4, tagged). `address` is where the results are public, for the QR code; None where nowhere."""
    said = _in_digits(asdict(summary), digits)
    online = {
        "qr": qr_svg(address) if address else "",
        "alt": f"คิวอาร์โค้ดไปยัง {address}",
        "address": address,
        "title": "ดูผลและช่วงความเชื่อมั่นทั้งหมด",
    }
    return render(
        "summary",
        {
            **said,
            "named": digits.of(summary.named),
            "year": digits.of(f"ปีงบประมาณ พ.ศ. {summary.fiscal_year}"),
            "foot": f"{summary.office} · {digits.of(summary.title)}",
            "page": "หน้า # จาก #",
            "digits": list(thai.thai_digits("0123456789") if digits is Digits.THAI else "0123456789"),
            "online": online if address else None,
            "confidence": digits.of("95"),
            "target_words": digits.of(f"เป้าหมาย {summary.target:g}"),
        },
    )


def _in_digits(said: Any, digits: Digits) -> Any:
    if isinstance(said, str):
        return digits.of(said)
    if isinstance(said, dict):
        return {name: _in_digits(each, digits) for name, each in said.items()}
    return [_in_digits(each, digits) for each in said] if isinstance(said, list | tuple) else said
