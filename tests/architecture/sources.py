"""The source files of the checkout, for tests about how they are written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("questionnaires", "scoring", "survey")
_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def python_files(*packages: str) -> list[Path]:
    """Every Python file of some packages, or of all of ours."""
    return sorted(file for package in packages or PACKAGES for file in (ROOT / package).rglob("*.py"))


def mentioning(files: Iterable[Path], *words: str) -> list[Path]:
    """The files in which any of some words stands, in whatever way: the others need not be taken apart to look for them."""
    any_of_them = re.compile("|".join(words))
    return [file for file in files if any_of_them.search(file.read_text(encoding="utf-8"))]


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def texts(file: Path) -> list[str]:
    """Every text in the code of a module; docstrings are not code."""
    return [value for _line, value in constants(file) if isinstance(value, str)]


# Kept, as several tests ask: taking all modules apart takes seconds.
@cache
def constants(file: Path) -> tuple[tuple[int, object], ...]:
    """Every constant in the code of a module with its line; docstrings are not code."""
    tree = parsed(file)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _is_documented(node)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return tuple((node.lineno, node.value) for node in found if id(node) not in docstrings)


def templates() -> dict[str, str]:
    """Every template by its name, without its comments."""
    folder = ROOT / "templates"
    return {
        file.relative_to(folder).as_posix(): _JINJA_COMMENT.sub("", file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }


def documentation() -> str:
    """All that is written for readers: README and everything under docs."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _is_documented(node: ast.AST) -> bool:
    body = getattr(node, "body", [])
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
