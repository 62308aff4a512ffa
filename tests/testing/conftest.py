"""A plugin project of an invented county, made from the template once, and copies of it to be broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tic_core.template.project import Rendered, rendered
from tic_core.testing import agreement, plugins
from tic_core.testing.subject import Subject

CODE, EDITION, MODULE = "cn-yy-chahu", "chahu-2024", "tic_chahu"
ANSWERS = {"lang": "zh", "kind": "plugin", "code": CODE, "place_zh": "茶湖县", "place_en": "Chahu", "year": "2024", "years": "5"}


@cache
def made() -> Rendered:
    return rendered(ANSWERS)


Project = Callable[..., Subject]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer cases than a report takes: what is broken on purpose is broken everywhere."""
    monkeypatch.setattr(agreement, "CASES", 40)
    monkeypatch.setattr(agreement, "SEEDS", range(2))
    monkeypatch.setattr(agreement, "ACTS", 15)
    monkeypatch.setattr(plugins, "ROUNDS", 5)


def _changed(name: str, changes: dict[str, str]) -> str:
    text = made().files[name]
    for old, new in changes.items():
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """The project in a folder of the test, with texts replaced: ``project({"edition.toml": {"old": "new"}})``."""
    before = set(sys.modules)

    def written(changed: dict[str, dict[str, str]] | None = None, speaker: str = "") -> Subject:
        for name in made().files:
            text = _changed(name, (changed or {}).get(Path(name).name, {}))
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(speaker if speaker and name.endswith("__init__.py") else text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path / "src"))
        return Subject(EDITION, (tmp_path / "src" / MODULE,), {CODE: MODULE})

    yield written
    for module in set(sys.modules) - before:
        if module.partition(".")[0] == MODULE:
            del sys.modules[module]
