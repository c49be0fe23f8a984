"""What we are measured against: bare Flask on the same server and the same database."""

from __future__ import annotations

import secrets

from flask import Flask, Response, render_template, request
from sqlalchemy import Column, MetaData, Table, Text, insert

from survey.extensions import make_engine

ITEMS = 30
STEPS = 4

PAGE = """<!doctype html><html lang="th"><title>bare</title><form method="post">
<input type="hidden" name="key" value="{{ key }}">
{% for item in range(items) %}<fieldset><legend>{{ item + 1 }}</legend>
{% for step in range(steps) %}<label><input type="radio" name="i{{ item }}" value="{{ step }}"> {{ step }}</label>{% endfor %}
</fieldset>{% endfor %}<button>send</button></form></html>"""

metadata = MetaData()
answer = Table("bare_answer", metadata, Column("key", Text, primary_key=True), Column("steps", Text, nullable=False))


def create_app(database: str, constant: bytes) -> Flask:
    """Return an application with a constant page, a rendered page, and a view that stores one row."""
    app = Flask("bare")
    engine = make_engine(database)
    metadata.create_all(engine)
    # Compiled once, as a template in a file would be.
    page = app.jinja_env.from_string(PAGE)

    @app.get("/constant")
    def constant_page() -> Response:
        return Response(constant, mimetype="text/html")

    @app.get("/form")
    def form() -> str:
        return render_template(page, key=secrets.token_hex(16), items=ITEMS, steps=STEPS)

    @app.post("/form")
    def store() -> Response:
        steps = "".join(request.form[f"i{item}"] for item in range(ITEMS))
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(answer).values(key=request.form["key"], steps=steps))
        return Response(status=303, headers={"Location": "/thanks"})

    return app
