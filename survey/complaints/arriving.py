"""Reading what a form sends into memory and nowhere else: the framework would put larger files on the disk, unencrypted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from survey.errors import Situation

MIB = 1024 * 1024
LARGEST_FILES = 20 * MIB
MOST_FILES = 20
# Everything typed together, of a form that asks for far less.
LARGEST_FIELDS = 512 * 1024
LARGEST_BODY = LARGEST_FILES + LARGEST_FIELDS + 64 * 1024
_LONGEST_NAME = 200


class FilesTooLarge(Situation):
    """The files of a form have more bytes together, or are more, than a complaint may carry."""

    status = 413
    title = "ไฟล์ที่แนบมีขนาดใหญ่เกินไป"
    message = f"ไฟล์ทั้งหมดรวมกันต้องไม่เกิน {LARGEST_FILES // MIB} MB และไม่เกิน {MOST_FILES} ไฟล์ ระบบจึงยังไม่ได้รับสิ่งที่ส่งมา"
    what_next = "กรุณากดย้อนกลับ ข้อความที่พิมพ์ไว้มักยังอยู่ แล้วเลือกไฟล์ที่เล็กลง ไฟล์ที่เหลือส่งเพิ่มภายหลังได้ด้วยรหัส"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a form: its name and kind as the browser told them, and its bytes."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a form sent: its fields, and the files that were chosen."""

    fields: MultiDict[str, str]
    files: tuple[Attached, ...]

    @property
    def token(self) -> str:
        """The token that the form carried."""
        return self.fields.get("token", "")

    def digest(self, *fields: str) -> bytes:
        """Return a digest of some fields and of every file, by which the same sending is known again."""
        told = hashlib.sha256()
        for each in (*(_bytes(self.fields.get(field, "")) for field in fields), *_told(self.files)):
            told.update(len(each).to_bytes(8, "big") + each)
        return told.digest()


def arrived() -> Arrived:
    """Return what the request's form sent, read into memory; FilesTooLarge where it is more than a form of ours holds."""
    # A form without files is taken apart at once, at several times its length.
    largest = LARGEST_BODY if request.mimetype == "multipart/form-data" else LARGEST_FIELDS
    request.max_content_length = largest
    if (request.content_length or 0) > largest:
        raise FilesTooLarge
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=LARGEST_FIELDS,
        max_content_length=largest,
        max_form_parts=3 * MOST_FILES,
    )
    _, fields, uploads = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    chosen = [file for _, file in uploads.items(multi=True) if file.filename]
    files = tuple(
        Attached((file.filename or "")[-_LONGEST_NAME:], file.mimetype[:_LONGEST_NAME], file.stream.read()) for file in chosen
    )
    if len(files) > MOST_FILES or sum(len(file.content) for file in files) > LARGEST_FILES:
        raise FilesTooLarge
    return Arrived(fields, files)


def _in_memory(
    total_content_length: int | None, content_type: str | None, filename: str | None, content_length: int | None = None
) -> IO[bytes]:
    """Return where a file goes while it is read: as Werkzeug asks for it."""
    del total_content_length, content_type, filename, content_length
    return BytesIO()


def _told(files: Sequence[Attached]) -> list[bytes]:
    return [part for file in files for part in (_bytes(file.name), file.content)]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
