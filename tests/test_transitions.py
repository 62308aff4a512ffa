"""A new edition over running centres: as tried so done, each centre once, whatever breaks off; the past stays under its own law."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.programme import register

from tic_core import Registry, Status, transitions
from tic_core.errors import DocumentError, UsageError
from tic_core.kernel import pointing
from tic_core.ledger import session
from tic_core.model.act import Act
from tic_core.model.transition import TRANSITION
from tic_core.packs import load, load_acts
from tic_core.packs.transition import Written, load_plan
from tic_core.telling import state_digest
from tic_core.transitions import Crossing, followed, recalled, retold, tried

ROOT = Path(__file__).parents[1]
DRAFT = ROOT / "examples" / "weihai-2027-draft"
SMALLEST = ROOT / "examples" / "smallest"
ON = date(2029, 2, 1)
CENTRES = ("bh-1", "bh-2", "bh-3")
UNIT = "91371000MA3C0LR219"
MEMBERS = [{"person": "p-1", "side": "unit"}, {"person": "p-2", "side": "outside"}]

CORRECTING = """
[[act]]
id = "void-entry"
name = { zh = "撤销记录", en = "strike out an entry" }
nature = "corrective"
roles = ["bureau"]
at = ["applied", "recognised"]
corrects = "void"
reason = true
cite = "7"

[[act]]
id = "correct-entry"
name = { zh = "更正记录", en = "put an entry right" }
nature = "corrective"
roles = ["bureau"]
at = ["applied", "recognised"]
corrects = "correct"
reason = true
cite = "7"

[[fact]]
id = "basis"
name = { zh = "其他依据", en = "other bases" }
type = "list"
of = "edition"
cite = "8"
fields = [
    { id = "id", name = { zh = "编号", en = "id" }, type = "code" },
    { id = "first", name = { zh = "首日", en = "first day" }, type = "date", ahead = true },
    { id = "last", name = { zh = "末日", en = "last day" }, type = "date", ahead = true },
]

[[act]]
id = "register-basis"
name = { zh = "登记依据", en = "register a basis" }
nature = "procedural"
roles = ["bureau"]
subject = "edition"
brings = ["basis"]
adds = ["basis"]
cite = "8"

# ── 义务 duties ──
"""

PLAN = """
schema = "tic/transition/1"
[plan]
id = "binhai-2026-to-2029"
from = "binhai-2026"
to = "binhai-2029"
on = 2029-02-01
by = "binhai-bureau"
document = "滨科〔2029〕1号"
names = "keep"
cite = "8"
[[stage]]
ids = ["applied", "recognised"]
fate = "keep"
[[duty]]
ids = ["yearly-report"]
fate = "keep"
"""


def clock(moment: date = date(2029, 3, 1)) -> Callable[[], datetime]:
    return lambda: datetime(moment.year, moment.month, moment.day, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest measure with a next edition beside it, and a ledger with three workshops, two of them recognised."""
    found = tmp_path_factory.mktemp("binhai")
    text = (SMALLEST / "binhai-2026" / "edition.toml").read_text(encoding="utf-8")
    text = text.replace("\n# ── 义务 duties ──\n", CORRECTING)
    recognise = 'opens = ["yearly-report"]\n'
    text = text.replace(recognise, recognise + 'may_bring = ["members"]\n')
    (found / "old").mkdir()
    (found / "new").mkdir()
    (found / "old" / "edition.toml").write_text(text, encoding="utf-8")
    for old, new in (
        ("binhai-2026", "binhai-2029"),
        ("first = 2026-02-01, last = 2029-01-31", "first = 2029-02-01, last = 2032-01-31"),
        ("滨科〔2026〕1号", "滨科〔2029〕1号"),
        ('judge = "bureau"', 'judge = "bureau"\nsupersedes = ["binhai-2026"]'),
        ("yearly = { month = 3,", "yearly = { month = 6,"),
    ):
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    (found / "new" / "edition.toml").write_text(text, encoding="utf-8")
    registry = opened(found, found / "ledger.db")
    with registry.ledger:
        acts = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")
        for centre in CENTRES:
            for act in acts[: 4 if centre != "bh-3" else 1]:
                members = {"members": MEMBERS} if act.id.endswith("recognise") else {}
                told = {"id": act.id.replace("bh-1", centre), "centre": centre, "facts": {**act.facts, **members}}
                registry.submit(attrs.evolve(act, **told))
    return found


