"""python -m questionnaires: outline the definitions, list what is wrong with them, compare two years."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from questionnaires.loader import PACKAGED, DefinitionError, Definitions, UnknownDefinition, load_all
from questionnaires.outline import compare, outline, recommended

_HERE = "ที่มากับโปรแกรม"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 1 where a definition has problems, or leave with 2 where the command is used wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    comparing = given[:1] == ["diff"]
    parser = _comparing() if comparing else _outlining()
    chosen = parser.parse_args(given[1:] if comparing else given)
    roots = [PACKAGED, *chosen.root] if comparing else chosen.folders
    try:
        definitions = load_all(*roots)
        lines = _compared(definitions, chosen.before, chosen.after) if comparing else _outlined(definitions)
    except DefinitionError as error:
        _write([str(error)])
        return 1
    except UnknownDefinition as error:
        parser.error(str(error))
    _write(lines)
    return 0


def _outlining() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m questionnaires",
        description="แสดงโครงของแบบวัดทุกปี หรือแจ้งทุกจุดที่ต้องแก้ (ไฟล์ ข้อ และวิธีแก้)",
        epilog=(
            "เปรียบเทียบสองปี: python -m questionnaires diff 2565 2567 [--root FOLDER] · "
            "รหัสที่คืน: 0 เรียบร้อย, 1 มีจุดที่ต้องแก้, 2 ใช้คำสั่งไม่ถูก"
        ),
    )
    parser.add_argument(
        "folders",
        nargs="*",
        type=_folder,
        metavar="FOLDER",
        help=f"โฟลเดอร์ที่มีโฟลเดอร์ปีอยู่ข้างใน หรือโฟลเดอร์ของปีเดียว (ไม่ระบุ = แบบวัด{_HERE})",
    )
    return parser


def _comparing() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m questionnaires diff",
        description="แสดงสิ่งที่ต่างกันระหว่างแบบวัดสองปี บรรทัดที่ขึ้นต้นด้วย - มีเฉพาะปีแรก + มีเฉพาะปีหลัง",
    )
    parser.add_argument("before", type=int, metavar="YEAR", help="ปีงบประมาณแรก (พ.ศ.) เช่น 2565")
    parser.add_argument("after", type=int, metavar="YEAR", help="ปีงบประมาณหลัง (พ.ศ.) เช่น 2567")
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        type=_folder,
        metavar="FOLDER",
        help=f"โฟลเดอร์ปีเพิ่มเติมจากที่{_HERE} ใช้ซ้ำได้",
    )
    return parser


def _folder(given: str) -> Path:
    folder = Path(given)
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"ไม่พบโฟลเดอร์ {given}")
    return folder


def _outlined(definitions: Definitions) -> list[str]:
    return [
        line
        for assessment in definitions.assessments
        for line in (*outline(assessment), *recommended(assessment, definitions.recommendations_of(assessment.fiscal_year)))
    ]


def _compared(definitions: Definitions, before: int, after: int) -> list[str]:
    difference = compare(definitions.assessment(before), definitions.assessment(after))
    return difference or [f"แบบวัดปี {before} และ {after} ไม่มีสิ่งที่ต่างกัน"]


def _write(lines: Sequence[str]) -> None:
    try:
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe such as `| head` has had enough; Python's own flush at exit must not complain of it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
