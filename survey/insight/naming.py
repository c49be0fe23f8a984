"""What people call whatever can be changed: indicators, items, and the sub-indicators of the OIT. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Assessment

INDICATOR = "indicators."


@dataclass(frozen=True, slots=True)
class Called:
    """What a lever of `scoring.planning` is called: a short label, such as ตัวชี้วัดที่ 5, and its title or text."""

    label: str
    title: str

    def __str__(self) -> str:
        """Return label and title together."""
        return f"{self.label} {self.title}"


def called(assessment: Assessment) -> dict[str, Called]:
    """Return what is called what, by the names of `scoring.planning.levers`, in their order: no parts, no items of the OIT."""
    found: dict[str, Called] = {}
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            found[f"{INDICATOR}{indicator.number}"] = Called(f"ตัวชี้วัดที่ {indicator.number}", indicator.title)
            for item in indicator.items:
                found[item.code] = Called(f"{instrument.abbreviation} ข้อ {item.number}", item.text)
    for disclosed in assessment.disclosure.indicators:
        found[f"{INDICATOR}{disclosed.number}"] = Called(f"ตัวชี้วัดที่ {disclosed.number}", disclosed.title)
        for group in disclosed.subindicators:
            found[group.number] = Called(f"ตัวชี้วัดย่อย {group.number}", group.title)
    return found


def subject_of(lever: str) -> str:
    """Return what a recommendation for a lever is kept under: the number of an indicator, the code of an item."""
    return lever.removeprefix(INDICATOR)
