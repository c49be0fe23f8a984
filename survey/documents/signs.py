"""Signs to put up: the poster of a service, and small labels with a code each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from survey.documents.rendering import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What a poster says; `facts` are names and what stands beside them, `address` where the service is asked for."""

    office: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label says: `code` is what it is stuck to, `name` what that is called, `address` a form that knows it already."""

    office: str
    title: str
    name: str
    code: str
    address: str


def poster_pdf(poster: Poster) -> bytes:
    """Return a poster as a PDF: A4 upright, one page."""
    return render(
        "poster",
        {
            "office": poster.office,
            "title": poster.title,
            "summary": poster.summary,
            "facts": [list(pair) for pair in poster.facts],
            "address": poster.address,
            "qr": _qr(poster.address),
            "alternative": f"คิวอาร์โค้ดไปยัง {poster.address}",
        },
    )


def labels_pdf(labels: Sequence[Label]) -> bytes:
    """Return labels as a PDF: A4, 24 on a page, each 70 by 37 millimetres as sheets of labels are sold."""
    return render(
        "labels",
        {
            "labels": [
                {
                    "office": one.office,
                    "title": one.title,
                    "name": one.name,
                    "code": one.code,
                    "qr": _qr(one.address),
                    "alternative": f"คิวอาร์โค้ดของ{one.name} {one.code}",
                }
                for one in labels
            ]
        },
    )


def _qr(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", xmldecl=False, border=0)
    return stream.getvalue().decode()
