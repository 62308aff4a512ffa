"""What is built is what was written, and it works without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.along import Bench, done_along, steps

import tic_core

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Distribution → (its folder, its package's folder).
DISTRIBUTIONS = {
    "tic_core": (ROOT, ROOT / "src/tic_core"),
    "tic_policies": (ROOT / "policies", ROOT / "policies/tic_policies"),
    "tic_shandong": (ROOT / "plugins/tic-shandong", ROOT / "plugins/tic-shandong/src/tic_shandong"),
    "tic_weihai": (ROOT / "plugins/tic-weihai", ROOT / "plugins/tic-weihai/src/tic_weihai"),
}


def called(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What comes of a command in an environment that points at neither the checkout nor anybody's ledger."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "TIC_", "LC_", "LANG"))}
    environment = inherited | {"PYTHONUTF8": "1"} | environment
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints that must succeed."""
    done = called(*command, cwd=cwd, **environment)
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
    """The programs of a clean environment that holds all the wheels and what they depend on."""
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


def test_every_shipped_edition_comes_with_the_wheels_and_is_as_its_scenarios_say(installed: Path, tmp_path: Path) -> None:
    for edition in ("chongqing-2023", "qingdao-2022", "shandong-2022"):
        run(installed / "ticctl", "policy", "check", edition, cwd=tmp_path, TIC_HOME=str(tmp_path))
        shown = run(installed / "ticctl", "policy", "test", edition, "--lang", "en", cwd=tmp_path, TIC_HOME=str(tmp_path))
        assert "every rule (met and not met), act, duty and encoded sentence is exercised" in shown


@pytest.fixture(scope="module")
def bench(installed: Path, wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same environment with what an author of plugins needs: the kit, the template, and what builds and tests a project."""
    home = tmp_path_factory.mktemp("bench")
    constraints = home / "constraints.txt"
    constraints.write_text("\n".join(f"{name}=={pin}" for name, pin in pins("requirements-dev.txt").items()))
    pip = (installed / "python", "-m", "pip", "install", "-q", "--no-compile", "-c", constraints)
    run(*pip, f"{wheels['tic_core']}[template,testing]", "pytest", "hatchling", cwd=home)
    return installed


@pytest.mark.parametrize(("page", "lang"), [("tutorial.md", "zh"), ("en/tutorial.md", "en")])
def test_the_tutorial_can_be_done_along_from_an_empty_folder(page: str, lang: str, bench: Path, tmp_path: Path) -> None:
    def ticctl(words: list[str], folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
        done = called(bench / "ticctl", *words, cwd=folder, TIC_HOME=str(tmp_path / "home"), **variables)
        return done.returncode, done.stdout

    place = Bench(tmp_path, lang, run=ticctl)
    done_along(ROOT / "docs" / page, place)
    assert place.ran >= 12


def test_both_tutorials_have_the_same_steps() -> None:
    assert steps(ROOT / "docs/tutorial.md") == steps(ROOT / "docs/en/tutorial.md")


def test_control_a_line_that_the_tutorial_shows_and_nobody_prints_is_found(tmp_path: Path) -> None:
    place = Bench(tmp_path, "en", run=lambda *_: (0, "conforms\n"))
    place.console("$ ticctl plugin check .\nconforms\n")
    for shown in ("does not conform", "[exit 1]"):
        with pytest.raises(AssertionError):
            place.console(f"$ ticctl plugin check .\n{shown}\n")


@pytest.mark.parametrize("kind", ["plugin"])  # a pack of the template's goes through the tutorial above
def test_a_new_project_is_installed_and_passes_its_own_tests_untouched(kind: str, bench: Path, tmp_path: Path) -> None:
    policy = f"new{kind}"
    given = (f"kind={kind}", f"code=cn-yy-{policy}", "year=2024")
    run(bench / "ticctl", "plugin", "new", "project", "--defaults", *(f"--data={each}" for each in given), cwd=tmp_path)
    project = tmp_path / "project"
    install = ("-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation", ".")
    run(bench / "python", *install, cwd=project)
    path = f"{bench}{os.pathsep}{os.environ['PATH']}"

    shown = run("sh", "check.sh", cwd=project, PATH=path, TIC_HOME=str(tmp_path))

    assert "不通过 0" in shown
    assert re.search(r"\d+ passed", shown)


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
