"""Questions to the database that are put into words once and asked many times.

SQLAlchemy prepares, asks and unpacks a statement in a few hundred microseconds, which is as long as Flask takes for a whole
page. For the statements of the busiest pages the words, the order of what they carry and the types of what comes back are
looked up once; after that a question is a cursor's `execute` and `fetchall`.

SQLite's driver lets other threads of the process go on at every row it fetches, and has to wait for its turn again: where eight
answer at once, that cost more than all else (measured). So SQLite hands over all rows as one, in JSON.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select

# Which columns there are is known only when it runs, and not to who checks types.
_kind_of_row: Any = namedtuple


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement as one kind of database takes it.

    `fixed` are the values it always carries, `order` the names of all of them where they go by place, or None where they go by
    name. `types` turn what comes back into what Python calls it, by column. `is_json` where all rows come as one.
    """

    text: str
    fixed: Mapping[str, Any]
    order: Sequence[str] | None
    types: Sequence[tuple[int, Callable[[Any], Any]]]
    is_json: bool

    def carried(self, parameters: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **parameters}
        return values if self.order is None else [values[name] for name in self.order]


class Prepared:
    """A statement that selects columns of different names, of texts, days, numbers and JSON.

    The parameters it is asked with are texts and whole numbers.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._row = _kind_of_row("Row", [str(column.key) for column in statement.selected_columns])
        self._words: dict[str, _Words] = {}

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        """Return what is found, each a tuple with the names of the columns. The connection is in no transaction."""
        words = self._words.get(connection.dialect.name)
        if words is None:
            words = self._words[connection.dialect.name] = _in_words(self._statement, connection.dialect)
        try:
            cursor = connection.connection.cursor()
            try:
                cursor.execute(words.text, words.carried(parameters))
                found = cursor.fetchall()
            finally:
                cursor.close()
        except connection.dialect.loaded_dbapi.Error:
            # Again, the way that knows what each kind of error means and which connections to give up for it.
            found = connection.execute(self._statement, dict(parameters)).all()
            return [self._row._make(row) for row in found]
        rows = json.loads(found[0][0]) if words.is_json else map(list, found)
        return [self._row._make(_typed(row, words.types)) for row in rows]


def _in_words(statement: Select[Any], dialect: Dialect) -> _Words:
    compiled = statement.compile(dialect=dialect)
    types = []
    for place, column in enumerate(statement.selected_columns):
        turn = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if turn is not None:
            types.append((place, turn))
    values = {name: bound.effective_value for name, bound in compiled.binds.items() if not bound.required}
    # Of enumerated values the drivers want the plain text.
    fixed = {name: str(value) if isinstance(value, str) else value for name, value in values.items()}
    text = str(compiled)
    is_json = dialect.name == "sqlite"
    if is_json:
        names = ", ".join(f'"{column.key}"' for column in statement.selected_columns)
        # Only with a limit is the order of what is gathered sure to be kept.
        limit = "" if statement._has_row_limiting_clause else " LIMIT -1"
        text = f"SELECT json_group_array(json_array({names})) FROM ({text}{limit})"  # noqa: S608 (names of our columns)
    return _Words(text, fixed, compiled.positiontup, types, is_json)


def _typed(row: list[Any], types: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    for place, turn in types:
        row[place] = turn(row[place])
    return row
