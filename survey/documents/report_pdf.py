"""The yearly report as a PDF to read, print and hand in."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from survey import thai
from survey.documents.rendering import qr_svg, render
from survey.documents.report import Block, Codes, Digits, Picture, Pictures, Report, in_its_digits


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
            "language": said.language.partition("-")[0],
            "made": said.made_line,
            "foot": f"{said.office} · {said.year_line}".rstrip(" ·"),
            "is_notice": said.is_notice,
            "page": "หน้า # จาก #" if said.language == "th-TH" else "page # of #",
            "digits": list(thai.thai_digits("0123456789") if said.digits is Digits.THAI else "0123456789"),
            "sections": [
                {
                    "title": section.title,
                    "is_wide": section.is_wide,
                    "begins_sheet": section.begins_sheet,
                    "blocks": [_block(block) for block in section.blocks],
                }
                for section in said.sections
            ],
        },
    )


def _block(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    if isinstance(block, Codes):
        codes = [{"label": one.label, "address": one.address, "drawn": qr_svg(one.address)} for one in block.codes]
        return {**kind, "codes": codes, "is_large": block.is_large}
    if isinstance(block, Pictures):
        drawn = [{"drawn": _drawn(one), "caption": one.caption, "alternative": one.alternative} for one in block.pictures]
        return {**kind, "heading": block.heading, "pictures": drawn}
    return {**kind, **asdict(block)}


def _drawn(picture: Picture) -> str:
    """Return a picture within a drawing, since data for a template are text."""
    size = f'width="{picture.width}" height="{picture.height}"'
    content = base64.b64encode(picture.content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {picture.width} {picture.height}">'
        f'<image {size} href="data:image/jpeg;base64,{content}"/></svg>'
    )
