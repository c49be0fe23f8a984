"""What the example is made of: files that come with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# Every start of the example reads one: with the parser in C, where PyYAML was built with it, in a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def plan(name: str) -> Any:
    """Return what stands in a file beside this one."""
    return yaml.load(Path(__file__).with_name(name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe one)
