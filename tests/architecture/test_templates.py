"""Templates: all used, nothing inline, nothing unescaped, no arithmetic on scores."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest
from jinja2 import StrictUndefined, UndefinedError

from survey.config import Settings
from tests.architecture.sources import mentioning, parsed, python_files, templates, texts
from tests.builders import SECRET, an_application


def test_every_template_is_used_and_every_one_that_is_used_is_there() -> None:
    named = {text for file in python_files("survey") for text in texts(file) if text.endswith(".html")}
    for source in templates().values():
        named |= set(re.findall(r"\{%-?\s*(?:extends|from|include|import)\s+[\"']([^\"']+)[\"']", source))
    assert named == set(templates())


def test_every_macro_is_used() -> None:
    sources = templates()
    uses = Counter(called for source in sources.values() for called in re.findall(r"\b(\w+)\(", source))
    for name, source in sources.items():
        for macro in re.findall(r"\{%-?\s*macro\s+(\w+)", source):
            # Once where it is defined, and once more at least.
            assert uses[macro] > 1, (name, macro)


def test_no_page_carries_script_or_style_of_its_own() -> None:
    for name, source in templates().items():
        markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", markup), name


def test_nothing_goes_out_unescaped() -> None:
    for name, source in templates().items():
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", source), name
    for file in mentioning(python_files("survey"), "Markup"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup" and file.name != "addresses.py":
                # Fixed markup, into which values go escaped; the QR codes of `addresses` are drawings that we make ourselves.
                assert isinstance(node.args[0], ast.Constant), (file, node.lineno)


def test_templates_compute_no_score() -> None:
    for name, source in templates().items():
        for expression in re.findall(r"\{[{%](.*?)[}%]\}", source, re.DOTALL):
            plain = re.sub(r"\"[^\"]*\"|'[^']*'|\*\*", "''", expression)
            assert not re.search(r"\bround\(|\|\s*round\b|[*/%]|\|\s*sum\b", plain), (name, expression)


def test_a_template_that_asks_for_something_unknown_fails_instead_of_showing_nothing() -> None:
    with an_application(Settings(database="sqlite://", secret=SECRET)) as app:
        assert app.jinja_env.undefined is StrictUndefined
        assert app.jinja_env.from_string("{{ '<' }}").render() == "&lt;"
        with pytest.raises(UndefinedError):
            app.jinja_env.from_string("{{ nothing }}").render()
