"""A PDF as its readers have it: what can be read and seen on each page, and what a screen reader is told."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from pypdfium2 import raw

A4 = (595.276, 841.89)


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure: its type, such as ``H1``, and the words it has for what cannot be read."""

    kind: str
    alternative: str


class Document:
    """An open PDF."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf = pypdfium2.PdfDocument(content)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page in the order in which it is read, without white space: lines break where they like."""
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in self.pdf]

    @property
    def size(self) -> set[tuple[float, float]]:
        """The sizes of the pages in points, without dust."""
        return {tuple(float(f"{side:.3f}") for side in page.get_size()) for page in self.pdf}

    @property
    def title(self) -> str:
        """The title that a window shows."""
        return self.pdf.get_metadata_dict()["Title"]

    @property
    def language(self) -> str:
        """The language that it is read aloud in."""
        return _text(lambda buffer, size: raw.FPDFCatalog_GetLanguage(self.pdf.raw, buffer, size))

    @property
    def is_tagged(self) -> bool:
        """Whether it has a structure for screen readers."""
        return bool(raw.FPDFCatalog_IsTagged(self.pdf.raw))

    @cached_property
    def fonts(self) -> set[tuple[str, bool]]:
        """The names of the fonts in use without the mark of the subset, and whether each is embedded."""
        found = set()
        for page in self.pdf:
            for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
                font = raw.FPDFTextObj_GetFont(each.raw)
                buffer = ctypes.create_string_buffer(100)
                raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
                found.add((buffer.value.decode().split("+")[-1], bool(raw.FPDFFont_GetIsEmbedded(font))))
        return found

    @cached_property
    def tags(self) -> list[Tag]:
        """Every element of the structure, page by page."""
        found: list[Tag] = []
        for page in self.pdf:
            tree = raw.FPDF_StructTree_GetForPage(page.raw)
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                found += _below(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
            raw.FPDF_StructTree_Close(tree)
        return found

    def outside(self, margin: float) -> list[str]:
        """Text that comes nearer to an edge of its page than a margin (in points), by page."""
        found = []
        for number, page in enumerate(self.pdf, start=1):
            width, height = page.get_size()
            for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
                left, bottom, right, top = each.get_bounds()
                if left < margin or bottom < margin or right > width - margin or top > height - margin:
                    found.append(f"page {number}: {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}")
        return found

    def codes(self, page: int) -> list[str]:
        """What the QR codes on a page say to a camera."""
        picture = self.pdf[page].render(scale=3).to_numpy()
        return [code.text for code in zxingcpp.read_barcodes(picture)]


@contextmanager
def opened(content: bytes) -> Iterator[Document]:
    """Open a PDF."""
    document = Document(content)
    yield document
    document.pdf.close()


def _below(element: raw.FPDF_STRUCTELEMENT) -> Iterator[Tag]:
    kind = _text(lambda buffer, size: raw.FPDF_StructElement_GetType(element, buffer, size))
    yield Tag(kind, _text(lambda buffer, size: raw.FPDF_StructElement_GetAltText(element, buffer, size)))
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            yield from _below(child)


def _text(ask: Callable[[object, int], int]) -> str:
    buffer = (ctypes.c_ushort * 2000)()
    ask(buffer, ctypes.sizeof(buffer))
    return bytes(buffer).decode("utf-16-le").split("\0")[0]
