"""What an installation can set or call is named in the documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click

from survey.cli import main
from tests.architecture.sources import documentation, mentioning, parsed, python_files, texts

A_SETTING = re.compile(r"\bSUTCHARIT_[A-Z_]+\b")


def settings_read() -> set[str]:
    """The names of the environment variables that the code reads."""
    read = {name for file in python_files() for text in texts(file) for name in A_SETTING.findall(text)}
    for file in mentioning(python_files(), "environ", "getenv", "envvar"):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.get", "os.getenv"}:
                read |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "envvar" and isinstance(node.value, ast.Constant):
                read.add(node.value.value)
    return read


def commands(group: click.Group, path: tuple[str, ...] = ("sutcharit",)) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_every_setting_that_is_read_is_documented() -> None:
    documented = documentation()
    read = settings_read()
    assert {"SUTCHARIT_DATABASE", "SUTCHARIT_SECRET", "PORT"} <= read
    assert not {name for name in read if not re.search(rf"\b{name}\b", documented)}


def test_every_setting_that_is_documented_is_read() -> None:
    assert set(A_SETTING.findall(documentation())) <= settings_read()


def test_every_command_and_option_is_documented() -> None:
    documented = documentation()
    for name, command in commands(main):
        assert name in documented, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert any(each in documented for each in option.opts), (name, option.opts)
