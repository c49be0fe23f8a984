"""From a template and data to the bytes of a PDF.

A template is a file of typst in this folder. It begins with ``#import "base.typ": *`` and ``#show: document.with(…)``, which
give it sheet, type, colours, head and foot, and reads its data with ``json(bytes(sys.inputs.data))``. What comes out is tagged
for screen readers (PDF/UA-1; typst refuses what does not comply, such as a picture without words for it), holds the letters of
Sarabun that it uses, and is the same bytes for the same data on every machine: it reads no clock, no system font, no network.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).resolve().parent
# typst forgets what it remembers of a document when it has made so many others.
REMEMBERED = 11

# One document at a time: a compiler is not made for two.
_turn = threading.Lock()


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a PDF. `template` is the name of a file here without its ending; `data` is anything that JSON can say.

    Raises typst.TypstError where the template asks for what the data do not hold, or the document is not accessible.
    """
    with _turn:
        document = _compiler().compile(
            FOLDER / f"{template}.typ",
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=0,
        )
        # Empty ones will do, at 2 ms each; without them a server that has made some forms keeps 150 MB for the next.
        for _ in range(REMEMBERED):
            _compiler().compile(b"", format="pdf")
    assert isinstance(document, bytes)  # noqa: S101 (several pieces are made of pictures only)
    return document


def qr_svg(address: str) -> str:
    """Return the QR code of an address as an SVG drawing without a margin."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", xmldecl=False, border=0)
    return stream.getvalue().decode()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # Only where a document is made: the library is large, and most processes never make one.
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"])
    return typst.Compiler(root=FOLDER, font_paths=fonts, ignore_system_fonts=True)
