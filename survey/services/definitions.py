"""Services as data: one YAML file a service, read strictly and checked before the application starts.

The packaged services lie in ``survey/services/data``; an installation may have folders of its own beside it, whose files add
services or take the place of packaged ones of the same key. docs/add-a-service.md explains every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from questionnaires.problems import DefinitionError, Problem
from questionnaires.reading import TOP, Place, Shape, open_page

PACKAGED = Path(__file__).parent / "data"
SUFFIX = ".yaml"


class Kind(StrEnum):
    """What a field asks for; `survey.services.values` knows what each takes."""

    TEXT = "text"
    CHOICE = "choice"
    VILLAGE = "village"
    TELEPHONE = "telephone"
    CODE = "code"
    DATE = "date"
    PLACE = "place"


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "service": Shape(
            (
                *("key", "title", "summary", "who", "fee", "days", "legal_basis", "division"),
                *("private", "retention_days", "fields"),
            ),
            ("papers", "pictures", "offered"),
        ),
        "field": Shape(("key", "label", "kind", "required", "public"), ("note", "choices", "required_when")),
        "condition": Shape(("field", "is")),
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a field must be filled in: where the field `field` of the same service has the choice `choice`."""

    field: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a service. `note` is "" where there is none; `choices` are those of kind choice, or an office's villages.

    `is_public` says that its answer may be shown to everybody. An answer in free text is shown only as an officer left it.
    """

    key: str
    label: str
    kind: Kind
    is_required: bool
    is_public: bool
    note: str = ""
    choices: tuple[str, ...] = ()
    required_when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What can be asked of an office without going there.

    `days` are working days from the day of the request to its answer; `division` the name of who does it; `pictures` how many
    may be sent along; `retention_days` how long after its end what the author sent is kept. Nothing of a private service is
    shown to anybody but its author and the officers. One that is not `is_offered` takes nothing new.
    """

    key: str
    title: str
    summary: str
    who: str
    papers: tuple[str, ...]
    fee: str
    days: int
    legal_basis: str
    division: str
    is_private: bool
    retention_days: int
    pictures: int
    is_offered: bool
    fields: tuple[Field, ...]

    @property
    def kept_for(self) -> str:
        """How long what the author sent is kept, in words: in years of 365 days where the days come to that."""
        years, beyond = divmod(self.retention_days, 365)
        return f"{self.retention_days:,} วัน" if beyond else f"{years} ปี"

    def field(self, key: str) -> Field | None:
        """Return a field by its key; None where the service has none such."""
        return next((one for one in self.fields if one.key == key), None)

    def first(self, kind: Kind) -> Field | None:
        """Return the first field of a kind; None where the service has none."""
        return next((one for one in self.fields if one.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Services:
    """The services of an installation, in the order of their titles."""

    each: tuple[Service, ...]

    @property
    def offered(self) -> tuple[Service, ...]:
        """Those that can be asked for."""
        return tuple(one for one in self.each if one.is_offered)

    @property
    def public_keys(self) -> tuple[str, ...]:
        """The keys of those whose requests are listed."""
        return tuple(one.key for one in self.each if not one.is_private)

    def get(self, key: str) -> Service | None:
        """Return a service by its key; None where there is none."""
        return next((one for one in self.each if one.key == key), None)


class ServiceDefinitionError(DefinitionError):
    """Services that cannot be used, with every problem found in their files; ``str()`` lists them all."""

    def __str__(self) -> str:
        """Return a heading with the number of problems, then each of them."""
        return "\n".join([f"พบสิ่งที่ต้องแก้ {len(self.problems)} จุดในไฟล์บริการ", *map(str, self.problems)])


def load_services(*folders: Path) -> Services:
    """Return the packaged services with those of more folders; parsed once for the same folders.

    Raises ServiceDefinitionError with every problem in every file.
    """
    return _load((PACKAGED, *(folder.resolve() for folder in folders)))


@lru_cache(maxsize=16)
def _load(folders: tuple[Path, ...]) -> Services:
    # Here, so that checks can name the types of this module.
    from survey import thai
    from survey.services.checks import check

    problems: list[Problem] = []
    found: dict[str, Service] = {}
    for folder in dict.fromkeys(folders):
        for path in _files(folder, problems):
            top = open_page(path, path.name)
            if not top.is_absent:
                service = _service(top)
                check(service, top)
                found[service.key] = service
            problems += top.page.problems
    if problems:
        raise ServiceDefinitionError(problems)
    return Services(tuple(sorted(found.values(), key=lambda one: thai.collation(one.title))))


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in {SUFFIX, ".yml"})
    except OSError as error:
        problems.append(Problem(str(folder), TOP, f"เปิดโฟลเดอร์ไม่ได้ ({error.strerror})", "ตรวจชื่อโฟลเดอร์และสิทธิ์การอ่าน"))
        return []


def _service(top: Place) -> Service:
    places = top.fields(SHAPES["service"])
    return Service(
        key=places["key"].text(),
        title=places["title"].text(),
        summary=places["summary"].text(),
        who=places["who"].text(),
        papers=_texts(places["papers"]),
        fee=places["fee"].text(),
        days=places["days"].whole(),
        legal_basis=places["legal_basis"].text(),
        division=places["division"].text(),
        is_private=_is(places["private"]),
        retention_days=places["retention_days"].whole(),
        pictures=places["pictures"].whole(),
        is_offered=_is(places["offered"], usual=True),
        fields=tuple(_field(row) for row in places["fields"].rows()),
    )


def _field(row: Place) -> Field:
    key = row.peek("key")
    places = row.called(f"ช่อง {key}" if key else row.where).fields(SHAPES["field"])
    kind = places["kind"].choice(tuple(Kind))
    return Field(
        key=places["key"].text(),
        label=places["label"].text(),
        kind=Kind(kind) if kind else Kind.TEXT,
        is_required=_is(places["required"]),
        is_public=_is(places["public"]),
        note=places["note"].text(),
        choices=_texts(places["choices"]),
        required_when=_condition(places["required_when"]),
    )


def _condition(place: Place) -> Condition | None:
    if place.is_absent:
        return None
    places = place.fields(SHAPES["condition"])
    return Condition(places["field"].text(), places["is"].text())


def _texts(place: Place) -> tuple[str, ...]:
    return tuple(text for row in place.rows() if (text := row.text()))


def _is(place: Place, *, usual: bool = False) -> bool:
    """Return true or false; `usual` where nothing is written."""
    if place.node is None:
        return usual
    if place.node.tag != "tag:yaml.org,2002:bool" or place.node.value not in {"true", "false"}:
        place.report(
            f"{place.key} ต้องเป็น true หรือ false",
            f"เขียน {place.key}: true (ใช่) หรือ {place.key}: false (ไม่ใช่) โดยไม่ใส่เครื่องหมายคำพูด",
        )
        return usual
    return bool(place.node.value == "true")
