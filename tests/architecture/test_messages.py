"""What the form library says by itself is said in Thai."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from types import FunctionType, ModuleType

import flask_wtf.csrf
from wtforms import Form
from wtforms.fields.core import UnboundField

import survey
from questionnaires.loader import load_all
from survey.checking.forms import figures_form
from survey.forms import MESSAGES
from survey.manage.forms import paper_form
from survey.respond.forms import response_form
from survey.results.forms import LEVELS, disclosure_form, official_form

THAI = re.compile(r"[\u0e00-\u0e7f]")


def our_forms() -> Iterator[type[Form]]:
    """Every form class of ours, those made from definitions too."""
    for module in pkgutil.walk_packages(survey.__path__, "survey."):
        if module.name.endswith("forms"):
            for thing in vars(importlib.import_module(module.name)).values():
                if isinstance(thing, type) and issubclass(thing, Form):
                    yield thing
    for assessment in load_all().assessments:
        yield official_form(assessment)
        yield figures_form(assessment)
        yield from (disclosure_form(assessment.disclosure, level) for level in LEVELS)
        for instrument in assessment.instruments:
            yield response_form(instrument)
            yield paper_form(instrument)


def fields_of_ours() -> Iterator[tuple[type[Form], str, UnboundField]]:
    for form in our_forms():
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField):
                yield form, name, field


def methods_that_run() -> set[FunctionType]:
    """The library's methods that the fields and validators of our forms have, those that ours replace left out."""
    used: set[type] = set()
    for _form, _name, field in fields_of_ours():
        used |= {field.field_class, *(type(validator) for validator in field.kwargs.get("validators", ()))}
    methods = [
        method for each in used for name in dir(each) if isinstance(method := inspect.getattr_static(each, name), FunctionType)
    ]
    return {method for method in methods if method.__module__.startswith(("wtforms", "flask_wtf"))}


def said_by(source: FunctionType | ModuleType) -> Iterator[str]:
    """The messages in a source, as they are handed to the translation or raised."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(source)))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("gettext", "ngettext", "ValidationError")):
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_message_of_the_fields_and_validators_we_use_has_its_thai() -> None:
    messages = {message for method in methods_that_run() for message in said_by(method)}
    assert {"Not a valid integer value.", "Not a valid choice."} <= messages
    # A mistake in a program rather than in what somebody typed.
    messages.discard("Choices cannot be None.")
    assert not messages - set(MESSAGES)


def test_every_message_about_the_token_has_its_thai() -> None:
    messages = set(said_by(flask_wtf.csrf))
    assert len(messages) >= 5
    assert not {message for message in messages if message.startswith("The CSRF")} - set(MESSAGES)


def test_every_translation_is_thai() -> None:
    assert all(THAI.search(translation) for translation in MESSAGES.values())


def test_every_field_has_a_thai_label() -> None:
    for form, name, field in fields_of_ours():
        if field.field_class.__name__ != "HiddenField":
            label = field.kwargs.get("label") or (field.args[0] if field.args else "")
            assert THAI.search(str(label)), (form, name)
