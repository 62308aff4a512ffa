"""Acts from files: TOML or JSON lines, as strict as an edition, every fault with its place."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest

from tic_core.errors import DocumentError, Fault
from tic_core.model.act import Act, Determination
from tic_core.packs import load_acts

TOML = """\
schema = "tic/acts/1"

[[act]]
id = "a-1"
kind = "ask"
on = 2025-03-01
by = "91370000163042389N"
centre = "qy-1"
document = "青科〔2025〕3号"
facts = { "lead.code" = "91370000163042389N", "class.code" = "3511", staff = 12, members = [{ person = "p1", side = "inside" }] }
persons = { p1 = { name = "张三" } }

[[act]]
id = "a-2"
kind = "show"
on = 2025-04-01
effective = 2025-04-02
by = "qingyu-bureau"
centre = "qy-1"
expected = 4
determinations = [{ rule = "convincing", choice = "met", reason = "论证" }]
"""

LINES = (
    '{"id": "a-1", "kind": "ask", "on": "2025-03-01", "by": "91370000163042389N", "centre": "qy-1", "document": "青科〔2025〕3号",'
    ' "facts": {"lead.code": "91370000163042389N", "class.code": "3511", "staff": 12, "members": [{"person": "p1",'
    ' "side": "inside"}]}, "persons": {"p1": {"name": "张三"}}}\n'
    "\n"
    '{"id": "a-2", "kind": "show", "on": "2025-04-01", "effective": "2025-04-02", "by": "qingyu-bureau", "centre": "qy-1",'
    ' "expected": 4, "determinations": [{"rule": "convincing", "choice": "met", "reason": "论证"}]}\n'
)

ACTS = (
    Act(
        id="a-1",
        kind="ask",
        on=date(2025, 3, 1),
        by="91370000163042389N",
        centre="qy-1",
        document="青科〔2025〕3号",
        facts={
            "lead.code": "91370000163042389N",
            "class.code": "3511",
            "staff": 12,
            "members": [{"person": "p1", "side": "inside"}],
        },
        persons={"p1": {"name": "张三"}},
    ),
    Act(
        id="a-2",
        kind="show",
        on=date(2025, 4, 1),
        effective=date(2025, 4, 2),
        by="qingyu-bureau",
        centre="qy-1",
        expected=4,
        determinations=(Determination("convincing", "met", "论证"),),
    ),
)


def faults_in(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(DocumentError) as error:
        load_acts(text.encode() if isinstance(text, str) else text, "acts")
    return error.value.faults


def outcome(data: bytes) -> tuple[Fault, ...]:
    """Everything wrong; nothing when it loads."""
    try:
        load_acts(data, "acts")
    except DocumentError as error:
        return error.faults
    return ()


@pytest.mark.parametrize("text", [TOML, LINES, "\ufeff" + TOML, "\ufeff" + LINES, LINES.replace("\n", "\r\n")])
def test_both_forms_say_the_same(text: str) -> None:
    assert load_acts(text.encode()) == ACTS


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "acts.jsonl"
    file.write_text(LINES, encoding="utf-8")
    assert load_acts(file) == ACTS


def test_a_null_is_nothing_given() -> None:
    assert (
        load_acts(b'{"id": "a", "kind": "k", "on": "2025-01-01", "by": "b", "effective": null, "expected": null}')[0].effective
        is None
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "at", "zh", "en"),
    [
        (
            "expected = 4",
            "expected = 4.0",
            "float",
            "act[a-2].expected",
            "expected",
            "4.0 是浮点数",
            "4.0 is a floating-point number",
        ),
        ("staff = 12", "staff = nan", "float", "act[a-1].facts.staff", "staff", "nan 是浮点数", "nan is a floating"),
        ("on = 2025-03-01", "on = 2025-03-01T09:00:00", "moment", "act[a-1].on", "on", "带有时刻", "time of day"),
        ("on = 2025-03-01", 'on = "2025-03-01"', "wrong-type", "act[a-1].on", "on", "应为日期", "a date"),
        ('kind = "ask"', 'kynd = "ask"', "unknown-key", "act[a-1].kynd", "kynd", "是否想写 kind", "did you mean kind?"),
        ('kind = "ask"\n', "", "missing-key", "act[a-1].kind", "[[act]]", "缺少 kind", "kind is missing"),
        ('kind = "ask"', 'kind = ""', "act-empty", "act[a-1].kind", "kind", "kind 是空的", "kind is empty"),
        (
            '"class.code" = ',
            "class.code = ",
            "fact-unquoted",
            "act[a-1].facts.class",
            "class.code",
            '"class.code" = …',
            "is quoted",
        ),
        (
            'reason = "论证"',
            "reason = 7",
            "wrong-type",
            "act[a-2].determinations[1].reason",
            "reason = 7",
            "7 的类型不对",
            "7 is of",
        ),
        (
            'name = "张三"',
            "name = 3",
            "wrong-type",
            "act[a-1].persons.p1.name",
            "name = 3",
            "不予显示",
            "not shown",
        ),
        (
            "qingyu-bureau",
            "qingyu\\u202ebureau",
            "act-sign",
            "act[a-2].by",
            "by",
            "by 中有看不见的控制字符 — 应只有可见的文字；理由中可以换行",
            "by holds invisible control characters — signs that can be seen; a reason may have line breaks",
        ),
        (
            "青科〔2025〕3号",
            "青科\\n3号",
            "act-sign",
            "act[a-1].document",
            "document",
            "document 中有看不见的控制字符",
            "document holds invisible control characters",
        ),
        ("tic/acts/1", "tic/acts/2", "unknown-schema", "schema", "schema", "tic/acts/2", "one of: tic/acts/1"),
        ('"qy-1"\ndocument', '"\\u0000"\ndocument', "character", "act[a-1].centre", "centre", "不能存储", "cannot be stored"),
    ],
)
def test_one_thing_wrong_in_toml_is_one_fault_at_its_place(old, new, code, key, at, zh, en) -> None:
    assert TOML.count(old) == 1
    text = TOML.replace(old, new)
    (fault,) = faults_in(text)
    assert (fault.code, fault.key) == (code, key)
    assert text.splitlines()[fault.line - 1][fault.column - 1 :].startswith(at)
    assert zh in fault("zh")
    assert en in fault("en")


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "at"),
    [
        ('"expected": 4', '"expected": 4.0', "float", "expected", '"expected"'),
        ('"expected": 4', '"expected": NaN', "float", "expected", '"expected"'),
        ('"expected": 4', '"expected": "4"', "wrong-type", "expected", '"expected"'),
        ('"on": "2025-04-01"', '"on": "2025-4-1"', "wrong-type", "on", '"on"'),
        ('"on": "2025-04-01"', '"on": "2025-04-31"', "wrong-type", "on", '"on"'),
        ('"on": "2025-04-01"', '"on": "2022-W30-1"', "wrong-type", "on", '"on"'),
        ('"on": "2025-04-01"', '"on": "２０２５-04-01"', "wrong-type", "on", '"on"'),
        ('"centre": "qy-1",\n "expected"'.replace("\n", ""), '"centre": "\\u200b", "expected"', "act-sign", "centre", '"centre"'),
        ('"by": "qingyu-bureau"', '"by": "\\u200b\\u3164"', "act-empty", "by", '"by"'),
        ('"id": "a-2"', '"id": "' + "a" * 201 + '"', "act-long", "id", '"id"'),
        ('"reason": "论证"', '"reason": "\\u001b[2J"', "act-sign", "determinations[1].reason", '"reason"'),
        ('"expected": 4', '"persons": {"": {}}', "act-empty", 'persons.""', '""'),
        ('"on": "2025-04-01"', '"on": 20250401', "wrong-type", "on", '"on"'),
        ('"kind": "show"', '"kinds": "show"', "unknown-key", "kinds", '"kinds"'),
        ('"rule": "convincing", ', "", "missing-key", "determinations[1].rule", "{"),
        ('"reason": "论证"', '"reason": {"a": []}', "wrong-type", "determinations[1].reason", '"reason"'),
        ('"qy-1",\n "expected"'.replace("\n", ""), '"\\ud800", "expected"', "character", "centre", '"centre"'),
        ('"expected": 4', '"expected": 4, "expected": 5', "key-twice", ".", "{"),
        ('"expected": 4', '"expected": ' + "9" * 5000, "json-number", ".", "{"),
        ('"expected": 4', '"expected": 4,', "json-syntax", ".", '"determinations"'),
        ('"expected": 4', '"expected": ' + "[" * 40 + "]" * 40, "too-deep", f"expected{'[1]' * 32}", "["),
    ],
)
def test_one_thing_wrong_in_a_json_line_is_told_with_its_line(old, new, code, key, at) -> None:
    assert LINES.count(old) == 1
    text = LINES.replace(old, new)
    fault = faults_in(text)[0]
    assert (fault.code, fault.line) == (code, 3)
    if code != "json-syntax":
        assert fault.key == key
        assert text.splitlines()[2][fault.column - 1 :].startswith(at)


def test_every_line_and_every_act_is_told_of_in_one_go() -> None:
    assert [fault.line for fault in faults_in('{"id": 1}\nx\n[]\n{"id": "a"}\n' + LINES)] == [1, 1, 1, 1, 2, 3, 4, 4, 4]
    broken = (
        TOML.replace('kind = "ask"', "kind = 1").replace("expected = 4", 'expected = "4"').replace("on = 2025-04-01", "on = 1.5")
    )
    assert [fault.key for fault in faults_in(broken)] == ["act[a-1].kind", "act[a-2].on", "act[a-2].expected"]


def test_a_reason_may_have_lines() -> None:
    (_, act) = load_acts(TOML.replace('"论证"', '"""\n一\n\t二"""').encode(), "acts")
    assert act.determinations[0].reason == "一\n\t二"


def test_lines_that_nest_without_end_are_a_fault() -> None:
    (fault,) = faults_in('{"id": ' + "[" * 100_000)
    assert (fault.code, fault.line) == ("json-too-deep", 1)


@pytest.mark.parametrize(
    "text", ['schema = "tic/acts/1"\nact = 3', 'schema = "tic/acts/1"\nact = [1]', 'schema = "tic/acts/1"\n[act]\nid = "a"']
)
def test_acts_that_are_no_tables_are_a_fault(text: str) -> None:
    (fault,) = faults_in(text)
    assert (fault.code, fault.line) == ("no-act-tables", 2)


def test_acts_broken_at_random_give_faults_and_nothing_else() -> None:
    dice = random.Random(22)
    for number in range(600):
        data = bytearray((LINES if number % 2 else TOML).encode())
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(data))
            data[at : at + dice.choice((1, 1, 5))] = dice.choice(
                (b"", b"[", b'"', b"\n", b"1.5", b"\xff", b"{}", b"null", bytes([dice.randrange(256)]))
            )
        assert all(fault.file == "acts" and fault.key for fault in outcome(bytes(data)))


def test_the_json_of_any_strange_value_is_a_fault_or_an_act() -> None:
    for value in (None, True, 0, "", [], {}, [[]], {"a": {"b": []}}, "\ud800", 10**30):
        for key in ("id", "on", "facts", "determinations", "persons", "expected", "effective"):
            line = {"id": "a", "kind": "k", "on": "2025-01-01", "by": "b", key: value}
            assert all(fault.line == 1 for fault in outcome(json.dumps(line).encode()))
