"""Money: every sum can be read, parts make a whole, and whatever is divided can be paid part by part."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tic_core.model.facts import NUMBER
from tic_core.model.money import Figure, Incentive
from tic_core.packs.check.facts import wrong_type
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.text import Text


def check_money(draft: Draft) -> Iterator[Flaw]:
    """Incentives one by one."""
    for path, incentive in draft.each("incentive"):
        for key in ("amount", "cap"):
            given: Figure | None = getattr(incentive, key)
            if given is not None:
                yield from _figure(draft, given, incentive.id, (*path, key))
        yield from _instalments(incentive, path)
        yield from _payers(incentive, path)
        yield from _named(draft, incentive, path)


def _figure(draft: Draft, given: Figure, name: str, path: Path) -> Iterator[Flaw]:
    """A sum is printed or that of a fact, and only a fact's has a share."""
    if bool(given.sum) == bool(given.fact) or (given.share is not None and not given.fact) or not _is_sum(given.sum):
        yield flaw(MESSAGES, "bad-figure", path, id=name)
    elif given.fact:
        yield from wrong_type(draft, given.fact, ("money",), (*path, "fact"))


def _is_sum(text: str) -> bool:
    amount, _, currency = text.partition(" ")
    known = NUMBER.fullmatch(amount) and not amount.startswith("-") and len(currency) == 3 and currency.isupper()
    return not text or bool(known)


def _instalments(incentive: Incentive, path: Path) -> Iterator[Flaw]:
    """All are shares that make a whole, or all are sums."""
    given = incentive.instalments
    shares = [each.share for each in given if each.share is not None]
    for index, each in enumerate(given):
        mixed = (each.share is None) == (not each.sum) or (each.share is None) != (given[0].share is None)
        if mixed or not _is_sum(each.sum):
            yield flaw(MESSAGES, "instalments-mixed", (*path, "instalments", index), id=each.id)
    if len(shares) == len(given) and given:
        yield from _whole(shares, (*path, "instalments"))


def _payers(incentive: Incentive, path: Path) -> Iterator[Flaw]:
    if incentive.payers:
        yield from _whole([each.share for each in incentive.payers], (*path, "payers"))
    rounding = incentive.rounding
    if rounding is None:
        return
    if rounding.unit <= 0:
        yield flaw(MESSAGES, "bad-rounding", (*path, "rounding", "unit"), unit=str(rounding.unit))
    known = [each.id for each in incentive.payers]
    if rounding.rest and rounding.rest not in known:
        yield flaw(MESSAGES, "unknown-payer", (*path, "rounding", "rest"), payer=rounding.rest, offer=offered(rounding.rest, known))


def _whole(shares: list[Fraction], path: Path) -> Iterator[Flaw]:
    found = sum(shares, Fraction(0))
    if found != 1:
        yield flaw(MESSAGES, "shares-not-whole", path, found=str(found))


def _named(draft: Draft, incentive: Incentive, path: Path) -> Iterator[Flaw]:
    """What is divided has to be named by the acts that pay it or ask it back."""
    if not draft.whole("act"):
        return
    moves: list[Any] = [move for _, act in draft.each("act") for move in act.incentives]
    for key, parts, to, fact in (
        ("instalments", incentive.instalments, "disbursed", "instalment"),
        ("payers", incentive.payers, "disbursed", "payer"),
        ("recovery", incentive.recovery, "recovered", "ground"),
    ):
        if parts and not any(move.to == to and getattr(move, fact) for move in moves):
            yield flaw(MESSAGES, "part-never-named", (*path, key), id=incentive.id, to=to, key=fact)


MESSAGES: Messages = {
    "bad-figure": (
        Text("{id} 的金额写法不成立", "the sum of {id} cannot stand as it is written"),
        Text(
            '应为 {{ sum = "…… CNY" }} 或 {{ fact = "……" }} 之一，后者可带 share',
            'either {{ sum = "… CNY" }} or {{ fact = "…" }}, the latter with or without a share',
        ),
    ),
    "instalments-mixed": (
        Text(
            "分期 {id} 的写法与其他各期不同，或份额和金额未写其一",
            "the instalment {id} is written otherwise than the rest, or has neither or both",
        ),
        Text("各期都写 share，或都写 sum", "a share in each, or a sum in each"),
    ),
    "shares-not-whole": (
        Text("各份额之和为 {found}", "the shares add up to {found}"),
        Text("其和应为 1", "shares that add up to 1"),
    ),
    "bad-rounding": (
        Text("取整单位 {unit} 不能成立", "{unit} is no unit to round to"),
        Text('应大于零，如 "0.01"', 'above zero, such as "0.01"'),
    ),
    "unknown-payer": (Text("没有支付者 {payer}", "there is no payer {payer}"), Text("{offer}", "{offer}")),
    "part-never-named": (
        Text(
            "{id} 分成各部分，却没有行为在 {to} 时写明是哪一部分",
            "{id} is divided, and no act that makes it {to} says which part it is",
        ),
        Text("在行为的 incentives 中写 {key}", "{key} in the incentives of such an act"),
    ),
}
