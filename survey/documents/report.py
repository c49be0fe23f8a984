"""What the yearly report says, as data: two documents are made from it, one to edit and one to read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from survey import thai


class Digits(StrEnum):
    """Which digits a document prints; official documents have Thai ones."""

    THAI = "thai"
    ARABIC = "arabic"

    def of(self, text: str) -> str:
        """Return a text with these digits."""
        return thai.thai_digits(text) if self is Digits.THAI else text


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


Block: TypeAlias = Paragraph | Points | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. A wide one lies across the sheet, for tables with many words."""

    title: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The yearly report of an office. Texts hold Arabic digits; `in_its_digits` gives them those of `digits`."""

    title: str
    office: str
    fiscal_year: int
    made_on: date
    sections: tuple[Section, ...]
    digits: Digits = Digits.THAI

    @property
    def year_line(self) -> str:
        """The year as the title page has it."""
        return self.digits.of(f"ประจำปีงบประมาณ พ.ศ. {self.fiscal_year}")

    @property
    def whole_title(self) -> str:
        """The title with office and year, as windows and lists show it."""
        return f"{self.title} {self.office} {self.year_line}"

    @property
    def made_line(self) -> str:
        """Which day it speaks of."""
        return self.digits.of(f"ข้อมูล ณ วันที่ {thai.thai_date(self.made_on)}")


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
    return replace(
        block,
        caption=said(block.caption),
        columns=tuple(replace(column, heading=said(column.heading)) for column in block.columns),
        rows=tuple(tuple(map(said, row)) for row in block.rows),
    )
