"""What is taken as evidence, and how it is sent."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from survey.measures.evidence import LARGEST_FILE, MOST_FILES, EvidenceRefused, checked
from survey.models import MeasureFile
from tests.builders import a_scene, arranging, looking
from tests.reader import Reader
from tests.survey.measures.arranged import A_PDF, a_measure, a_png, a_proof

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_pdf_stays_as_it_is_and_a_picture_is_made_anew() -> None:
    kept = checked("รายงาน.PDF", A_PDF)
    assert (kept.name, kept.media_type, kept.content) == ("รายงาน.pdf", "application/pdf", A_PDF)
    taken = checked("ภาพ.png", a_png() + b"a secret behind the end")
    assert (taken.name, taken.media_type) == ("ภาพ.jpg", "image/jpeg")
    assert b"secret" not in taken.content
    assert Image.open(BytesIO(taken.content)).size == (24, 16)


def test_what_a_file_is_called_says_nothing_of_what_it_is() -> None:
    assert checked("page.html", A_PDF).name == "page.pdf"
    for content, why in (
        (b"<html><script>", "PDF และรูปภาพ"),
        (b"MZ\x90\x00", "PDF และรูปภาพ"),
        (b"PK\x03\x04", "PDF และรูปภาพ"),
        (b"%PDF-1.7 cut off", "ไม่สมบูรณ์"),
        (b"", "ว่างเปล่า"),
        (A_PDF.ljust(LARGEST_FILE + 1), "ใหญ่เกินไป"),
    ):
        with pytest.raises(EvidenceRefused, match=why):
            checked("a.pdf", content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\งาน\\รายงาน ฉบับ 1.pdf", "รายงาน ฉบับ 1.pdf"),
        ('a\r\nSet-Cookie: x".pdf', "a Set-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("...", "หลักฐาน.pdf"),
    ],
)
def test_a_name_holds_no_folder_and_nothing_that_deceives(name: str, kept: str) -> None:
    assert checked(name, A_PDF).name == kept


def test_evidence_is_sent_as_a_file_that_can_do_nothing(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        measure = a_measure(session, scene.office)
    reader.be("malee")
    page = f"/office/measures/2565/{measure.id}"
    reader.open(f"{page}/work")
    reader.upload(f"{page}/files", A_PDF, quarter="2")
    with looking(app) as session:
        file = session.scalars(select(MeasureFile)).one()
    assert (file.quarter, file.is_public, file.size) == (2, False, len(A_PDF))
    assert file.sha256 == hashlib.sha256(A_PDF).hexdigest()
    for path, is_public in ((f"{page}/files/{file.id}", False), (f"/measures/{scene.office.id}/files/{file.id}", True)):
        if is_public:
            reader.client.get(path)
            assert reader.client.get(path).status_code == 404
            reader.open(f"{page}/work")
            reader.send(f"{page}/files/{file.id}/show", {"public": "1"})
        answered = reader.client.get(path)
        assert answered.data == A_PDF
        assert answered.headers["Content-Disposition"].startswith("attachment")
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
        assert answered.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox; frame-ancestors 'none'"]
    reader.open(f"{page}/work")
    reader.send(f"{page}/files/{file.id}/remove", {})
    reader.open(f"{page}/files/{file.id}", status=404)
    reader.open(f"{page}/work")
    assert "ลบหลักฐาน" in reader.page.words
    assert file.sha256 in reader.page.words


@ON_ONE_DATABASE
def test_what_is_no_evidence_is_refused_in_words_and_not_kept(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        measure, full = a_measure(session, scene.office), a_measure(session, scene.office)
        for _ in range(MOST_FILES):
            a_proof(session, full)
    reader.be("malee")
    for found, content, why in ((measure, b"text", "ระบบรับเฉพาะไฟล์ PDF และรูปภาพ"), (full, A_PDF, "ได้ไม่เกิน 20 ไฟล์")):
        reader.open(f"/office/measures/2565/{found.id}/work")
        reader.upload(f"/office/measures/2565/{found.id}/files", content, status=422)
        assert why in reader.page.words
    with looking(app) as session:
        assert len(session.scalars(select(MeasureFile.id)).all()) == MOST_FILES
