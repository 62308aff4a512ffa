"""The ledger of support, as plain dicts: what follows what, and that no money moves that was not decided."""

from __future__ import annotations

from decimal import Decimal

LAWFUL = {
    "": ("proposed", "approved"),
    "proposed": ("approved", "withheld"),
    "approved": ("disbursed", "withheld"),
    "withheld": ("disbursed", "recovered"),
    "disbursed": ("disbursed", "withheld", "recovered"),
    "recovered": ("recovered",),
}
NAMES = {
    "approved": ("support.amount", "support.payer", "support.budget-line"),
    "disbursed": ("support.amount",),
    "withheld": (),
    "recovered": ("support.amount",),
}
KINDS = ("money-support", "project-support", "open-call-priority", "higher-level-bid", "further-support")
MOST = {"disbursed": "approved", "recovered": "disbursed"}


def said(act, case, fact):
    """What an act says of the line and can be read, or nothing."""
    return case["f"].get(fact) if fact in act["facts"] and fact not in case["ill"] else None


def line_of(act, kind, case):
    """The line an act moves and how it stands, or nothing."""
    name = said(act, case, "support.line") if kind.get("line") else None
    return None if name is None else (name, case["state"]["lines"].get(name))


def ledger(act, kind, case):
    """Everything against the line an act moves (Art. 17, 19)."""
    if line_of(act, kind, case) is None:
        return
    _, standing = line_of(act, kind, case)
    to, asked = kind["line"]
    if to not in LAWFUL[standing["at"] if standing else ""]:
        yield "core.incentive-step"
    named = said(act, case, asked) if asked else None
    if asked not in case["ill"] and (
        (named or (standing or {}).get("kind")) not in KINDS or (standing and named and named != standing["kind"])
    ):
        yield "core.incentive-kind"
    if case["ill"] & {asked, "support.amount", "support.payer", "support.budget-line"}:
        return
    if any(said(act, case, fact) is None for fact in NAMES[to]) or not act["reason"].strip():
        yield "core.incentive-basis"
    money = said(act, case, "support.amount") if to != "withheld" else None
    if money is not None and (yuan(money) <= 0 or too_much(to, yuan(money), standing)):
        yield "core.incentive-amount"


def too_much(to, amount, standing):
    """No more is paid than was approved, and no more recovered than was paid."""
    return to in MOST and standing is not None and amount > standing[MOST[to]] - standing[to]


def yuan(money):
    """The number of an amount."""
    return Decimal(money.split()[0])


def moved_line(act, kind, case):
    """The line as an accepted act leaves it, with its name; nothing where it moves none."""
    found = line_of(act, kind, case)
    if found is None:
        return None
    name, standing = found
    to, asked = kind["line"]
    line = dict(standing or {"kind": said(act, case, asked), "approved": 0, "disbursed": 0, "recovered": 0}, at=to)
    if to != "withheld":
        line[to] += yuan(said(act, case, "support.amount"))
    return name, line
