"""Pictures of pages made small: a PNG of at most 256 colours, which for flat pages looks the same at a third of the size."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

COLOURS = 256
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE_KIND = 3
# The browser reads its own picture back, so that no picture library is needed for the sake of one script.
_READ = """async encoded => {
    const image = new Image();
    image.src = "data:image/png;base64," + encoded;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    let text = "";
    for (let start = 0; start < bytes.length; start += 8192) {
        text += String.fromCharCode.apply(null, bytes.subarray(start, start + 8192));
    }
    return [image.width, image.height, btoa(text)];
}"""


def reduced(picture: bytes, *, blank: Page) -> bytes:
    """Return a PNG with the 256 commonest colours of a PNG, the others replaced by the nearest; `blank` is an empty page."""
    width, height, encoded = blank.evaluate(_READ, base64.b64encode(picture).decode())
    pixels = np.frombuffer(base64.b64decode(encoded), dtype=np.uint8).reshape(height, width, 4)[:, :, :3].astype(np.int64)
    numbers = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    colours, counts = np.unique(numbers, return_counts=True)
    kept = _channels(colours[np.argsort(-counts, kind="stable")[:COLOURS]])
    nearest = ((_channels(colours)[:, None] - kept[None]) ** 2).sum(axis=2).argmin(axis=1)
    places = nearest[np.searchsorted(colours, numbers)].astype(np.uint8)
    # Each row starts with the number of its filter; none (0) packs best for a palette.
    rows = np.hstack([np.zeros((height, 1), dtype=np.uint8), places])
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _PALETTE_KIND, 0, 0, 0)),
            _chunk(b"PLTE", kept.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _channels(colours: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
