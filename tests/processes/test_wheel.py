"""What is built and installed elsewhere has everything it needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built


def _files(folder: str, *, skip: str = "__pycache__") -> set[str]:
    return {str(file.relative_to(ROOT)) for file in (ROOT / folder).rglob("*") if file.is_file() and skip not in str(file)}


def test_the_wheel_holds_every_page_definition_and_static_file(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    expected = _files("survey") | _files("questionnaires") | _files("scoring")
    expected |= {f"survey/{name}" for name in _files("templates")}
    assert expected <= held
    assert {name.split("/")[0] for name in held} == {"survey", "questionnaires", "scoring", "sutcharit-0.1.0.dist-info"}


def test_the_wheel_runs_from_another_folder_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    # The libraries are those of the tests; ours come from the wheel alone.
    site = subprocess.run(
        [python, "-c", "import site; print(site.getsitepackages()[0])"], capture_output=True, text=True
    ).stdout
    zipfile.ZipFile(wheel).extractall(site.strip())
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    program = (
        "import survey, sys\n"
        "from survey import migrations\n"
        "from survey.app import create_app\n"
        "from survey.config import Settings\n"
        "assert sys.prefix in survey.__file__, survey.__file__\n"
        "app = create_app(Settings(database='sqlite:///wheel.db', secret='x' * 40))\n"
        "migrations.upgrade(app.extensions['engine'])\n"
        "client = app.test_client()\n"
        "assert client.get('/').status_code == 200 and client.get('/healthz').status_code == 200\n"
        "sheets = ('sutcharit.css', 'office.css', 'board.css', 'complaints.css')\n"
        "names = (*sheets, 'form.js', 'kiosk.js', 'fonts/sarabun-thai-400.woff2', 'fonts/OFL.txt')\n"
        "assert {client.get(f'/static/{name}').status_code for name in names} == {200}\n"
        "assert client.get('/sw.js').status_code == 200\n"
        "assert 2565 in app.extensions['definitions'].years\n"
    )
    loads_libraries = f"import sys; sys.path += {libraries!r}\n"
    done = subprocess.run(
        [python, "-c", loads_libraries + program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stderr
