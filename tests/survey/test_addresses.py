"""Addresses for people outside, absolute and as QR codes."""

from __future__ import annotations

import io

import segno

from survey.addresses import public_url, qr
from survey.config import Settings
from tests.builders import SECRET, an_application


def test_an_address_is_the_one_the_request_came_to_unless_another_is_configured(sqlite_url: str) -> None:
    for address, expected in (("", "http://office.example:8000"), ("https://ita.example", "https://ita.example")):
        settings = Settings(database=sqlite_url, secret=SECRET, address=address)
        with an_application(settings) as app, app.test_request_context(base_url="http://office.example:8000"):
            assert public_url("/eit/abc") == f"{expected}/eit/abc"
            assert public_url("/iit/abc", fragment="AAAA-BBBB-CCCC") == f"{expected}/iit/abc#AAAA-BBBB-CCCC"


def test_a_qr_code_is_a_drawing_of_exactly_its_address() -> None:
    address = "https://ita.example/iit/abcdefghjkmn#AAAA-BBBB-CCCC"
    expected = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        expected, kind="svg", xmldecl=False, omitsize=True, light="#fff", svgclass="qr", lineclass=None
    )
    assert qr(address) == expected.getvalue().decode()
    assert qr(address) != qr(address.lower())


def test_a_qr_code_is_inline_needs_no_style_and_is_dark_on_white() -> None:
    drawing = qr("https://ita.example/eit/abc")
    assert drawing.startswith("<svg")
    assert "style=" not in drawing
    assert 'fill="#fff"' in drawing
    assert 'stroke="#000"' in drawing
    assert "<?xml" not in drawing


def test_a_qr_code_holds_an_address_of_any_length_that_links_have() -> None:
    assert qr("https://a-rather-long-name-of-a-district.and-of-a-province.example/iit/abcdefghjkmn#AAAA-BBBB-CCCC")
