"""Bytes compressed once and sent many times, also where a few of them differ each time.

A page that is the same for everyone but for one word near its end is compressed once up to there; the word and what follows
go out as they are, in a block that both formats have for the purpose. So nobody's request waits for a compressor.
gzip is RFC 1952 over RFC 1951 (a full flush ends on a byte, then a stored block); brotli is RFC 7932 (a flush, then an
uncompressed meta-block, section 9.2).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cached_property

import brotli

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
# Both formats say the length of an uncompressed block in 16 bits.
LONGEST_TAIL = 0xFFFF
_LAST_BROTLI_BLOCK = b"\x03"


@dataclass(frozen=True)
class Compressed:
    """What comes before the word that differs, ready to be continued.

    It is compressed as well as each format allows when somebody first asks for that format: a moment, once.
    """

    plain: bytes

    @cached_property
    def gzip(self) -> bytes:
        """The gzip file up to the word that differs."""
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return _GZIP_HEADER + deflate.compress(self.plain) + deflate.flush(zlib.Z_FULL_FLUSH)

    @cached_property
    def brotli(self) -> bytes:
        """The brotli stream up to the word that differs."""
        squeeze = brotli.Compressor(quality=11)
        packed: bytes = squeeze.process(self.plain) + squeeze.flush()
        return packed

    @cached_property
    def checksum(self) -> int:
        """The checksum that gzip ends with, so far."""
        return zlib.crc32(self.plain)

    def then(self, tail: bytes, encoding: str) -> bytes:
        """Return the whole, continued with `tail` (1 to 65,535 bytes), in an encoding: ``br``, ``gzip`` or ``identity``."""
        if not 0 < len(tail) <= LONGEST_TAIL:
            raise ValueError(f"a tail of {len(tail)} bytes")
        if encoding == "br":
            header = ((len(tail) - 1) << 3) | (1 << 19)
            return self.brotli + header.to_bytes(3, "little") + tail + _LAST_BROTLI_BLOCK
        if encoding == "gzip":
            stored = b"\x01" + struct.pack("<HH", len(tail), len(tail) ^ LONGEST_TAIL) + tail
            size = (len(self.plain) + len(tail)) & 0xFFFFFFFF
            return self.gzip + stored + struct.pack("<LL", zlib.crc32(tail, self.checksum), size)
        return self.plain + tail


def encoding_for(accepted: str) -> str:
    """Return the smallest encoding that an Accept-Encoding header allows: ``br``, ``gzip`` or ``identity``."""
    offered = {}
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        offered[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    for name in ("br", "gzip"):
        if offered.get(name, False):
            return name
    return "identity"
