"""What a picture file says of itself, read without decoding a single pixel.

Every byte comes from a stranger. So kind, size and completeness are read here in plain Python, and the decoder gets a file
that was put together anew from what it needs: no locations, no remarks, no further pictures, nothing behind the end.
Sources: ITU-T T.81 annex B (JPEG), the PNG specification (third edition), RFC 9649 (WebP), TIFF 6.0 section 2 (Exif).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

UPRIGHT = 1
_ORIENTATIONS = range(1, 9)
_ORIENTATION_TAG = 0x0112
_SHORT = 3
# Pictures have some dozens of parts, or a few thousand where pixels are written in small lots.
MOST_PARTS = 20_000


class Kind(StrEnum):
    """What a file is by its first bytes, in Pillow's words; only the first three are taken."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIC"


class Damaged(ValueError):
    """A file ends too early, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture file that may be decoded.

    `width` and `height` are pixels before it is turned upright by `orientation` (Exif: 1 to 8, 1 where it says nothing).
    `passes` is how many times a decoder goes over the picture; with more than one it holds all of it in memory meanwhile.
    `content` is the file anew, with what a decoder needs and nothing else.
    """

    kind: Kind
    width: int
    height: int
    passes: int
    moves: bool
    orientation: int
    content: bytes


def kind_of(content: bytes) -> Kind | None:
    """Return what a file is by its first bytes, None where it is none of the kinds known here."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return Kind.HEIC
    return None


def read(content: bytes, kind: Kind) -> PictureFile:
    """Return what a JPEG, PNG or WebP file says of itself; Damaged where it is not whole. ValueError for another kind."""
    readers = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp}
    if kind not in readers:
        raise ValueError(f"{kind} is not read")
    try:
        return readers[kind](content)
    except IndexError as error:
        raise Damaged from error


# JPEG: markers with segments, up to the end of the first picture.

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
# Colour profile, what the colours of an Adobe file mean, and JFIF itself; all other application segments are left out.
_PROFILE, _ADOBE, _JFIF = (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"), (0xE0, b"JFIF\0")
_EXIF = (0xE1, b"Exif\0\0")
# The end of a scan's data: 0xFF before anything but a stuffed zero, a restart, or more filling.
_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _jpeg(content: bytes) -> PictureFile:
    kept = [content[:2]]
    frame: tuple[int, int, int] | None = None
    orientation, passes, sampled = UPRIGHT, 0, 0
    for marker, start, end in _segments(content):
        body = content[start + 4 : end]
        if marker in _FRAMES:
            if frame is not None:
                raise Damaged
            frame = (marker, int.from_bytes(body[1:3]), int.from_bytes(body[3:5]))
            sampled = body[5]
        if marker == _SCAN:
            # A scan that leaves components out needs others beside it.
            passes += 2 if not passes and body[0] < sampled else 1
        if marker == _EXIF[0] and body.startswith(_EXIF[1]):
            orientation = _orientation(body[6:])
        elif _is_needed(marker, body):
            kept.append(content[start:end] if marker != _SCAN else content[start : _scan_end(content, end)])
    if frame is None or not passes:
        raise Damaged
    kept.append(b"\xff\xd9")
    return PictureFile(Kind.JPEG, frame[2], frame[1], passes, False, orientation, b"".join(kept))


def _is_needed(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return any(marker == known and body.startswith(name) for known, name in (_PROFILE, _ADOBE, _JFIF))
    return marker != 0xFE


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of every segment up to the end of the picture; Damaged where that is missing."""
    at = 2
    for _ in range(MOST_PARTS):
        if content[at] != 0xFF:
            raise Damaged
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            return
        if marker in _ALONE:
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        end = at + 2 + length
        if marker in {0x00, _START} or length < 2 or end > len(content):
            raise Damaged
        yield marker, at, end
        at = _scan_end(content, end) if marker == _SCAN else end
    raise Damaged


def _scan_end(content: bytes, start: int) -> int:
    found = _AFTER_SCAN.search(content, start)
    if found is None:
        raise Damaged
    return found.start()


# PNG: chunks, up to the one that says it is the last.

_PNG_NEEDED = frozenset((b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"))


def _png(content: bytes) -> PictureFile:
    kept = [content[:8]]
    at, moves, orientation, has_pixels = 8, False, UPRIGHT, False
    if content[12:16] != b"IHDR":
        raise Damaged
    for _ in range(MOST_PARTS):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        if len(name) < 4 or end > len(content):
            raise Damaged
        if name in _PNG_NEEDED:
            kept.append(content[at:end])
        moves |= name == b"acTL"
        has_pixels |= name == b"IDAT"
        if name == b"eXIf":
            orientation = _orientation(content[at + 8 : end - 4])
        at = end
        if name == b"IEND":
            break
    else:
        raise Damaged
    if not has_pixels:
        raise Damaged
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return PictureFile(Kind.PNG, width, height, 2, moves, orientation, b"".join(kept))


# WebP: chunks of a RIFF, whose length stands in front.

_WEBP_NEEDED = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
_MOVES, _HAS_XMP, _HAS_EXIF = 0x02, 0x04, 0x08


def _webp(content: bytes) -> PictureFile:
    last = 8 + int.from_bytes(content[4:8], "little")
    if last > len(content):
        raise Damaged
    kept: list[bytes] = []
    canvas: tuple[int, int] | None = None
    coded: tuple[int, int] | None = None
    at, moves, orientation = 12, False, UPRIGHT
    while at + 8 <= last:
        if len(kept) > MOST_PARTS:
            raise Damaged
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + length]
        end = at + 8 + length + length % 2
        if at + 8 + length > last:
            raise Damaged
        if name == b"VP8X":
            canvas = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
            moves |= bool(body[0] & _MOVES)
            kept.append(content[at : at + 8] + bytes([body[0] & ~(_HAS_XMP | _HAS_EXIF)]) + content[at + 9 : end])
        elif name in _WEBP_NEEDED:
            kept.append(content[at:end])
            coded = (_vp8(body) if name == b"VP8 " else _vp8l(body)) if name in {b"VP8 ", b"VP8L"} else coded
        elif name == b"EXIF":
            orientation = _orientation(body.removeprefix(b"Exif\0\0"))
        moves |= name in {b"ANIM", b"ANMF"}
        at = end
    if coded is None and not moves:
        raise Damaged
    width, height = canvas or coded or (0, 0)
    if coded is not None and coded != (width, height):
        raise Damaged
    inside = b"WEBP" + b"".join(kept)
    return PictureFile(Kind.WEBP, width, height, 2, moves, orientation, b"RIFF" + len(inside).to_bytes(4, "little") + inside)


def _vp8(body: bytes) -> tuple[int, int]:
    if body[3:6] != b"\x9d\x01\x2a":
        raise Damaged
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _vp8l(body: bytes) -> tuple[int, int]:
    if body[0] != 0x2F:
        raise Damaged
    bits = int.from_bytes(body[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def _orientation(tiff: bytes) -> int:
    """Return how a camera was held, 1 where that cannot be read: a picture lying on its side is better than none."""
    if tiff[:4] not in {b"II*\0", b"MM\0*"}:
        return UPRIGHT
    order: Literal["little", "big"] = "little" if tiff.startswith(b"I") else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], order)

    start = number(4, 4)
    for entry in range(number(start, 2)):
        at = start + 2 + 12 * entry
        if at + 12 > len(tiff):
            return UPRIGHT
        if (number(at, 2), number(at + 2, 2)) == (_ORIENTATION_TAG, _SHORT):
            found = number(at + 8, 2)
            return found if found in _ORIENTATIONS else UPRIGHT
    return UPRIGHT
