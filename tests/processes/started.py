"""A program that is started again and again, in a process of its own each time, which can be stopped and killed.

Most of what a start costs is reading the libraries, the definitions and the templates. A process that has read them, and has
done nothing else, is kept by and forked for each start; from there on everything is as it is when the command is typed: its own
environment, folder, files and end. That typing the command itself works is tried in test_example.py and test_wheel.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol, TextIO

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        "survey.cli",
        "survey.app",
        "survey.cli.serving",
        "survey.example.office",
        "survey.server",
        "alembic.command",
        "psycopg",
        "tests.processes.read_once",
        __name__,
    ]
)


class Process(Protocol):
    """What a process must be able to do to be used here."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


class _Forked:
    """A forked process, with the names that `subprocess` has for what can be done with one."""

    def __init__(self, process: ForkServerProcess) -> None:
        self.process = process

    @property
    def pid(self) -> int:
        found = self.process.pid
        assert found is not None
        return found

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        assert self.process.exitcode is not None, "it does not end"
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()


@dataclass(frozen=True, slots=True)
class Program:
    """A process that runs. `output` is what it prints, errors with it; None where that goes to a file."""

    process: Process
    output: TextIO | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self.process.poll()

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end and return the exit code."""
        return self.process.wait(seconds)

    def send_signal(self, which: signal.Signals) -> None:
        os.kill(self.pid, which)

    def kill(self) -> None:
        """End it as a power cut would, if it has not ended by itself."""
        with suppress(ProcessLookupError):
            self.process.kill()

    def close(self) -> None:
        """End it, if it has not ended by itself, and let go of what it prints."""
        self.kill()
        self.wait()
        if self.output is not None:
            self.output.close()


def as_typed(*arguments: str, environment: Mapping[str, str]) -> Program:
    """Run the installed command, beside the interpreter that runs the tests, as somebody types it."""

    def hears_ctrl_c() -> None:
        # A shell lets what it starts in the background ignore it, and so all that is started from there.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    process = subprocess.Popen(
        [typed(), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        # Nothing but that one call between fork and exec.
        preexec_fn=hears_ctrl_c,
    )
    return Program(process, process.stdout)


def typed() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("sutcharit"))


def start(
    run: Callable[..., None],
    *arguments: object,
    environment: Mapping[str, str],
    folder: Path | None = None,
    printed: Path | None = None,
) -> Program:
    """Call a function of a module in a process of its own; what it prints goes to a file, or can be read from the program."""
    if printed:
        printed.touch()
    reading, writing = Pipe(duplex=False)
    process = _FORKING.Process(
        target=_begin, args=(run, arguments, dict(environment), folder, printed, None if printed else writing)
    )
    process.start()
    writing.close()
    if printed:
        reading.close()
        return Program(_Forked(process))
    output = os.fdopen(os.dup(reading.fileno()), encoding="utf-8")
    reading.close()
    return Program(_Forked(process), output)


def done(*arguments: str, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run the command to its end; return the exit code and what it printed."""
    program = start(sutcharit, arguments, environment=environment)
    assert program.output is not None
    printed = program.output.read()
    code = program.wait()
    program.close()
    return code, printed


def sutcharit(arguments: Sequence[str], largest_file: int | None = None) -> None:
    """Run the command; no file it writes may grow past `largest_file` bytes."""
    if largest_file is not None:
        import resource

        # The signal that would end the process is ignored, so that it sees what a full disk shows it: an error.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    from survey.cli import main

    main(args=list(arguments), prog_name="sutcharit")


def _begin(
    run: Callable[..., None],
    arguments: tuple[object, ...],
    environment: dict[str, str],
    folder: Path | None,
    printed: Path | None,
    writing: Connection | None,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    # Found out anew, from the new environment.
    tempfile.tempdir = None
    if folder is not None:
        os.chdir(folder)
    if writing is not None:
        target = os.dup(writing.fileno())
        writing.close()
    else:
        assert printed is not None
        target = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(target, stream)
    os.close(target)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    run(*arguments)
