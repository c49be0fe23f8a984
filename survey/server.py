"""Serving: the application behind a production server that answers on while others dawdle over their requests."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress.server import create_server

from survey.config import Settings
from survey.mixing import Mixer

THREADS = 8
# A browser that stops halfway through a request is let go after this many seconds.
PATIENCE = 60
LARGEST_REQUEST = 32 * 1024 * 1024


def listen(app: Flask, settings: Settings, *, host: str, port: int) -> Callable[[], None]:
    """Take the port and return what serves until stopped; OSError where the port is taken.

    Where the application has a mixer, it mixes as long as it is served. A request that is being answered when Ctrl-C or a
    stop signal comes is answered first.
    """
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

    def run() -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _leave_no_core_dump()
        mixer: Mixer | None = app.extensions.get("mixer")
        if mixer is None:
            server.run()
            return
        mixer.start()
        try:
            server.run()
        finally:
            mixer.stop()

    return run


def _leave_no_core_dump() -> None:
    """If the process crashes, its memory stays out of the disk: answers on their way lie in it in the order of arrival."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
