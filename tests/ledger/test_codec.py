"""One spelling of every record, exact in both directions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tic_core.errors import LedgerError, TicError, UsageError
from tic_core.ledger import GENESIS, act_digest, decode, encode, is_canonical, link, nfc
from tic_core.ledger.codec import decode_duty, encode_duty, encode_plain
from tic_core.model.act import Act, Determination
from tic_core.model.dates import Period
from tic_core.model.event import Effect, Event, Law
from tic_core.model.facts import Money
from tic_core.model.subject import Duty, Ended

GOLDEN = Event(
    sequence=7,
    number=2,
    subject="wh-0001",
    act="2023-0005",
    kind="approve-preparation",
    nature="favourable",
    on=date(2023, 3, 1),
    effective=date(2023, 3, 2),
    by="weihai-stb",
    recorded="2023-03-01T02:00:00Z",
    law=Law("weihai-2022", "weihai-2022", ("9(3)", "10"), ("Q7",), {"edition": "ab" * 32}, ("tic-weihai 0.1.0",)),
    effects=(
        Effect("stage", "preparing", type="PREPARING"),
        Effect("fact", "industry.class", "3511", type="code"),
        Effect("name", "甲中心", {"zh": "甲中心", "en": "Centre “A”\n"}),
    ),
    document="威科字〔2023〕5号",
    determinations=({"rule": "R4", "choice": "met"},),
    persons={"p-1": "cd" * 32},
)
GOLDEN_BYTES = (
    '{"act":"2023-0005","by":"weihai-stb","determinations":[{"choice":"met","rule":"R4"}],"document":"威科字'
    '〔2023〕5号","effective":"2023-03-02","effects":[{"key":"","kind":"stage","name":"preparing","type":"PR'
    'EPARING","value":null},{"key":"","kind":"fact","name":"industry.class","type":"code","value":"3511"}'
    ',{"key":"","kind":"name","name":"甲中心","type":"","value":{"en":"Centre “A”\\n","zh":"甲中心"}}],"kind":"a'
    'pprove-preparation","law":{"articles":["9(3)","10"],"assumptions":["Q7"],"basis":"weihai-2022","dige'
    'sts":{"edition":"abababababababababababababababababababababababababababababababab"},"edition":"weiha'
    'i-2022","plugins":["tic-weihai 0.1.0"]},"nature":"favourable","number":2,"on":"2023-03-01","person":'
    '"","persons":{"p-1":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"},"precedence"'
    ':0,"reason":"","recorded":"2023-03-01T02:00:00Z","schema":1,"sequence":7,"subject":"wh-0001"}'
).encode()
GOLDEN_HASH = "b2e343176426d63bb3b2e4be0f0f7fc9e699b1be3067d4b04e89049a0ddea716"

steady = settings(deadline=None, database=None)
words = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
scalars = st.none() | st.booleans() | st.integers() | words
plain_values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(words, inner), max_leaves=12)
tuples = st.lists(words, max_size=3).map(tuple)
tables = st.dictionaries(words, words, max_size=3)
effects = st.builds(Effect, kind=words, name=words, value=plain_values, key=words, type=words)
laws = st.builds(Law, words, words, tuples, tuples, tables, tuples)
events = st.builds(
    Event,
    sequence=st.integers(1),
    number=st.integers(1),
    on=st.dates(),
    effective=st.dates(),
    law=laws,
    effects=st.lists(effects, max_size=4).map(tuple),
    precedence=st.integers(),
    determinations=st.lists(tables, max_size=2).map(tuple),
    persons=tables,
    schema=st.just(1),
    **dict.fromkeys(("subject", "act", "kind", "nature", "by", "recorded", "document", "reason", "person"), words),
)
lengths = st.none() | st.builds(Period, days=st.integers(1, 400)) | st.builds(Period, working_days=st.integers(1, 40))
ends = st.builds(Ended, words, st.dates(), st.integers(1, 99), st.none() | st.integers(0, 99))
duties = st.builds(
    Duty,
    anchor=st.dates(),
    opens=st.none() | st.dates(),
    due=st.none() | st.dates(),
    yearly=st.none() | st.tuples(st.integers(1, 12), st.integers(0, 31)),
    holds_in=tuples,
    opened=st.none() | st.dates(),
    closed=st.none() | st.dates(),
    suspended=st.none() | st.dates(),
    still=st.lists(st.tuples(st.dates(), st.dates()), max_size=2),
    ended=st.dictionaries(words, ends, max_size=3),
    assumed=tuples,
    **dict.fromkeys(("period", "before", "waits", "grace"), lengths),
    **dict.fromkeys(("id", "kind", "owner", "cite", "roll", "convention", "calendar", "state"), words),
)


def test_one_event_is_spelled_and_hashed_for_ever_as_it_is_today() -> None:
    assert encode(GOLDEN) == GOLDEN_BYTES
    assert link(GENESIS, GOLDEN_BYTES) == GOLDEN_HASH


@steady
@given(events)
def test_what_is_read_is_what_was_written(event: Event) -> None:
    body = encode(event)
    assert decode(body) == event
    assert encode(decode(body)) == body
    assert is_canonical(body)


@steady
@given(events)
def test_the_standard_library_alone_writes_the_same_bytes(event: Event) -> None:
    body = encode(event)
    again = json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again.encode() == body


@steady
@given(duties)
def test_a_duty_is_read_as_it_was_written(duty: Duty) -> None:
    assert decode_duty(encode_duty(duty)) == duty


def test_an_effect_of_a_kind_unknown_today_comes_back_untouched() -> None:
    strange = Effect("levy-imposed", "x", {"rate": ["1/3", {"from": "2030-01-01"}]}, key="k", type="later")
    event = attrs.evolve(GOLDEN, effects=(strange,))
    assert decode(encode(event)).effects == (strange,)


@pytest.mark.parametrize("value", [1.5, [1, 2.0], {"a": {"b": [0.1]}}, float("nan"), float("inf")])
def test_a_floating_point_number_is_never_written(value: Any) -> None:
    with pytest.raises(UsageError, match="floating-point"):
        encode(attrs.evolve(GOLDEN, effects=(Effect("fact", "score", value),)))


@pytest.mark.parametrize("told", [{"precedence": 1.0}, {"sequence": "7"}, {"on": None}, {"persons": {"p": 1}}, {"by": 1.5}])
def test_an_envelope_of_the_wrong_type_is_never_written(told: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="cannot be recorded"):
        encode(attrs.evolve(GOLDEN, **told))


@pytest.mark.parametrize("value", [date(2023, 1, 1), Decimal("1.0"), {1, 2}, b"x", {1: 2}, [Money(Decimal(1), "CNY")]])
def test_a_value_without_a_plain_form_is_never_written(value: Any) -> None:
    with pytest.raises(UsageError, match="cannot be recorded"):
        encode(attrs.evolve(GOLDEN, effects=(Effect("fact", "score", value),)))


@pytest.mark.parametrize("text", ["e\u0301", "\u1100\u1161", "\ud800"])
def test_a_text_with_a_second_spelling_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(UsageError):
        encode(attrs.evolve(GOLDEN, reason=text))


def test_text_is_brought_to_its_one_spelling_on_the_way_in() -> None:
    loose = Act("a", "k", date(2023, 1, 1), "b", facts={"e\u0301": ["e\u0301", ("e\u0301",)]}, persons={"p": {"n": "e\u0301"}})
    told = nfc(loose)
    assert told.facts == {"é": ["é", ("é",)]}
    assert told.persons == {"p": {"n": "é"}}


def test_a_combining_mark_after_a_line_end_is_no_second_spelling() -> None:
    event = attrs.evolve(GOLDEN, reason="n\n\u0303")
    assert decode(encode(event)) == event


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "white space": lambda body: body.replace(b'":', b'": ', 1),
    "a line end at the end": lambda body: body + b"\n",
    "another key order": lambda body: json.dumps(dict(reversed(json.loads(body).items())), separators=(",", ":")).encode(),
    "escapes": lambda body: json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode(),
    "a key given twice": lambda body: body.replace(b'"act":', b'"act":"","act":', 1),
    "a float": lambda body: body.replace(b'"sequence":7', b'"sequence":7.0'),
    "an exponent": lambda body: body.replace(b'"sequence":7', b'"sequence":7e0'),
    "minus nought": lambda body: body.replace(b'"precedence":0', b'"precedence":-0'),
    "another form of Unicode": lambda body: body.replace("甲".encode(), "e\u0301".encode()),
    "bytes that are no text": lambda body: body.replace("甲".encode(), b"\xff"),
    "half of it": lambda body: body[: len(body) // 2],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_any_other_spelling_is_seen(how: str) -> None:
    body = SPELLINGS[how](encode(GOLDEN))
    assert body != encode(GOLDEN)
    assert not is_canonical(body)


@steady
@given(st.binary() | st.integers(0, 600).map(lambda n: encode(GOLDEN)[:n]))
def test_damaged_bytes_are_an_error_that_says_so(body: bytes) -> None:
    with pytest.raises(LedgerError) as caught:
        decode(body)
    assert caught.value.exit_code == 4
    assert caught.value.remedy is not None


def test_nesting_without_end_is_damage_not_a_crash() -> None:
    with pytest.raises(TicError):
        encode_plain(_deep(100_000))
    assert not is_canonical(b"[" * 100_000 + b"]" * 100_000)


def _deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("change", [{}, {"effects": "of another form"}])
def test_an_event_of_a_newer_form_asks_for_a_newer_program(change: dict[str, Any]) -> None:
    later = json.loads(encode(GOLDEN)) | {"schema": 2} | change
    with pytest.raises(LedgerError, match="format 2"):
        decode(json.dumps(later).encode())


ACT = Act(
    id="2023-0005",
    kind="approve-preparation",
    on=date(2023, 3, 1),
    by="weihai-stb",
    centre="wh-0001",
    facts={"industry.class": "3511", "grant": Money(Decimal("120000.00"), "CNY"), "score": Decimal("85.50")},
    determinations=(Determination("R4", "met", "评审通过"),),
    persons={"p-1": {"name": "王某"}},
)


def test_the_digest_of_an_act_is_the_same_for_ever() -> None:
    assert act_digest(ACT) == "32e9784acf6654ff344258151389ea41f6614411c91446fa1e6043d2c3f15c90"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"kind": "x"},
        {"on": date(2023, 3, 2)},
        {"effective": date(2023, 3, 1)},
        {"by": "x"},
        {"reason": "x"},
        {"facts": {**ACT.facts, "score": Decimal("85.5")}},
        {"determinations": ()},
        {"persons": {"p-2": {"name": "王某"}}},
    ],
)
def test_an_act_with_other_content_has_another_digest(change: dict[str, Any]) -> None:
    assert act_digest(attrs.evolve(ACT, **change)) != act_digest(ACT)


def test_the_digest_follows_what_is_asked_not_how_it_is_handed_over() -> None:
    facts = {"score": "85.50", "grant": "120000.00 CNY", "industry.class": "3511"}
    assert act_digest(attrs.evolve(ACT, facts=facts)) == act_digest(ACT)
    assert act_digest(attrs.evolve(ACT, expected=12)) == act_digest(ACT)


def test_personal_data_cannot_be_guessed_from_the_digest_of_an_act() -> None:
    assert act_digest(attrs.evolve(ACT, persons={"p-1": {"name": "李某"}})) == act_digest(ACT)


def test_an_act_with_a_float_has_no_digest() -> None:
    with pytest.raises(UsageError, match="floating-point"):
        act_digest(attrs.evolve(ACT, facts={"score": 85.5}))
