"""Serving: the application behind a production server that answers on while others dawdle over their requests."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Protocol

from flask import Flask
from waitress.server import create_server

from survey.bodies import Channel
from survey.config import Settings

THREADS = 8
# A browser that stops halfway through a request is let go after this many seconds.
PATIENCE = 60
LARGEST_REQUEST = 33 * 1024 * 1024
# The extensions of an application that have something to do in the background.
BACKGROUND = ("mixer", "daily")


class Worker(Protocol):
    """What works in a thread of its own between its start and its stop."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End; what is being done is brought to its end."""


def listen(app: Flask, settings: Settings, *, host: str, port: int) -> Callable[[], None]:
    """Take the port and return what serves until stopped; OSError where the port is taken.

    Whatever the application has to do in the background (`BACKGROUND`) is done as long as it is served. A request that is
    being answered when Ctrl-C or a stop signal comes is answered first.
    """
    _leave_no_core_dump()
    # Requests that wait for a free thread are nothing to report: a line for each would fill the disk of a busy day.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    proxy: dict[str, Any] = {}
    if settings.trusted_proxy:
        proxy = {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": "x-forwarded-for"}
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        channel_timeout=PATIENCE,
        max_request_body_size=LARGEST_REQUEST,
        clear_untrusted_proxy_headers=True,
        ident=None,
        **proxy,
    )
    # A name may stand for several addresses, each with a server of its own.
    for each in (server, *getattr(server, "map", {}).values()):
        if hasattr(each, "channel_class"):
            each.channel_class = Channel

    def run() -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with ExitStack() as background:
            for name in BACKGROUND:
                worker: Worker | None = app.extensions.get(name)
                if worker is not None:
                    worker.start()
                    background.callback(worker.stop)
            server.run()

    return run


def _leave_no_core_dump() -> None:
    """If the process crashes, its memory stays out of the disk: answers on their way lie in it in the order of arrival."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