def opened(folder: Path, file: Path, moment: date = date(2029, 3, 1)) -> Registry:
    return Registry.open(f"sqlite:///{file}", policies=[folder], clock=clock(moment))


@pytest.fixture
def registry(folder: Path, tmp_path: Path) -> Registry:
    return opened(folder, Path(shutil.copy(folder / "ledger.db", tmp_path / "ledger.db")))


def plan(text: str = PLAN) -> Written:
    return load_plan(text.encode(), "plan.toml")


def outcomes(lines: list[transitions.Line]) -> Counter[str]:
    return Counter(line.outcome for line in lines)


# ── as tried, so done ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_dry_run_tells_is_what_is_done_and_a_second_time_nothing_is(registry: Registry) -> None:
    dry = tried(registry, plan())
    sequence = registry.centres()[0].sequence
    done = list(followed(registry, plan()))

    assert [line.found for line in done] == [line.found for line in dry]
    assert (outcomes(dry), outcomes(done)) == (Counter(moves=3), Counter(moved=3))
    state = state_digest(registry.centres())
    assert outcomes(list(followed(registry, plan()))) == Counter(already=3)
    assert state_digest(registry.centres()) == state
    assert sequence < max(centre.sequence for centre in registry.centres())
    assert registry.verify().ok


def test_a_dry_run_writes_nothing(registry: Registry) -> None:
    before = state_digest(registry.centres())
    tried(registry, plan())
    assert state_digest(registry.centres()) == before


def test_the_past_stays_under_the_past_law_and_what_comes_under_the_new(registry: Registry) -> None:
    list(followed(registry, plan()))
    assert registry.view("bh-1", date(2029, 1, 31)).edition == "binhai-2026"
    assert registry.view("bh-1", ON).edition == "binhai-2029"
    late = Act("late", "report", date(2029, 1, 30), UNIT, "bh-1")
    after = attrs.evolve(late, id="after", on=date(2029, 2, 20))
    late_receipt, receipt = registry.submit(late), registry.submit(after)
    assert (late_receipt.status, late_receipt.event and late_receipt.event.law.edition) == (Status.ACCEPTED, "binhai-2026")
    assert (receipt.status, receipt.event and receipt.event.law.edition) == (Status.ACCEPTED, "binhai-2029")
    assert registry.verify().ok


def test_a_new_centre_comes_under_the_edition_of_its_day_and_an_old_one_only_when_moved(registry: Registry) -> None:
    apply = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")[0]
    fresh = registry.submit(attrs.evolve(apply, id="new", centre="bh-9", on=date(2029, 2, 10)))
    assert fresh.event is not None
    assert fresh.event.law.edition == "binhai-2029"
    report = Act("r", "report", date(2029, 2, 10), UNIT, "bh-1")
    assert [finding.rule for finding in registry.submit(report).refusals] == ["core.window"]
    list(followed(registry, plan()))
    assert registry.submit(report).status is Status.ACCEPTED


def test_what_was_known_before_the_transition_is_answered_as_before(registry: Registry) -> None:
    sequence = max(centre.sequence for centre in registry.centres())
    before = state_digest(registry.centres(known_at=sequence))
    list(followed(registry, plan()))
    assert state_digest(registry.centres(known_at=sequence)) == before
    assert registry.view("bh-1", ON, known_at=sequence).edition == "binhai-2026"


def test_the_ledger_keeps_the_plan_and_each_move_comes_out_the_same_again(registry: Registry) -> None:
    written = plan()
    list(followed(registry, written))
    with registry.ledger.reading() as reader:
        kept = reader.text(written.plan.digest)
        assert kept is not None
        assert (kept.kind, kept.id, kept.body) == ("transition", "binhai-2026-to-2029", written.body)
    for centre in CENTRES:
        event = next(event for event in registry.history(centre) if event.kind == TRANSITION)
        crossing, found = recalled(registry, event)
        assert found.effects == event.effects
        assert "comes out the same" in retold(crossing, found, event).text.en
        altered = attrs.evolve(event, effects=())
        assert "comes out otherwise" in retold(crossing, found, altered).text.en


