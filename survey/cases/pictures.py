"""Pictures that people send, made anew: what is kept is a JPEG of ours, with the pixels of theirs and nothing else of it.

A photo of a broken road tells where and when it was taken and with which telephone. None of that is kept, nor what others
might have hidden in the file.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from survey.cases.picture_files import Damaged, Kind, PictureFile, kind_of, read

MIB = 1024 * 1024
MOST_PICTURES = 3
LARGEST_FILE = 10 * MIB
# What the page's request may hold: the pictures and a form's worth of text, and within what the server takes.
LARGEST_REQUEST = MOST_PICTURES * LARGEST_FILE + MIB
# A JPEG in one pass is made smaller while it is decoded. Everything else is in memory as a whole, a WebP four times over:
# with these limits nothing took more than 190 MB (decision 0034).
MOST_PIXELS = 64_000_000
MOST_PIXELS_IN_MEMORY = {Kind.JPEG: 20_000_000, Kind.PNG: 20_000_000, Kind.WEBP: 10_000_000}
# A photo saved for the web has about ten; thousands fit into a small file and would keep a processor busy for minutes.
MOST_PASSES = 32
LONGEST_EDGE = 1600
LARGEST_RESULT = 400_000
MEDIA_TYPE = "image/jpeg"
ACCEPTED = "image/jpeg,image/png,image/webp"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew. `content` is a JPEG without any metadata, `width` and `height` are its pixels, upright."""

    content: bytes
    media_type: str
    width: int
    height: int


class PictureRefused(Exception):
    """A picture is not taken; `message` says in Thai why and what to do. `position` counts the pictures sent from 1."""

    message = "ระบบเปิดรูปนี้ไม่ได้ กรุณาเลือกรูปอื่น"

    def __init__(self, position: int = 0) -> None:
        super().__init__(position)
        self.position = position

    def __str__(self) -> str:
        return f"รูปที่ {self.position}: {self.message}" if self.position else self.message


class NotAPicture(PictureRefused):
    """It is no JPEG, PNG or WebP, whatever its name says."""

    message = "ไฟล์นี้ไม่ใช่รูปภาพที่ระบบรับได้ กรุณาเลือกรูปชนิด JPEG, PNG หรือ WebP"


class IsHeic(PictureRefused):
    """It is what an Apple device stores, and was sent without being converted as its browser does."""

    message = "รูปนี้เป็นชนิด HEIC ซึ่งระบบเปิดไม่ได้ กรุณาส่งจากโทรศัพท์โดยตรง (โทรศัพท์จะแปลงรูปให้เอง) หรือบันทึกรูปเป็น JPEG แล้วเลือกใหม่"


class PictureTooLarge(PictureRefused):
    """The file has too many bytes."""

    message = f"ไฟล์รูปใหญ่เกินไป ระบบรับได้ไม่เกินรูปละ {LARGEST_FILE // MIB} เมกะไบต์ กรุณาย่อรูปหรือเลือกรูปอื่น"


class TooManyPixels(PictureRefused):
    """The picture would need too much memory or time to decode."""

    message = "รูปนี้มีความละเอียดสูงเกินกว่าที่ระบบรับได้ กรุณาย่อรูป หรือส่งภาพหน้าจอของรูปนี้แทน"


class PictureDamaged(PictureRefused):
    """The file ends too early or contradicts itself."""

    message = "ไฟล์รูปไม่สมบูรณ์ อาจส่งมาไม่ครบ กรุณาเลือกรูปนี้อีกครั้ง หรือเลือกรูปอื่น"


class PictureMoves(PictureRefused):
    """It is an animation."""

    message = "รูปนี้เป็นภาพเคลื่อนไหว ระบบรับเฉพาะภาพนิ่ง กรุณาเลือกรูปอื่น"


class TooManyPictures(PictureRefused):
    """More pictures were sent than a case may have."""

    def __init__(self, most: int = MOST_PICTURES) -> None:
        super().__init__()
        self.message = f"แนบรูปได้ไม่เกิน {most} รูป กรุณาเลือกใหม่"


class PicturesBusy(PictureRefused):
    """Others' pictures are being made anew already."""

    message = "ขณะนี้มีผู้ส่งรูปพร้อมกันหลายคน กรุณารอสักครู่แล้วกดส่งอีกครั้ง"


def several(files: Iterable[BinaryIO], *, most: int = MOST_PICTURES) -> tuple[Picture, ...]:
    """Return the pictures in the files of a form, in their order; the caller leaves out fields in which nothing was chosen.

    Raises PictureRefused, with the position of the first picture that is not taken.
    """
    chosen = tuple(files)
    if len(chosen) > most:
        raise TooManyPictures(most)
    made = []
    for position, file in enumerate(chosen, start=1):
        try:
            made.append(made_anew(file))
        except PictureRefused as refused:
            refused.position = position
            raise
    return tuple(made)


def made_anew(file: BinaryIO) -> Picture:
    """Return a picture as a JPEG of ours: upright, sRGB, `LONGEST_EDGE` pixels at most, under `LARGEST_RESULT` bytes.

    Decodes one picture at a time in the whole process, so that memory and processors stay free for those who only read.
    Raises PictureRefused.
    """
    found = _checked(file.read(LARGEST_FILE + 1))
    # Here, so that a server starts without it.
    from survey.cases import redrawing

    with _one_at_a_time():
        try:
            content, width, height = redrawing.redrawn(found, longest_edge=LONGEST_EDGE, largest=LARGEST_RESULT)
        except redrawing.UNREADABLE as error:
            raise PictureDamaged from error
    return Picture(content, MEDIA_TYPE, width, height)


def _checked(content: bytes) -> PictureFile:
    if len(content) > LARGEST_FILE:
        raise PictureTooLarge
    kind = kind_of(content)
    if kind is None:
        raise NotAPicture
    if kind is Kind.HEIC:
        raise IsHeic
    try:
        found = read(content, kind)
    except Damaged as error:
        raise PictureDamaged from error
    if found.moves:
        raise PictureMoves
    if not found.width or not found.height:
        raise PictureDamaged
    most = MOST_PIXELS if found.passes == 1 else MOST_PIXELS_IN_MEMORY[kind]
    if found.width * found.height > most or found.passes > MOST_PASSES:
        raise TooManyPixels
    return found


_decoding = threading.Lock()
# Threads that wait here answer nobody else meanwhile: most of the server's must stay free.
_waiting = threading.BoundedSemaphore(3)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _waiting.acquire(blocking=False):
        raise PicturesBusy
    try:
        with _decoding:
            yield
    finally:
        _waiting.release()
