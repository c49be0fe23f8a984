"""An item is named in a definition and nowhere else: another year is a folder of data."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT, constants, python_files, templates, texts

# What a part or an item is called: i4, i4.2, e10, o43. Neighbours that make it part of another word are ruled out.
AN_ITEM = re.compile(r"(?<![\w#%.&/-])[ieo]\d{1,2}(?:\.\d)?(?![\w%-])")


def test_the_pattern_finds_what_it_is_for() -> None:
    for named in ("i1.1", "answer i4", "'e15'", "o43"):
        assert AN_ITEM.search(named)
    for innocent in ("x1", "#e1e1e1", "aria-e1", "2565/iit", "i18n", "{name}"):
        assert not AN_ITEM.search(innocent)


def test_no_template_names_an_item() -> None:
    named = {name: AN_ITEM.findall(source) for name, source in templates().items()}
    assert not {name: found for name, found in named.items() if found}


def test_no_python_names_an_item() -> None:
    for file in python_files("scoring", "survey"):
        found = [text for text in texts(file) if AN_ITEM.search(text)]
        assert not found, (file, found)
    # Where definitions are read, a message may show how a code looks; a text that is a code would be one that is looked for.
    for file in python_files("questionnaires"):
        found = [text for text in texts(file) if AN_ITEM.fullmatch(text)]
        assert not found, (file, found)


def test_no_script_or_style_names_an_item() -> None:
    for file in (ROOT / "survey" / "static").glob("*.[jc]s*"):
        assert not re.search(r"[\"'\[](?:answer-)?[ieo]\d{1,2}(?:\.\d)?[\"'\]]", file.read_text(encoding="utf-8")), file


def test_nothing_is_decided_by_the_number_of_a_year() -> None:
    for file in python_files():
        if "example" in file.parts:
            continue
        assert not [line for line, value in constants(file) if type(value) is int and 2550 <= value <= 2600], file
