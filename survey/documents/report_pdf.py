"""The yearly report as a PDF to read, print and hand in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from survey import thai
from survey.documents.rendering import render
from survey.documents.report import Block, Digits, Report, in_its_digits


def report_pdf(report: Report) -> bytes:
    """Return the report as a PDF: A4, tagged for screen readers, its tables of measures across the sheet."""
    said = in_its_digits(report)
    return render(
        "report",
        {
            "title": said.title,
            "office": said.office,
            "year": said.year_line,
            "whole_title": said.whole_title,
            "made": said.made_line,
            "foot": f"{said.office} · {said.year_line}",
            "page": "หน้า # จาก #",
            "digits": list(thai.thai_digits("0123456789") if said.digits is Digits.THAI else "0123456789"),
            "sections": [
                {
                    "title": section.title,
                    "is_wide": section.is_wide,
                    "blocks": [_block(block) for block in section.blocks],
                }
                for section in said.sections
            ],
        },
    )


def _block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}
