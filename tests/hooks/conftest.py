"""A small law of an invented harbour, and a way to install plugins that are only written to a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from tic_core.model.cite import Cite
from tic_core.model.edition import Identity, InForce, Reservation
from tic_core.model.event import Effect, Event, Law
from tic_core.model.money import Incentive
from tic_core.text import Text

DAY = date(2023, 3, 1)


@pytest.fixture
def edition() -> Identity:
    return Identity(
        id="harbour-1",
        policy="harbour",
        jurisdiction="zz-coast-harbour",
        title=Text("港口办法", "the harbour measure"),
        document_no="1",
        registration_no="1",
        issuer=Text("局", "the bureau"),
        issued_on=DAY,
        in_force=InForce(DAY, date(2028, 2, 29), cite=Cite(22)),
        judge="bureau",
        parents=("zz-coast", "zz"),
        item_styles={"5": "（1）"},
    )


@pytest.fixture
def berth() -> Reservation:
    return Reservation("berth", Text("泊位", "berth"), ("berth.code",), Cite(7))


@pytest.fixture
def support() -> Incentive:
    return Incentive("support", Text("支持", "support"), "discretionary", "top-grade", Cite(19))


@pytest.fixture
def priority() -> Incentive:
    return Incentive("priority", Text("优先", "priority"), "entitlement", "top-grade", Cite(19))


@pytest.fixture
def event() -> Event:
    law = Law("harbour-1", "harbour-1", ("9(3)",), (), {"edition": "0" * 64})
    effects = (Effect("stage", "open", type="RECOGNISED"),)
    return Event(1, 1, "h-1", "a-1", "open", "favourable", DAY, DAY, "bureau", "2023-03-01T00:00:00Z", law, effects)


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Write a distribution to a folder on the path: its metadata and one module. Nothing is installed."""
    brought: set[str] = set()

    def write(code: str, source: str = "HOOK_API = (1, 0)", *, name: str = "", version: str = "1.0", module: str = "") -> Path:
        module = module or "plugin_" + code.replace("-", "_")
        brought.add(module)
        name = name or module.replace("_", "-")
        folder = tmp_path / name
        metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (metadata / "entry_points.txt").write_text(f"[tic_core.jurisdictions]\n{code} = {module}\n")
        monkeypatch.syspath_prepend(str(folder))
        return metadata

    yield write
    for module in brought:  # these alone: a part of the product loaded anew would be there twice, for every test that follows
        sys.modules.pop(module, None)
