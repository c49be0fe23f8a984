"""Spreadsheet files made by hand, the bad ones among them: a package is a zip of XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

HEADINGS = ("รหัส", "ถ้อยคำในขณะนี้", "ถ้อยคำที่จะใช้")


def spreadsheet(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> bytes:
    """A spreadsheet with a line of headings and some rows."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in (headings, *rows):
        sheet.append(list(line))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package with some of its parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", how) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return stream.getvalue()


def part(content: bytes, name: str) -> bytes:
    """A part of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


SHEET = "xl/worksheets/sheet1.xml"
