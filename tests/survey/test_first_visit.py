"""What a first visit to a form costs: every byte of it over the wire, under the budget of a phone with a bad line."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from survey import assets
from survey.models import Collection
from tests.builders import a_scene, arranging
from tests.reader import Reader

# In thousands of bytes, as a line is paid for: HTML, styles, scripts, fonts and the icon, and what the device then fetches to
# keep the form for times without network (the service worker, and the form without its key).
BUDGET = {"eit": 45_000, "iit": 60_000}
WEIGHTS = ("400", "700")
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def on_the_page(source: str) -> str:
    """What can be seen on a page, and what its scripts may show."""
    body = "<body" + source.partition("<body")[2]
    said = re.findall(r'data-(?:words|progress|sending|missing[a-z-]*)="([^"]*)"', body)
    # Where a text has a #, scripts put a number.
    return re.sub(r"<[^>]*>", "\n", body) + "\n".join(said).replace("#", "0")


def ranges(css: str, file: str) -> set[int]:
    """The characters that a font file is fetched for, as the style sheet says."""
    found = re.search(rf"{file}\.woff2[^}}]*unicode-range:([^;}}]*)", css)
    assert found, file
    characters: set[int] = set()
    for one in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", found[1]):
        low, high = int(one[0], 16), int(one[1] or one[0], 16)
        characters |= set(range(low, high + 1))
    return characters


def fonts_for(source: str, css: str) -> list[str]:
    """The font files a browser fetches for a page: each weight of each part that the page has a character of."""
    # The one English word on a Thai page is set in capitals.
    seen = {ord(letter) for letter in on_the_page(source).replace("English", "ENGLISH") if letter.strip()}
    parts = [part for part in ("thai", "latin") if seen & ranges(css, f"sarabun-{part}-400")]
    return [f"/static/fonts/sarabun-{part}-{weight}.woff2" for part in parts for weight in WEIGHTS]


def visit(app: Flask, path: str, encoding: str) -> dict[str, int]:
    """Everything a browser fetches when it opens a form for the first time, and its bytes over the wire."""
    client = app.test_client()
    source = client.get(path).get_data(as_text=True)
    css = assets.asset("sutcharit.css").content.decode()
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', source)
    addresses = [path, *linked, *fonts_for(source, css), "/sw.js", f"{path}/shell"]
    sizes = {}
    for address in addresses:
        answered = client.get(address, headers={"Accept-Encoding": encoding})
        assert answered.status_code == 200, address
        sizes[address] = len(answered.data)
    return sizes


@pytest.mark.parametrize("encoding", ["gzip", "gzip, deflate, br"])
@ON_ONE_DATABASE
@pytest.mark.parametrize("key", ["eit", "iit"])
def test_a_first_visit_stays_within_its_budget(app: Flask, key: str, encoding: str) -> None:
    scene = a_scene(app)
    path = getattr(scene, key)
    sizes = visit(app, path, encoding)
    assert sum(sizes.values()) < BUDGET[key], sizes
    with arranging(app) as session:
        session.get_one(Collection, (scene.office.id, scene.round.id, key)).asks_profile = True
    with_profile = visit(app, path, encoding)
    assert sum(sizes.values()) < sum(with_profile.values()) < BUDGET[key], with_profile


@ON_ONE_DATABASE
@pytest.mark.parametrize("key", ["eit", "iit"])
def test_a_thai_form_needs_one_font_file_a_weight(app: Flask, reader: Reader, key: str) -> None:
    reader.open(getattr(a_scene(app), key))
    css = assets.asset("sutcharit.css").content.decode()
    assert fonts_for(reader.page.source, css) == [f"/static/fonts/sarabun-thai-{weight}.woff2" for weight in WEIGHTS]


def test_no_character_is_in_two_font_files() -> None:
    css = assets.asset("sutcharit.css").content.decode()
    assert not ranges(css, "sarabun-thai-400") & ranges(css, "sarabun-latin-400")
    assert ranges(css, "sarabun-thai-400") == ranges(css, "sarabun-thai-700")
    assert ranges(css, "sarabun-latin-400") == ranges(css, "sarabun-latin-700")


@ON_ONE_DATABASE
@pytest.mark.parametrize("key", ["eit", "iit"])
def test_nothing_but_one_style_sheet_stands_between_the_page_and_its_first_paint(app: Flask, reader: Reader, key: str) -> None:
    reader.open(getattr(a_scene(app), key))
    source = reader.page.source
    assert len(re.findall(r"<link[^>]*stylesheet", source)) == 1
    assert "@import" not in assets.asset("sutcharit.css").content.decode()
    scripts = re.findall(r"<script[^>]*>", source)
    assert len(scripts) == 1
    assert " defer" in scripts[0]
    # Text is there before its typeface.
    css = assets.asset("sutcharit.css").content.decode()
    assert css.count("@font-face") == css.count("font-display: swap") == 4
