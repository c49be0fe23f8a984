"""The application behind the server it is shipped with, in a thread of the test's own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

THREADS = 4
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Site:
    """An application that is being served. `base` is its address without a final slash."""

    app: Flask
    base: str


@contextmanager
def serving(app: Flask) -> Iterator[Site]:
    """Serve an application on a free port until the block ends."""
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    thread = threading.Thread(target=server.run, name="serving")
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.effective_port}")
    finally:
        # In the thread that waits on the sockets: closing them under its hands would leave it waiting.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(PATIENCE)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()
