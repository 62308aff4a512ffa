"""The sample programme of an edition: which acts, in which order, by which clock, in a ledger of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from tic_core import telling
from tic_core.cli.explain import refused
from tic_core.cli.run import Run
from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import Refused, act_digest
from tic_core.model.act import Act
from tic_core.packs import Found
from tic_core.register import Clock
from tic_core.registry import Registry
from tic_core.shelf import Book, Shelf
from tic_core.text import Text

Watch = Callable[[Sequence[Act]], Any]  # goes through the acts, and shows how far


def edition_with_acts(shelf: Shelf, name: str | None) -> Found:
    """The edition named, else the first with sample acts; a real measure before an invented one."""
    named = [shelf.book(name).found] if name else list(shelf.found.values())
    candidates = [found for found in named if found.acts]
    if not candidates:
        raise UsageError(MESSAGES["no-acts"], MESSAGES["no-acts-remedy"])
    return min(candidates, key=lambda found: shelf.book(found.id).identity.synthetic)


def clock_of(acts: Sequence[Act], book: Book) -> Clock:
    """The real time, but never before the last sample act: the programme can be shown on any day."""
    last = max((act.on for act in acts), default=date.min)
    least = datetime.combine(last, time(12), ZoneInfo(book.identity.time_zone)) if acts else datetime.now(UTC)
    return lambda: max(datetime.now(UTC), least)


def build(run: Run, address: str, acts: Sequence[Act], clock: Clock, watch: Watch) -> list[dict[str, Any]]:
    """Submit the acts to the ledger at ``address``; what became of each.

    A ledger that is not there yet is built in memory and written at once: nobody waits for the disk a thousand times.
    """
    file = make_url(address).database if address.startswith("sqlite:") else None
    if not file or Path(file).exists():
        with run.registry(create=True, address=address, clock=clock) as registry:
            return submitted(run, registry, acts, watch)
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    registry = Registry.open(engine, policies=run.folders, clock=clock)
    try:
        told = submitted(run, registry, acts, watch)
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM INTO ?", (file,))
    except sqlite3.OperationalError as error:
        raise LedgerError(MESSAGES["unwritten"].fill(file=file, why=str(error)), MESSAGES["unwritten-remedy"]) from error
    finally:
        engine.dispose()
    return told


def submitted(run: Run, registry: Registry, acts: Sequence[Act], watch: Watch) -> list[dict[str, Any]]:
    """What became of each act. One refused in an earlier run is not asked again: by now the centre has gone on."""
    held = _hold_own(registry, acts)
    log = {(each.act, each.act_digest): each for each in registry.refusals()}
    told: list[dict[str, Any]] = []
    for act in watch(acts):
        before = None if act.id in held else log.get((act.id, act_digest(act)))
        told.append(_as_before(run, act, before) if before else telling.receipt(registry.submit(act), run.lang))
    return told


def _hold_own(registry: Registry, acts: Sequence[Act]) -> set[str]:
    """The acts that the ledger holds already. UsageError when it holds anything but sample acts."""
    own = {(act.id, act_digest(act)) for act in acts}
    with registry.ledger.reading() as reader:
        held = [(row.act, row.act_digest) for law in reader.jurisdictions() for row in reader.stored(law)]
    stray = next((act for act, digest in held if (act, digest) not in own), None)
    if stray is not None:
        raise UsageError(MESSAGES["other"].fill(ledger=registry.ledger.where, act=stray), MESSAGES["other-remedy"])
    return {act for act, _ in held}


def _as_before(run: Run, act: Act, before: Refused) -> dict[str, Any]:
    found = refused(run.lang, before)
    told = {"act": act.id, "centre": act.centre, "kind": act.kind, "status": found.status, "sequence": None}
    return told | {"findings": list(found.findings)}


MESSAGES = {
    "no-acts": Text("没有附示例行为的版本", "there is no edition with sample acts"),
    "no-acts-remedy": Text("在版本文件夹中建立 acts/*.toml", "put acts/*.toml into the edition's folder"),
    "other": Text("账本 {ledger} 中有示例以外的记录（{act}）", "the ledger {ledger} holds something other than the sample ({act})"),
    "other-remedy": Text("用 --ledger 另指一个新文件，或不指明", "name a new file with --ledger, or none"),
    "unwritten": Text("无法写入 {file}：{why}", "{file} cannot be written: {why}"),
    "unwritten-remedy": Text("核对文件夹是否存在、可写", "check that the folder exists and may be written"),
}
