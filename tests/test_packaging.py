"""What is built is what was written, and it works without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import tic_core

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Distribution → (its folder, its package's folder).
DISTRIBUTIONS = {
    "tic_core": (ROOT, ROOT / "src/tic_core"),
    "tic_policies": (ROOT / "policies", ROOT / "policies/tic_policies"),
    "tic_weihai": (ROOT / "plugins/tic-weihai", ROOT / "plugins/tic-weihai/src/tic_weihai"),
}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints, in an environment that points at neither the checkout nor anybody's ledger."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "TIC_"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=inherited | {"PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command} exited {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pins(file: str) -> dict[str, str]:
    """Name → version of every exact pin."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each distribution's wheel, built out of its sdist."""
    out = tmp_path_factory.mktemp("dist")
    for folder, _ in DISTRIBUTIONS.values():
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, folder, cwd=out)
    return {name: next(out.glob(f"{name}-*.whl")) for name in DISTRIBUTIONS}


@pytest.fixture(scope="module")
def installed(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment that holds the three wheels and what they depend on."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=True, symlinks=True)
    programs = home / "venv" / "bin"
    constraints = home / "constraints.txt"
    constraints.write_text("\n".join(f"{name}=={pin}" for name, pin in pins("requirements.txt").items()))
    pip = (programs / "python", "-m", "pip", "install", "-q", "--no-compile", "-c", constraints)
    run(*pip, *wheels.values(), cwd=home)
    return programs


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_wheel_holds_its_package_and_nothing_else(name: str, wheels: dict[str, Path]) -> None:
    _, package = DISTRIBUTIONS[name]
    written = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    built = {item for item in zipfile.ZipFile(wheels[name]).namelist() if ".dist-info/" not in item}
    assert built == written


def test_every_wheel_carries_its_licence(wheels: dict[str, Path]) -> None:
    for wheel in wheels.values():
        assert any(item.endswith(".dist-info/licenses/LICENSE") for item in zipfile.ZipFile(wheel).namelist())


def test_the_wheels_run_the_demo_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import tic_core; print(tic_core.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    shown = run(installed / "ticctl", "demo", "--as-of", "2026-11-23", cwd=tmp_path, TIC_HOME=str(tmp_path))
    assert "威海" in shown or "Weihai" in shown


def test_the_package_says_the_version_that_is_released() -> None:
    assert tic_core.__version__ == PROJECT["version"]


def test_the_pins_cover_what_is_declared() -> None:
    declared = {re.split(r"[^\w-]", requirement)[0] for requirement in PROJECT["dependencies"]}
    assert declared <= pins("requirements.txt").keys()


def test_running_and_testing_share_one_environment() -> None:
    """``make demo`` and ``make test`` use one .venv; pins that differ would undo each other."""
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_name_no_address(file: str) -> None:
    assert "://" not in (ROOT / file).read_text(encoding="utf-8")
