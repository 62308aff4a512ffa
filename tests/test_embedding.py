"""The embedding example as a platform runs it: one transaction for its row and the act, a board that follows the feed."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tic_core import Act, Registry, Status
from tic_core.packs import load_acts

ROOT = Path(__file__).parents[1]
HERE = ROOT / "examples" / "embedding"
SMALLEST = ROOT / "examples" / "smallest"
LIFE = SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml"


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(HERE))
    import platform_tables
    import portal

    portal.tables = platform_tables
    yield portal
    sys.modules.pop("portal"), sys.modules.pop("platform_tables")


@pytest.fixture
def engine(platform: Any, tmp_path: Path) -> Iterator[Engine]:
    made = platform.tables.engine_at(f"sqlite:///{tmp_path}/platform.db")
    with made.begin() as connection:
        for act in load_acts(LIFE):
            if platform.tables.who(connection, act.by) is None:
                platform.tables.enrol(connection, act.by, f"person of {act.by}", act.by)
    yield made
    made.dispose()


def asked(portal: Any, method: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> tuple[str, Any]:
    sent = json.dumps(body or {}, ensure_ascii=False).encode()
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(sent)), "wsgi.input": io.BytesIO(sent)}
    heard: list[str] = []
    answer = portal({**environ, "HTTP_X_TOKEN": token}, lambda status, _: heard.append(status))
    return heard[0], json.loads(b"".join(answer))


def bodies() -> list[tuple[str, dict[str, Any]]]:
    from tic_core import telling

    told = [{key: value for key, value in telling.act(act).items() if value} | {"policy": "binhai"} for act in load_acts(LIFE)]
    return [(str(each.pop("by")), each) for each in told]


def whole_life(portal: Any) -> list[str]:
    return [asked(portal, "POST", "/acts", body, by)[0] for by, body in bodies()]


def test_the_platforms_users_take_acts_and_its_own_rows_stand_beside_them(platform: Any, engine: Engine) -> None:
    portal = platform.Portal(engine, SMALLEST)

    answers = whole_life(portal)

    assert sorted(set(answers)) == ["201 Created", "422 Unprocessable Entity"]
    with engine.connect() as connection:
        rows = connection.execute(select(platform.tables.inbox.c.act, platform.tables.inbox.c.sequence)).all()
    assert [row.sequence for row in rows] == list(range(1, answers.count("201 Created") + 1))
    assert portal.registry.verify().events == len(rows)


def test_an_act_by_nobody_and_one_that_is_no_act_are_turned_away(platform: Any, engine: Engine) -> None:
    portal = platform.Portal(engine, SMALLEST)
    (by, body), *_ = bodies()

    assert asked(portal, "POST", "/acts", body, "a stranger")[0].startswith("401")
    status, told = asked(portal, "POST", "/acts", body | {"colour": "blue"}, by)

    assert status.startswith("400")
    assert "colour" in told["error"]
    assert portal.registry.centres() == []


def test_when_the_platforms_own_row_fails_the_act_is_not_recorded_either(platform: Any, engine: Engine) -> None:
    portal = platform.Portal(engine, SMALLEST)
    (by, body), *_ = bodies()

    def fail(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "INSERT INTO inbox" in statement:
            raise RuntimeError("the platform broke down")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        asked(portal, "POST", "/acts", body, by)
    event.remove(engine, "before_cursor_execute", fail)

    assert portal.registry.centres() == []
    assert asked(portal, "POST", "/acts", body, by)[0].startswith("201")


def test_a_receipt_inside_the_platforms_transaction_is_uncommitted_and_nothing_stands_before_the_commit(
    platform: Any, engine: Engine
) -> None:
    registry = Registry.open(engine, policies=[SMALLEST])
    first = next(iter(load_acts(LIFE)))

    with engine.connect() as connection:
        transaction = connection.begin()
        bound = registry.bind(connection)
        receipt = bound.submit(first)
        assert (receipt.status, receipt.uncommitted) == (Status.ACCEPTED, True)
        assert bound.view(first.centre).stage
        transaction.rollback()
    assert registry.centres() == []

    with engine.begin() as connection:
        registry.bind(connection).submit(first)
    assert registry.submit(first).status is Status.DUPLICATE
    assert not registry.submit(first).uncommitted


def test_next_tells_what_may_lawfully_happen(platform: Any, engine: Engine) -> None:
    portal = platform.Portal(engine, SMALLEST)
    (by, body), *_ = bodies()
    asked(portal, "POST", "/acts", body, by)

    status, told = asked(portal, "GET", f"/centres/{body['centre']}/next")

    assert status == "200 OK"
    assert {each["act"] for each in told} <= {kind.id for kind in portal.registry.shelf.lawbook("binhai-2026").edition.acts}
    assert any(each["lawful"] for each in told)


def test_the_board_goes_on_where_it_stopped_after_a_restart(platform: Any, engine: Engine) -> None:
    portal = platform.Portal(engine, SMALLEST)
    steps = bodies()
    for by, body in steps[:2]:
        asked(portal, "POST", "/acts", body, by)
    before, then = asked(portal, "GET", "/board")[1], portal.registry.verify().events
    assert portal.follow() == 0

    again = platform.Portal(engine, SMALLEST)
    whole_life(again)

    assert again.follow() == again.registry.verify().events - then > 0
    after = again.board()
    assert (set(before), set(after)) == ({"bh-1"}, {"bh-1"})
    assert after["bh-1"] == again.registry.view("bh-1").stage


def test_one_registry_serves_many_threads_and_a_coroutine(tmp_path: Path) -> None:
    registry = Registry.open(f"sqlite:///{tmp_path}/tic.db", policies=[SMALLEST])
    first = next(iter(load_acts(LIFE)))
    acts = [_renamed(first, number) for number in range(24)]
    heard: list[Status] = []

    def work(part: list[Act]) -> None:
        heard.extend(registry.submit(act).status for act in part)

    threads = [threading.Thread(target=work, args=(acts[start::4] + acts[:2],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (heard.count(Status.ACCEPTED), heard.count(Status.DUPLICATE)) == (24, 8)
    assert registry.verify().ok
    found = asyncio.run(_view_of_all(registry, acts))
    assert len(found) == 24
    assert set(found) == {registry.view(acts[0].centre).stage}


async def _view_of_all(registry: Registry, acts: list[Act]) -> list[str]:
    centres = await asyncio.gather(*(asyncio.to_thread(registry.view, act.centre, date(2026, 11, 23)) for act in acts))
    return [centre.stage for centre in centres]


def _renamed(act: Act, number: int) -> Act:
    import attrs

    return attrs.evolve(act, id=f"{act.id}-{number}", centre=f"{act.centre}-{number}")


def test_the_example_is_typed_from_outside() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "portal.py", "platform_tables.py"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