def test_a_plan_that_was_followed_stands_for_the_same_bytes_for_ever(registry: Registry) -> None:
    list(followed(registry, plan()))
    apply = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")[0]
    registry.submit(attrs.evolve(apply, id="late", centre="bh-8", on=date(2029, 1, 20)))
    with pytest.raises(DocumentError, match="published"):
        list(followed(registry, plan(PLAN.replace("〔2029〕1号", "〔2029〕2号"))))
    assert outcomes(list(followed(registry, plan()))) == Counter(already=3, moved=1)


# ── whatever breaks off ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """After so many statements to the database none is answered any more."""
    left = [10**9]

    def counted(name: str) -> None:
        real = getattr(session.Session, name)

        def call(self: Any, *given: Any, **how: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(self, *given, **how)

        monkeypatch.setattr(session.Session, name, call)

    for name in ("rows", "row", "run", "put", "commit"):
        counted(name)
    return lambda statements: left.__setitem__(0, statements)


def broken_off(folder: Path, file: Path, dying: Callable[[int], None], statements: int, written: Written) -> bool:
    """Whether following the plan broke off after so many statements."""
    registry = opened(folder, file)
    with registry.ledger:
        dying(statements)
        try:
            list(followed(registry, written))
        except Killed:
            return True
        finally:
            dying(10**9)
    return False


def resumed(folder: Path, tmp_path: Path, dying: Callable[[int], None], written: Written, step: int = 4) -> set[tuple[str, int]]:
    """The states that the register comes to when the plan is broken off at every ``step``-th statement and followed again: one, if
    all is well.
    """
    states, statements, broken = set[tuple[str, int]](), 0, True
    while broken:
        file = Path(shutil.copy(folder / "ledger.db", tmp_path / f"{statements}.db"))
        broken = broken_off(folder, file, dying, statements, written)
        registry = opened(folder, file)
        with registry.ledger:
            list(followed(registry, written))
            assert registry.verify().ok
            moves = sum(event.kind == TRANSITION for centre in CENTRES for event in registry.history(centre))
            states.add((state_digest(registry.centres()), moves))
        file.unlink()
        statements += step
    return states


def test_broken_off_at_any_point_and_followed_again_the_register_is_the_same(
    folder: Path, tmp_path: Path, dying: Callable[[int], None]
) -> None:
    states = resumed(folder, tmp_path, dying, plan())
    assert [moves for _, moves in states] == [3]


def test_control_an_act_whose_id_does_not_follow_from_plan_and_centre_is_done_twice(
    folder: Path, tmp_path: Path, dying: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Onto the edition itself, so that only the id of the act tells that it was done."""
    itself = plan(PLAN.replace('to = "binhai-2029"', 'to = "binhai-2026"').replace("on = 2029-02-01", "on = 2028-02-01"))
    assert [moves for _, moves in resumed(folder, tmp_path, dying, itself, 11)] == [3]
    numbers: Iterator[int] = iter(range(10**6))
    monkeypatch.setattr(Crossing, "name", lambda _, centre: f"{centre}-{next(numbers)}")
    assert {moves for _, moves in resumed(folder, tmp_path, dying, itself, 11)} != {3}


CHILD = """
import sys
from datetime import UTC, datetime
from tic_core import Registry
from tic_core.packs.transition import load_plan
from tic_core.transitions import followed
registry = Registry.open(sys.argv[1], policies=[sys.argv[2]], clock=lambda: datetime(2029, 3, 1, 4, tzinfo=UTC))
for line in followed(registry, load_plan(sys.argv[3])):
    print(line.outcome, line.found.centre, flush=True)
"""


def test_a_process_killed_outright_leaves_whole_centres_and_the_next_goes_on(folder: Path, tmp_path: Path) -> None:
    file, text = Path(shutil.copy(folder / "ledger.db", tmp_path / "ledger.db")), tmp_path / "plan.toml"
    text.write_text(PLAN, encoding="utf-8")
    command = [sys.executable, "-c", CHILD, f"sqlite:///{file}", str(folder), str(text)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline().split()
        child.send_signal(signal.SIGKILL)
    assert first == ["moved", "bh-1"]
    again = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert again[0] == "already bh-1"
    registry = opened(folder, file)
    assert {centre.edition for centre in registry.centres()} == {"binhai-2029"}
    assert registry.verify().ok


# ── what stands in the way ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_is_followed_neither_before_its_day_nor_ahead_of_time(folder: Path, tmp_path: Path) -> None:
    registry = opened(folder, Path(shutil.copy(folder / "ledger.db", tmp_path / "l.db")), date(2028, 12, 1))
    assert outcomes(tried(registry, plan())) == Counter(moves=3)
    with pytest.raises(UsageError, match="after today"):
        list(followed(registry, plan()))
    with pytest.raises(UsageError, match="cannot be followed"):
        tried(registry, plan(), date(2029, 1, 31))


def test_a_centre_with_later_events_is_listed_and_moved_on_a_later_day(registry: Registry) -> None:
    itself = plan(PLAN.replace('to = "binhai-2029"', 'to = "binhai-2026"').replace("on = 2029-02-01", "on = 2028-02-01"))
    registry.submit(Act("report", "report", date(2028, 3, 20), UNIT, "bh-1"))
    lines = {line.found.centre: line for line in followed(registry, itself)}
    assert {name: line.outcome for name, line in lines.items()} == {"bh-1": "fails", "bh-2": "moved", "bh-3": "moved"}
    assert [each.code for each in lines["bh-1"].found.unfit] == ["later"]
    assert outcomes(list(followed(registry, itself, date(2028, 3, 21)))) == Counter(already=2, moved=1)


def test_a_move_that_was_struck_out_is_made_again_only_by_another_plan(registry: Registry) -> None:
    list(followed(registry, plan()))
    move = next(event for event in registry.history("bh-1") if event.kind == TRANSITION)
    void = Act("void", "void-entry", date(2029, 2, 5), "binhai-bureau", "bh-1", about=move.act, reason="衔接有误")
    assert registry.submit(void).status is Status.ACCEPTED
    assert registry.view("bh-1").edition == "binhai-2026"

    again = {line.found.centre: line for line in followed(registry, plan(), date(2029, 2, 6))}
    assert (again["bh-1"].outcome, [each.code for each in again["bh-1"].found.unfit]) == ("fails", ["voided"])
    other = plan(PLAN.replace("binhai-2026-to-2029", "binhai-2026-to-2029-again"))
    assert outcomes(list(followed(registry, other, date(2029, 2, 6)))) == Counter(moved=1)
    assert registry.view("bh-1").edition == "binhai-2029"
    assert registry.verify().ok


def put_right(registry: Registry) -> tuple[int, int] | None:
    """When reports are due once an entry from before the transition has been put right after it."""
    list(followed(registry, plan()))
    right = {"members": [{"person": "p-9", "side": "outside"}]}
    about = {"about": "bh-1-recognise", "reason": "补记", "facts": right}
    receipt = registry.submit(Act("right", "correct-entry", date(2029, 2, 5), "binhai-bureau", "bh-1", **about))
    assert receipt.status is Status.ACCEPTED, [finding.text.en for finding in receipt.refusals]
    assert registry.verify().ok
    return registry.view("bh-1").duties["yearly-report"].yearly


def test_an_entry_of_before_is_put_right_under_the_law_it_was_decided_under(registry: Registry) -> None:
    """Reports are due by the end of March; under the next edition by the end of June. A correction applies nothing backwards."""
    assert put_right(registry) == (3, 0)


def test_control_an_entry_put_right_under_the_law_of_today_is_noticed(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pointing, "law_of", lambda asked, _: asked.lawbook)
    assert put_right(registry) == (6, 0)


ENDING = PLAN.replace(
    'ids = ["applied", "recognised"]',
    'ids = ["applied"]\nfate = "move"\nto = "withdrawn"\nbasis = "merger"\nreason = "归并"\n[[stage]]\nids = ["recognised"]',
)


def test_a_centre_is_ended_only_on_a_registered_basis_that_is_in_force(registry: Registry) -> None:
    lines = {line.found.centre: line for line in tried(registry, plan(ENDING))}
    assert {name: line.outcome for name, line in lines.items()} == {"bh-1": "moves", "bh-2": "moves", "bh-3": "fails"}
    assert [each.code for each in lines["bh-3"].found.unfit] == ["basis"]

    text = {"id": "merger", "first": date(2029, 1, 1), "last": date(2029, 12, 31)}
    registered = Act("basis", "register-basis", ON, "binhai-bureau", policy="binhai-2029", facts={"basis": [text]})
    assert registry.submit(registered).status is Status.ACCEPTED
    assert outcomes(list(followed(registry, plan(ENDING)))) == Counter(moved=3)

    event = registry.history("bh-3")[-1]
    assert (event.nature, event.law.basis, event.reason) == ("adverse", "merger", "归并")
    assert registry.view("bh-3").final
    assert registry.verify().ok


def test_two_offices_that_follow_one_plan_at_once_move_each_centre_once(folder: Path, registry: Registry) -> None:
    other = Registry.open(registry.ledger.where, policies=[folder], clock=clock())
    first = followed(registry, plan())
    begun = [next(first)]
    assert outcomes(list(followed(other, plan()))) == Counter(already=1, moved=2)
    assert outcomes([*begun, *first]) == Counter(moved=1, already=2)
    assert registry.verify().ok


def test_a_centre_that_ends_while_a_plan_is_followed_is_left_where_it_ended(registry: Registry) -> None:
    first = followed(registry, plan(), date(2029, 2, 20))
    assert next(first).outcome == "moved"
    itself = Act("gone", "withdraw", date(2029, 1, 31), UNIT, "bh-2")
    assert registry.submit(itself).status is Status.ACCEPTED
    rest = {line.found.centre: line for line in first}
    assert (rest["bh-2"].outcome, [each.code for each in rest["bh-2"].found.unfit]) == ("fails", ["gone"])
    assert registry.view("bh-2").edition == "binhai-2026"


def test_a_faulty_plan_is_refused_before_anything_is_written(registry: Registry) -> None:
    before = state_digest(registry.centres())
    with pytest.raises(DocumentError) as told:
        list(followed(registry, plan(PLAN.replace('ids = ["applied", "recognised"]', 'ids = ["applied"]'))))
    assert [fault.code for fault in told.value.faults] == ["plan-stage-forgotten"]
    with pytest.raises(DocumentError, match="there is no"):
        tried(registry, plan(PLAN.replace('to = "binhai-2029"', 'to = "binhai-2030"')))
    assert state_digest(registry.centres()) == before


# ── no successor ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_successor_titles_stand_duties_of_the_measure_have_no_basis_and_nothing_new_begins(registry: Registry) -> None:
    """The window has run out and no plan is followed: the title stays, the report can be breached no more, no act is taken."""
    centre = registry.view("bh-1", ON)
    assert (centre.stage, centre.edition) == ("recognised", "binhai-2026")
    statuses = {line.status for line in registry.due(date(2029, 4, 1), centre="bh-1") if line.due and line.due > date(2029, 1, 31)}
    assert statuses == {"no-basis"}
    apply = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")[0]
    alone = attrs.evolve(apply, id="new", centre="bh-6", on=date(2029, 2, 10), policy="binhai-2026")
    assert [finding.rule for finding in registry.submit(alone).refusals] == ["core.window"]


# ── Weihai ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def weihai(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The demo's register, looked at on 2027-07-08 with the invented draft on the shelf."""
    file = Path(shutil.copy(register(), tmp_path_factory.mktemp("weihai") / "tic.db"))
    return Registry.open(f"sqlite:///{file}", policies=[DRAFT], clock=clock(date(2027, 7, 8)))


def test_weihais_centres_come_under_the_invented_draft_on_the_day_after_the_last(weihai: Registry) -> None:
    written = load_plan(DRAFT / "plan.toml")
    dry = {line.found.centre: line for line in tried(weihai, written)}
    assert outcomes(list(dry.values())) == Counter(moves=24, waits=1)
    assert dry["wh-0021"].found.waits_for == ("in-evaluation",)
    evaluation = next(each for each in dry["wh-0002"].found.duties if each.after == "dynamic-evaluation")
    assert (evaluation.due_before, evaluation.due_after) == (date(2028, 1, 17), date(2028, 1, 7))

    done = list(followed(weihai, written))

    assert [line.found for line in done] == [line.found for line in dry.values()]
    assert weihai.verify().ok
    assert weihai.view("wh-0002", date(2027, 7, 6)).edition == "weihai-2022"
    evaluations = [line for line in weihai.due(date(2027, 7, 8), centre="wh-0002") if line.kind == "dynamic-evaluation"]
    assert [(line.due, line.status) for line in evaluations] == [(date(2028, 1, 7), "pending")]
    assert weihai.view("wh-0020").edition == "weihai-2022", "what has ended stays under the law it ended under"
    assert [each.found.undetermined for each in done if each.found.centre == "wh-0028"] == [("notice-under-way",)]


def test_under_the_draft_a_notice_of_three_working_days_is_refused(weihai: Registry) -> None:
    list(followed(weihai, load_plan(DRAFT / "plan.toml")))
    days = {"notice.first-day": date(2027, 7, 8), "notice.last-day": date(2027, 7, 13)}
    act = Act("short", "repeat-notice", date(2027, 7, 8), "weihai-kjj", "wh-0028", document="虚构", facts=days)
    assert "notice-five-working-days" in [finding.rule for finding in weihai.explain(act).refusals]
    longer = attrs.evolve(act, facts={**days, "notice.last-day": date(2027, 7, 15)})
    assert "notice-five-working-days" not in [finding.rule for finding in weihai.explain(longer).refusals]


def test_under_the_draft_two_years_are_enough_and_one_in_four_is_excellent(weihai: Registry) -> None:
    """At most three in ten: of two centres above ninety the one with the higher score; the other is good."""
    list(followed(weihai, load_plan(DRAFT / "plan.toml")))
    registry = Registry.open(weihai.ledger.where, policies=[DRAFT], clock=clock(date(2027, 9, 1)))
    scores = {"wh-0002": "95", "wh-0004": "92", "wh-0006": "80", "wh-0007": "50"}

    def take(kind: str, on: date, centre: str, **facts: Any) -> None:
        act = Act(f"{kind}-{centre}", kind, on, "weihai-kjj", centre, policy="weihai", document="虚构", facts=facts)
        receipt = registry.submit(act)
        assert receipt.status is Status.ACCEPTED, [finding.text.en for finding in receipt.refusals]

    for centre, score in scores.items():
        published, experts = date(2027, 7, 8), ("e-101", "e-102", "e-103", "e-104", "e-105")
        bands = [{"grade": "qualified", "from": "60"}, {"grade": "unqualified", "from": "0"}]
        scheme = {"scheme.document": "虚构", "scheme.published-on": published, "scheme.bands": bands}
        take("publish-scheme", date(2027, 7, 9), centre, **scheme)
        take("open-dynamic-evaluation", date(2027, 8, 2), centre)
        sheets = [{"expert": expert, "score": score, "ties": ["outside"]} for expert in experts]
        told = {"evaluation.scores": sheets, "evaluation.opinion": "虚构", "evaluation.panel-score": score}
        take("record-scores", date(2027, 8, 9), centre, **told)
    members = [{"centre": centre} for centre in scores]
    take("freeze-cohort", date(2027, 8, 10), "cohort:dynamic-2027", **{"cohort.centres": members})
    take("grade-cohort", date(2027, 8, 11), "cohort:dynamic-2027")

    wanted = {"wh-0002": "excellent", "wh-0004": "good", "wh-0006": "good", "wh-0007": "unqualified"}
    on = date(2027, 8, 12)
    for centre, grade in wanted.items():
        for tried_grade in dict.fromkeys(("excellent", grade) if grade != "excellent" else ("good", grade)):
            facts = {"dynamic.grade": tried_grade, "dynamic.graded-on": on}
            act = Act(f"grade-{centre}-{tried_grade}", "fix-dynamic-grade", on, "weihai-kjj", centre, facts=facts)
            receipt = registry.submit(act) if tried_grade == grade else registry.explain(act)
            assert (receipt.status is Status.ACCEPTED) == (tried_grade == grade), [each.text.en for each in receipt.refusals]
    assert registry.verify().ok


def test_the_invented_draft_is_what_derive_writes() -> None:
    spec = importlib.util.spec_from_file_location("derive", DRAFT / "derive.py")
    assert spec is not None
    assert spec.loader is not None
    derive = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(derive)
    assert derive.NEW.read_text(encoding="utf-8") == derive.derived(), "run: python examples/weihai-2027-draft/derive.py"


def test_the_invented_draft_says_that_it_is_invented_and_follows_on_without_a_gap() -> None:
    draft, old = load(DRAFT / "weihai-2027-draft" / "edition.toml"), load(ROOT / "policies/tic_policies/weihai-2022/edition.toml")
    assert draft.identity.synthetic
    assert not old.identity.synthetic
    assert "Invented" in draft.identity.title.en
    assert (draft.identity.in_force.first - old.identity.in_force.last).days == 1
