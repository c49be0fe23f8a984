"""The promise is on the form and on a page of its own, and each of its sentences names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from survey import languages
from tests.builders import a_scene
from tests.reader import Reader

ROOT = Path(__file__).parents[3]
THREAT_MODEL = ROOT / "docs" / "threat-model.md"
A_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def sentences(part: str) -> list[str]:
    """The rows of the table under a heading of the threat model: what is promised, and what it rests on."""
    section = THREAT_MODEL.read_text(encoding="utf-8").partition(f"### {part}\n")[2].partition("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert len(rows) > 2, part
    return rows[2:]


def test_every_sentence_of_the_promise_names_a_test() -> None:
    for part in ("ต่อบุคลากรที่ตอบ IIT", "ต่อผู้รับบริการที่ตอบ EIT", "รอบปิดผนึก"):
        for row in sentences(part):
            assert A_TEST.search(row), row


def test_every_test_that_is_named_is_there() -> None:
    named = A_TEST.findall(THREAT_MODEL.read_text(encoding="utf-8"))
    assert len(named) >= 15
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, (file, name)


@pytest.mark.parametrize("language", languages.CODES)
def test_the_page_of_the_promise_says_what_is_kept_and_what_it_does_not_protect_against(reader: Reader, language: str) -> None:
    reader.open(f"/promise?language={language}")
    words = languages.words(language)
    for part, keys in (("kept", range(1, 8)), ("kinds", ("ordinary", "sealed")), ("limits", range(1, 6))):
        for key in keys:
            assert words.plain(f"promise.{part}.{key}") in reader.page.words


def test_the_staff_read_three_sentences_and_find_the_rest_one_press_away(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(f"{scene.iit}?language=en&size=large")
    promise = reader.page.source.partition('class="promise"')[2].partition("</section>")[0]
    assert promise.count("<li>") == 3
    assert "/promise?language=en&size=large" in reader.page.links
    # Service users' pages lead nowhere else: they may be shown in a kiosk.
    reader.open(scene.eit)
    assert "/promise" not in reader.page.source
