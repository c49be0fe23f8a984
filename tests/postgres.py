"""A PostgreSQL server that the test run brings up for itself and takes down again."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")


def _program(name: str) -> str:
    on_path = shutil.which(name)
    if on_path:
        return on_path
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert versions, "no PostgreSQL server: install the package postgresql"
    return str(versions[-1])


def _folder() -> Path:
    # Short, because the path of a socket may not be longer than about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def _run(*command: str, folder: Path) -> None:
    # A PostgreSQL server refuses to run as root.
    prefix = _AS_POSTGRES if os.geteuid() == 0 else ()
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


@functools.cache
def _made() -> Path:
    """A folder with the files of a new server: to make them takes ten times as long as to copy them (measured)."""
    folder = _folder()
    atexit.register(shutil.rmtree, folder)
    _run(
        *(_program("initdb"), "-D", str(folder / "data"), "-U", "tester", "-A", "trust"),
        *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        folder=folder,
    )
    return folder


@dataclass(frozen=True)
class Cluster:
    """A running server: the URL of its first database, and how to restart it."""

    url: str
    restart: Callable[[], None]


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server of our own and yield the URL of its first database; see `cluster`."""
    with cluster(durable=durable) as running:
        yield running.url


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Run a server of our own, reached through a socket in a private folder.

    Unless `durable`, it does not wait for the disk, which tests need not.
    """
    folder = _folder()
    data = folder / "data"

    def run(*command: str) -> None:
        _run(*command, folder=folder)

    careless = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"-k {folder} -c listen_addresses='' -c max_connections=60 {'' if durable else careless}"
    control = (_program("pg_ctl"), "-D", str(data), "-w")
    try:
        run("cp", "-a", str(_made() / "data"), str(data))
        run(*control, "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Cluster(
                f"postgresql+psycopg://tester@/postgres?host={folder}",
                lambda: run(*control, "-m", "immediate", "-l", str(folder / "log"), "-o", options, "restart"),
            )
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
