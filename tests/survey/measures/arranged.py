"""Measures for tests, made through the operations people use."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from survey.measures.evidence import add_file, checked
from survey.measures.operations import add_measure
from survey.models import Measure, MeasureFile, Office
from tests.survey.cases.arranged import MALEE

A_PDF = b"%PDF-1.7\nnothing on it\n%%EOF\n"


def a_measure(session: Session, office: Office, title: str = "ลดขั้นตอน", *, fiscal_year: int = 2565, **facts: Any) -> Measure:
    return add_measure(session, office.id, fiscal_year, {"title": title, **facts}, actor=MALEE)


def a_proof(
    session: Session,
    measure: Measure,
    name: str = "รายงาน.pdf",
    *,
    content: bytes = A_PDF,
    quarter: int | None = None,
    public: bool = True,
) -> MeasureFile:
    return add_file(session, measure, checked(name, content), quarter=quarter, is_public=public, actor=MALEE)


def a_png(*, size: tuple[int, int] = (24, 16)) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(content, "PNG", pnginfo=None)
    return content.getvalue()
