"""What the yearly report says, as data: two documents are made from it, one to edit and one to read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from survey import thai

# What is typed as it is printed: an address on the web, or one of e-mail.
_TYPED = re.compile(r"(https?://\S+|\S+@\S+)")


class Digits(StrEnum):
    """Which digits a document prints; official documents have Thai ones. Addresses keep the digits they have."""

    THAI = "thai"
    ARABIC = "arabic"

    def of(self, text: str) -> str:
        """Return a text with these digits."""
        if self is Digits.ARABIC:
            return text
        return "".join(piece if at % 2 else thai.thai_digits(piece) for at, piece in enumerate(_TYPED.split(text)))


class Tone(StrEnum):
    """How a paragraph speaks: as usual, as what matters most, as what needs attention, or as a note beneath a table."""

    USUAL = "usual"
    STRONG = "strong"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break is kept."""

    text: str
    tone: Tone = Tone.USUAL


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width beside the others, and whether it holds figures."""

    heading: str
    share: float
    is_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. Every row has a text for every column, its first names the row; `has_total` says that the last row adds up."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: a JPEG of `width` by `height` points, the words below it, and those for whoever does not see it."""

    content: bytes
    width: int
    height: int
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side, two in a row, under a heading that names what they show."""

    heading: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An address as a QR code, with the words and the address itself below it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Codes:
    """QR codes side by side, at most three in a row; large ones can be read from a step away."""

    codes: tuple[Code, ...]
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Where somebody signs: the lines below the space for the hand, centred on the right half of the sheet."""

    lines: tuple[str, ...]


Block: TypeAlias = Paragraph | Points | Table | Pictures | Codes | Signature


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. A wide one lies across the sheet, for tables with many words; one may begin a sheet of its own."""

    title: str
    blocks: tuple[Block, ...]
    is_wide: bool = False
    begins_sheet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document of an office, such as its yearly report.

    Texts hold Arabic digits; `in_its_digits` gives them those of `digits`. `under_title` stands in the place of the fiscal year
    below the title where it is not "", and `dated` in that of the day it speaks of. A notice is read from a step away.
    """

    title: str
    office: str
    fiscal_year: int
    made_on: date
    sections: tuple[Section, ...]
    digits: Digits = Digits.THAI
    under_title: str = ""
    dated: str = ""
    language: str = "th-TH"
    is_notice: bool = False

    @property
    def year_line(self) -> str:
        """The year as the title page has it."""
        return self.digits.of(self.under_title or f"ประจำปีงบประมาณ พ.ศ. {self.fiscal_year}")

    @property
    def whole_title(self) -> str:
        """The title with office and year, as windows and lists show it."""
        return f"{self.title} {self.office} {self.year_line}".rstrip()

    @property
    def made_line(self) -> str:
        """Which day it speaks of."""
        return self.digits.of(self.dated or f"ข้อมูล ณ วันที่ {thai.thai_date(self.made_on)}")


def in_its_digits(report: Report) -> Report:
    """Return a report whose texts have the digits it asks for."""
    said = report.digits.of
    return replace(
        report,
        title=said(report.title),
        sections=tuple(
            replace(section, title=said(section.title), blocks=tuple(_said(block, report.digits) for block in section.blocks))
            for section in report.sections
        ),
    )


def _said(block: Block, digits: Digits) -> Block:
    said = digits.of
    if isinstance(block, Paragraph):
        return replace(block, text=said(block.text))
    if isinstance(block, Points):
        return replace(block, texts=tuple(map(said, block.texts)))
    if isinstance(block, Codes):
        # An address is typed as it is printed, so its digits stay.
        return replace(block, codes=tuple(replace(one, label=said(one.label)) for one in block.codes))
    if isinstance(block, Signature):
        return replace(block, lines=tuple(map(said, block.lines)))
    if isinstance(block, Pictures):
        pictures = (replace(one, caption=said(one.caption), alternative=said(one.alternative)) for one in block.pictures)
        return replace(block, heading=said(block.heading), pictures=tuple(pictures))
    return replace(
        block,
        caption=said(block.caption),
        columns=tuple(replace(column, heading=said(column.heading)) for column in block.columns),
        rows=tuple(tuple(map(said, row)) for row in block.rows),
    )
