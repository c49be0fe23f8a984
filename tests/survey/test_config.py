"""Settings come from the environment, once, and what is missing is said with what to set."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from questionnaires.loader import DefinitionError
from survey.app import create_app
from survey.config import ConfigurationError, Settings, database_url, present_database_url, read_settings

SECRET = "x" * 32


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUTCHARIT_HOME", str(tmp_path))
    return tmp_path


def test_the_database_is_a_file_in_the_home_folder_unless_another_is_named(home: Path) -> None:
    assert database_url({}) == f"sqlite:///{home}/sutcharit.db"
    assert database_url({"SUTCHARIT_DATABASE": "  "}) == f"sqlite:///{home}/sutcharit.db"
    assert database_url({"SUTCHARIT_DATABASE": "postgresql://db/ita"}) == "postgresql://db/ita"


def test_the_example_has_a_file_of_its_own(home: Path) -> None:
    assert database_url({}, example=True) == f"sqlite:///{home}/example.db"


def test_a_command_works_on_the_example_only_where_there_is_nothing_else(home: Path) -> None:
    assert present_database_url({}).endswith("/sutcharit.db")
    (home / "example.db").touch()
    assert present_database_url({}).endswith("/example.db")
    (home / "sutcharit.db").touch()
    assert present_database_url({}).endswith("/sutcharit.db")
    assert present_database_url({"SUTCHARIT_DATABASE": "postgresql://db/ita"}) == "postgresql://db/ita"


@pytest.mark.parametrize("secret", ["", "too short", "x" * 31])
def test_outside_the_example_a_secret_is_required_and_a_fresh_one_is_suggested(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="SUTCHARIT_SECRET") as missing:
        read_settings({"SUTCHARIT_SECRET": secret})
    suggested = str(missing.value).rsplit("=", 1)[1]
    assert len(suggested) >= 32
    assert secret == "" or secret not in str(missing.value)
    assert read_settings({"SUTCHARIT_SECRET": suggested}).secret == suggested


def test_the_example_makes_itself_a_secret_that_only_its_owner_can_read(home: Path) -> None:
    first = read_settings({}, example=True)
    assert len(first.secret) >= 32
    assert read_settings({}, example=True).secret == first.secret
    assert stat.S_IMODE((home / "example-secret").stat().st_mode) == 0o600


def test_everything_that_can_be_chosen_is_read(home: Path) -> None:
    years = home / "years"
    more = home / "more"
    for folder in (years, more):
        folder.mkdir()
    settings = read_settings(
        {
            "SUTCHARIT_SECRET": SECRET,
            "SUTCHARIT_DATABASE": "postgresql://db/ita",
            "SUTCHARIT_ADDRESS": " https://ita.example/ ",
            "SUTCHARIT_DEFINITIONS": f"{years}{os.pathsep}{more}",
            "SUTCHARIT_TRUSTED_PROXY": "10.0.0.1",
        }
    )
    assert settings == Settings(
        database="postgresql://db/ita",
        secret=SECRET,
        address="https://ita.example",
        definitions=(years, more),
        trusted_proxy="10.0.0.1",
    )
    assert settings.is_https


def test_a_folder_of_definitions_that_is_not_there_stops_the_start(home: Path) -> None:
    with pytest.raises(ConfigurationError, match="SUTCHARIT_DEFINITIONS: ไม่พบโฟลเดอร์"):
        read_settings({"SUTCHARIT_SECRET": SECRET, "SUTCHARIT_DEFINITIONS": str(home / "nowhere")})


def test_a_wrong_definition_stops_the_start_with_every_problem(home: Path) -> None:
    (home / "2598").mkdir()
    (home / "2598" / "assessment.yaml").write_text("fiscal_year: 2598\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as wrong:
        create_app(Settings(database="sqlite://", secret=SECRET, definitions=(home,)))
    assert len(str(wrong.value).splitlines()) > 5
    assert "2598/assessment.yaml" in str(wrong.value)


def test_no_key_made_from_the_secret_serves_two_ends() -> None:
    settings = Settings(database="", secret=SECRET)
    keys = {settings.key(purpose) for purpose in ("session", "codes", "setup", "signed in")}
    assert len(keys) == 4
    assert all(len(key) == 32 for key in keys)
    assert SECRET.encode() not in keys
    assert settings.key("codes") == Settings(database="elsewhere", secret=SECRET).key("codes")
