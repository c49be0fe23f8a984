"""YAML to model: the definitions of every fiscal year, parsed once and frozen.

A root is a folder of year folders; a year folder, named by the Buddhist year, holds ``assessment.yaml``, one file for each
instrument that it names and, in the folder ``wording``, one file for each language other than Thai. ``recommendations.yaml``
may stand beside them. Every problem of every file is collected before any is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from questionnaires import checks
from questionnaires.checks import ASSESSMENT_FILE
from questionnaires.model import Assessment, Instrument
from questionnaires.parsing import SHAPES, parse_assessment, parse_instrument, parse_translations
from questionnaires.problems import DefinitionError, Problem, UnknownDefinition
from questionnaires.reading import TOP, Page, Place, open_page
from questionnaires.recommendations import RECOMMENDATIONS_FILE, Recommendations, read_recommendations
from questionnaires.texts import OWN_LANGUAGE, reworded, texts_of

__all__ = ["PACKAGED", "DefinitionError", "Definitions", "Problem", "UnknownDefinition", "load_all", "load_year"]

PACKAGED = Path(__file__).parent / "data"
WORDING = "wording"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_OTHER_FILES = (ASSESSMENT_FILE, RECOMMENDATIONS_FILE)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The assessments of every fiscal year there is, earliest first, and the recommendations of those years that have any."""

    assessments: tuple[Assessment, ...]
    recommendations: tuple[Recommendations, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years (Buddhist era), earliest first."""
        return tuple(assessment.fiscal_year for assessment in self.assessments)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument of every year, earliest year first and in the year's own order."""
        return tuple(instrument for assessment in self.assessments for instrument in assessment.instruments)

    def assessment(self, year: int) -> Assessment:
        """Return the assessment of a fiscal year (Buddhist era); UnknownDefinition if there is none."""
        for assessment in self.assessments:
            if assessment.fiscal_year == year:
                return assessment
        raise UnknownDefinition(f"ไม่มีแบบวัดของปีงบประมาณ {year} ปีที่มีคือ {_listed(self.years)}")

    def recommendations_of(self, year: int) -> Recommendations:
        """Return the recommendations of a fiscal year (Buddhist era), without any where the year has no such file."""
        return next((one for one in self.recommendations if one.fiscal_year == year), Recommendations(year))

    def instrument(self, identifier: str) -> Instrument:
        """Return the instrument of an identifier such as ``2565/iit``; UnknownDefinition if there is none."""
        for instrument in self.instruments:
            if instrument.identifier == identifier:
                return instrument
        known = _listed(instrument.identifier for instrument in self.instruments)
        raise UnknownDefinition(f"ไม่มีแบบวัด {identifier} แบบวัดที่มีคือ {known}")


def load_all(*roots: Path) -> Definitions:
    """Return the definitions in these roots, or the packaged ones if none is given; parsed once for the same roots.

    Raises DefinitionError with every problem in every file, a year that is in two roots among them.
    """
    return _load(tuple(root.resolve() for root in roots or (PACKAGED,)))


def load_year(folder: Path) -> Assessment:
    """Return the assessment of one year folder; DefinitionError with every problem in its files."""
    assessment, _, problems = _read_year(folder)
    if problems:
        raise DefinitionError(problems)
    return assessment


@lru_cache(maxsize=16)
def _load(roots: tuple[Path, ...]) -> Definitions:
    problems: list[Problem] = []
    folders: dict[str, Path] = {}
    for root in dict.fromkeys(roots):
        for folder in _year_folders(root, problems):
            if folder.name in folders:
                problems.append(
                    Problem(
                        f"{folder.name}/{ASSESSMENT_FILE}",
                        TOP,
                        f"ปี {folder.name} มีอยู่ในสองโฟลเดอร์ คือ {folders[folder.name]} และ {folder}",
                        "เหลือปีนี้ไว้ในโฟลเดอร์เดียว",
                    )
                )
            else:
                folders[folder.name] = folder
    assessments = []
    recommendations = []
    for _, folder in sorted(folders.items()):
        assessment, recommended, found = _read_year(folder)
        assessments.append(assessment)
        if recommended is not None:
            recommendations.append(recommended)
        problems += found
    if problems:
        raise DefinitionError(problems)
    return Definitions(tuple(sorted(assessments, key=lambda assessment: assessment.fiscal_year)), tuple(recommendations))


def _year_folders(root: Path, problems: list[Problem]) -> list[Path]:
    """Return the year folders of a root; a year folder itself may stand for a root."""
    try:
        inside = sorted(path for path in root.iterdir() if path.is_dir())
    except OSError as error:
        problems.append(Problem(str(root), TOP, f"เปิดโฟลเดอร์ไม่ได้ ({error.strerror})", "ตรวจชื่อโฟลเดอร์และสิทธิ์การอ่าน"))
        return []
    if (root / ASSESSMENT_FILE).exists():
        return [root]
    years = [folder for folder in inside if _is_year(folder.name) or (folder / ASSESSMENT_FILE).exists()]
    if not years:
        problems.append(
            Problem(str(root), TOP, "ไม่พบโฟลเดอร์ปีงบประมาณ", f"ใส่โฟลเดอร์ที่ชื่อเป็นปี พ.ศ. เช่น 2565 ซึ่งมีไฟล์ {ASSESSMENT_FILE} อยู่ข้างใน")
        )
    return years


def _is_year(name: str) -> bool:
    return len(name) == 4 and name.isascii() and name.isdecimal()


def _read_year(folder: Path) -> tuple[Assessment, Recommendations | None, list[Problem]]:
    """Return the year as far as it could be read, its recommendations if any, and everything that is wrong with it."""
    # A relative folder such as "." has its name only once it is resolved.
    name = folder.resolve().name
    top = open_page(folder / ASSESSMENT_FILE, f"{name}/{ASSESSMENT_FILE}")
    fields = top.fields(SHAPES["assessment"])
    named = _named(fields["instruments"])
    unnamed = [path for path in _definition_files(folder) if path.suffix != ".yaml" or path.stem not in named]
    for path in unnamed if named else ():
        fields["instruments"].report(
            f"มีไฟล์ {path.name} ในโฟลเดอร์ แต่ไม่มีชื่อใน instruments",
            "เพิ่มชื่อไฟล์ (ไม่รวม .yaml) ใน instruments หรือย้ายไฟล์ออกจากโฟลเดอร์",
        )
    # Where the names cannot be read, the files there are get read anyway: their problems are as real.
    keys = named or tuple(path.stem for path in unnamed)
    pages = [_open_instrument(folder, name, key) for key in keys]
    instruments = [parse_instrument(page, key) for page, key in zip(pages, keys, strict=True)]
    if not named:
        instruments.sort(key=lambda instrument: [indicator.number for indicator in instrument.indicators])
    assessment = parse_assessment(fields, tuple(instruments))
    problems = [problem for page in (top, *pages) for problem in page.page.problems]
    problems += checks.check_assessment(assessment, name)
    # What is wrong in Thai is told once: a translation is held against it only where nothing is.
    translated, found = _translated(assessment, folder / WORDING, name, is_sound=not problems)
    recommended, amiss = read_recommendations(folder, name, None if problems else assessment)
    return translated, recommended, [*problems, *found, *amiss]


def _translated(assessment: Assessment, folder: Path, name: str, *, is_sound: bool) -> tuple[Assessment, list[Problem]]:
    """Return the assessment with its instruments' translations, and everything that is wrong with these."""
    known = {one.key: texts_of(one) if is_sound else None for one in assessment.instruments}
    pages = [_open_wording(path, f"{name}/{WORDING}/{path.name}") for path in _definition_files(folder)]
    read = [parse_translations(page, Path(page.page.file).stem, known) for page in pages if not page.is_absent]
    problems = [problem for page in pages for problem in page.page.problems]
    instruments = tuple(
        replace(one, translations=tuple(found[one.key] for found in read if one.key in found)) for one in assessment.instruments
    )
    if is_sound and not problems:
        problems += _translation_problems(instruments, name)
    return replace(assessment, instruments=instruments), problems


def _open_wording(path: Path, file: str) -> Place:
    if path.suffix == ".yaml" and _LANGUAGE.fullmatch(path.stem) and path.stem != OWN_LANGUAGE:
        return open_page(path, file)
    page = Page(file)
    page.report(TOP, "ชื่อไฟล์ไม่ใช่รหัสของภาษาอื่น", "ตั้งชื่อไฟล์ตามรหัสภาษาสองหรือสามตัวอักษร เช่น en.yaml (ถ้อยคำภาษาไทยอยู่ในไฟล์แบบวัดแล้ว)")
    return Place(page, TOP, TOP, None)


def _translation_problems(instruments: tuple[Instrument, ...], name: str) -> Iterator[Problem]:
    """Yield what is wrong with the instruments in other languages."""
    for instrument in instruments:
        for one in instrument.translations:
            yield from checks.check_instrument(reworded(instrument, one.texts), f"{name}/{WORDING}/{one.language}.yaml")


def _named(place: Place) -> tuple[str, ...]:
    """Return the instruments' keys, each once, in the order they are named."""
    written = [key for key in (row.text() for row in place.rows()) if key]
    named = tuple(dict.fromkeys(written))
    for key in named:
        if written.count(key) > 1:
            place.report(f"{key} ถูกเขียนซ้ำ", f"เหลือ {key} ไว้เพียงที่เดียว")
    return named


def _definition_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name not in _OTHER_FILES)
    except OSError:
        return []


def _open_instrument(folder: Path, name: str, key: str) -> Place:
    file = f"{name}/{key}.yaml"
    # The key becomes a path: one that is not a plain name (the checks say so) must not lead out of the folder.
    return open_page(folder / f"{key}.yaml", file) if checks.KEY.fullmatch(key) else Place(Page(file), TOP, TOP, None)


def _listed(things: Iterable[object]) -> str:
    return ", ".join(map(str, things)) or "ยังไม่มี"
