"""What the core checks on every act: each finding is provoked, and cured by doing what its remedy says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import yunling
from tests.editions import (
    BUREAU,
    DISTRICT,
    FIRST,
    LAST,
    LAW,
    PATHS,
    UNIT,
    Desk,
    altered,
    cite,
    codes,
    correctable,
    desk_at,
    found,
    funded,
    lake,
    only,
    right,
)
from tests.kernel.cohort_cases import COHORT_CASES
from tests.kernel.linked_cases import LINKED_CASES

from tic_core.kernel import checks, findings
from tic_core.kernel.breaches import CORE
from tic_core.model.act import Act, Signed
from tic_core.model.edition import Differing, Edition, Late
from tic_core.model.receipt import Status
from tic_core.text import Text

JUNE_9, JULY_9 = date(2023, 6, 9), date(2023, 7, 9)


def nothing(desk: Desk) -> None:
    """The remedy lies in the act alone."""


def takes(*acts: Act) -> Callable[[Desk], None]:
    """The remedy: let these acts go before."""

    def cure(desk: Desk) -> None:
        for act in acts:
            assert desk.take(act).status is Status.ACCEPTED

    return cure


def later(desk: Desk) -> None:
    desk.today = date(2023, 7, 1)


def reads_narrowly(desk: Desk) -> None:
    """An edition written for the other reading."""
    desk.lawbook = Desk(altered(lake(), "interpretations", "Q3", taken="narrow")).lawbook


def at(stage: str, **changes: Any) -> Callable[[], Desk]:
    return lambda: desk_at(stage, **changes)


def recording_late(days: int, role: str = "", paper: str = "") -> Callable[[], Desk]:
    """On 1 July, under an edition in which a visit can be put on record so many days after it."""
    allowed = Late(days, (role,) if role else (), (Text(paper, "minutes"),) if paper else (), cite("9"))

    def desk() -> Desk:
        found = desk_at("preparing", altered(lake(), "acts", "visit", late=(allowed,)))
        found.today = date(2023, 7, 1)
        return found

    return desk


def early() -> Desk:
    desk = desk_at("preparing")
    desk.today = date(2023, 6, 10)
    return desk


def rectifying_under_the_other_reading() -> Desk:
    desk = desk_at("rectifying")
    desk.take(right("confirm", JUNE_9, facts={"interpretation.Q3": "narrow"}))
    return desk


def unrated() -> Desk:
    return desk_at("accepting", altered(lake(), "acts", "conclude", requires=()))


def objected() -> Desk:
    desk = desk_at("review")
    assert desk.take(right("object", date(2023, 6, 8))).status is Status.ACCEPTED
    return desk


def backdating() -> Edition:
    """An edition under which several acts may count from another day."""
    edition = lake()
    for name in ("sign-plan", "change-plan", "swap-class", "answer"):
        edition = altered(edition, "acts", name, differing=Differing(30, 0, cite("18")))
    return edition


def backdated() -> Desk:
    return desk_at("preparing", backdating())


def objected_under_backdating() -> Desk:
    desk = desk_at("review", backdating())
    assert desk.take(right("object", date(2023, 6, 8))).status is Status.ACCEPTED
    return desk


def judged_by_the_shore() -> Desk:
    return desk_at("review", altered(lake(), "rules", "sound", judge="district"))


def registering(name: str, first: date, last: date) -> Act:
    """The registration of a text with its first and last day."""
    return right("register", JUNE_9, facts={"basis": [{"id": name, "first": first, "last": last}]})


def registered() -> Desk:
    desk = Desk()
    assert desk.take(right("register", JUNE_9)).status is Status.ACCEPTED
    return desk


def unpaid() -> Desk:
    """A centre whose prize was granted and not yet paid, under an edition with an incentive ledger."""
    desk = Desk(funded()).lead(*PATHS["recognised"])
    assert desk.take(fund("grant", JUNE_9)).status is Status.ACCEPTED
    return desk


def preparing_with_funds() -> Desk:
    return Desk(funded()).lead(*PATHS["preparing"])


def fund(kind: str, on: date, without: str = "", **told: Any) -> Act:
    """An act on the incentive ledger that is in order, but for what is told."""
    facts = {"fund.line": "2023-1", "fund.prize": "prize", "fund.sum": "100.00 CNY", "fund.payer": "财政局", "fund.budget": "206"}
    facts |= {f"fund.{name}": value for name, value in told.items() if name != "reason"}
    reason = told.get("reason", "考评优秀")
    return right(kind, on, facts={name: value for name, value in facts.items() if name != without}, reason=reason)


CANCEL = right("cancel", date(2025, 7, 1))
CONFIRM = right("confirm", JUNE_9)
BASIS = right("register", JUNE_9)

# code → where, the act that provokes it, what the remedy tells to do first, what it tells to change about the act.
APPROVED = "approve-2023-06-03"


def correctable_desk() -> Desk:
    return desk_at("preparing", correctable())


def beside_another() -> Desk:
    """A centre that took another class on 5 June, and one that holds the class it left."""
    desk = correctable_desk()
    acts = [right("swap-class", date(2023, 6, 5)), *(right(kind, JUNE_9, centre="c-2") for kind in PATHS["preparing"])]
    assert all(desk.take(act).status is Status.ACCEPTED for act in acts)
    return desk


SWAPPED = "swap-class-2023-06-05"


def pointing(way: str, about: str, **facts: Any) -> Act:
    """An act of the bureau that corrects an earlier entry."""
    return right(f"{way}-entry", JUNE_9, about=about, reason="录入有误", facts=facts)


SIGNED = yunling.act("oak-approve").signed
WANG, MONEY, TRADE, CITY = SIGNED


def approval(**changes: Any) -> Act:
    return yunling.act("oak-approve", **changes)


def signing(*signed: Signed) -> Act:
    """The approval with other signatures than it needs."""
    return approval(signed=signed)


def oak(before: str, *without: str) -> Callable[[], Desk]:
    return lambda: yunling.oak(before, without=without)


def led_by_its_city() -> Desk:
    """A centre that its own city's bureau leads: the same body under its credit code."""
    desk, own = yunling.desk(), "91370000MA3C1234XH"
    assert desk.take(yunling.act("oak-ask", by=own, facts={"lead.code": own})).status is Status.ACCEPTED
    return desk


def delegating(**row: Any) -> Act:
    told = {"id": "D-2", "act": "accept", "to": "anshan-kjj", "first": date(2024, 6, 1), "last": date(2024, 6, 30), **row}
    return yunling.act("delegate-2024", id="delegate-2", on=date(2024, 2, 1), facts={"delegation": [told]})


def ending(**row: Any) -> Act:
    told = {"id": "D-2024-1", "last": date(2024, 6, 30), **row}
    return Act("end", "end-delegation", date(2024, 6, 30), "yl-science", facts={"delegation.ended": [told]})


def granting(**facts: Any) -> Act:
    return yunling.act("oak-grant", facts={f"award.{name}": value for name, value in facts.items()})


def matching(amount: str, on: date = date(2025, 10, 1)) -> Act:
    return attrs.evolve(granting(line="oak-2", kind="matching", sum=f"{amount} CNY", payer="yl", budget="206"), on=on)


def paying(which: str = "oak-pay-start-province", **changes: Any) -> Act:
    facts = {f"award.{name}": changes.pop(name) for name in ("part", "payer", "sum") if name in changes}
    return yunling.act(which, **changes, facts=facts)


def clawing(**facts: Any) -> Act:
    return yunling.act("oak-claw-back", facts={f"award.{name}": value for name, value in facts.items()})


def rounds(desk: Desk) -> None:
    """An edition that says how to round."""
    desk.lawbook = yunling.lawbook()


def unrounded() -> Desk:
    """The edition without its rounding."""
    return yunling.oak("oak-grant", edition=altered(yunling.lawbook().edition, "incentives", "founding", rounding=None))


YUNLING: list[tuple[str, Callable[[], Desk], Act, Callable[[Desk], None], dict[str, Any]]] = [
    ("joint", oak("oak-approve"), signing(WANG, TRADE, CITY), nothing, {"signed": SIGNED}),
    ("joint", oak("oak-approve"), signing(WANG, MONEY, CITY), nothing, {"signed": SIGNED}),
    ("joint", oak("oak-approve"), signing(WANG, MONEY, TRADE), nothing, {"signed": SIGNED}),
    ("joint", oak("oak-approve"), signing(WANG, attrs.evolve(MONEY, opinion="objects"), TRADE, CITY), nothing, {"signed": SIGNED}),
    ("signature", oak("oak-approve"), signing(*SIGNED, attrs.evolve(MONEY, by="beihe-kjj")), nothing, {"signed": SIGNED}),
    ("signature", oak("oak-approve"), signing(*SIGNED, MONEY), nothing, {"signed": SIGNED}),
    (
        "signature",
        oak("oak-approve"),
        signing(*SIGNED, attrs.evolve(CITY, by="yl-economy", document=" ")),
        nothing,
        {"signed": SIGNED},
    ),
    ("signature", oak("oak-approve"), signing(*SIGNED, Signed(person="p-zhao", on=date(2024, 3, 2))), nothing, {"signed": SIGNED}),
    ("signature", oak("oak-approve"), signing(*SIGNED, Signed(person="p-zhao", on=date(2024, 1, 31))), nothing, {"signed": SIGNED}),
    ("signature", oak("oak-approve"), signing(*SIGNED, Signed(document="1")), nothing, {"signed": SIGNED}),
    ("signature", oak("oak-approve"), signing(*SIGNED, Signed(person="p-zhao", opinion="maybe")), nothing, {"signed": SIGNED}),
    ("person", oak("oak-approve"), approval(person=""), nothing, {"person": "p-li"}),
    ("second-person", oak("oak-approve"), approval(person="p-wang"), nothing, {"person": "p-li"}),
    ("second-person", oak("oak-approve"), signing(MONEY, TRADE, CITY), nothing, {"signed": SIGNED}),
    ("barred", oak("oak-approve"), approval(person="p-cousin"), nothing, {"person": "p-li"}),
    ("barred", oak("oak-approve"), signing(*SIGNED, Signed(person="p-director")), nothing, {"signed": SIGNED}),
    (
        "barred",
        oak("oak-approve"),
        signing(*SIGNED[:1], attrs.evolve(MONEY, person="p-cousin"), TRADE, CITY),
        nothing,
        {"signed": SIGNED},
    ),
    (
        "own-case",
        led_by_its_city,
        yunling.act("oak-recommend"),
        nothing,
        {"kind": "declare", "by": "yl-science", "facts": yunling.act("oak-declare").facts},
    ),
    (
        "apart",
        oak("oak-review"),
        yunling.act("oak-review", facts={"panel": [{"person": "p-director", "sides": ["outside"]}]}),
        nothing,
        {"facts": yunling.act("oak-review").facts},
    ),
    (
        "fact",
        oak("oak-review"),
        yunling.act("oak-review", facts={"panel": [{"person": "p-e1", "sides": ["lead", "outside"]}]}),
        nothing,
        {"facts": yunling.act("oak-review").facts},
    ),
    ("delegation", oak("oak-accept", "delegate-2024"), yunling.act("oak-accept"), takes(yunling.act("delegate-2024")), {}),
    ("delegation", oak("oak-accept"), yunling.act("oak-accept", on=date(2026, 1, 1)), nothing, {"on": date(2025, 12, 31)}),
    ("delegation-entry", oak("oak-ask"), delegating(id="D-2024-1"), nothing, {"facts": delegating().facts}),
    ("delegation-entry", oak("oak-ask"), delegating(first=date(2024, 7, 1)), nothing, {"facts": delegating().facts}),
    ("delegation-entry", oak("oak-ask"), delegating(act="revoke"), nothing, {"facts": delegating().facts}),
    ("delegation-entry", oak("oak-ask"), delegating(to="yl-finance"), nothing, {"facts": delegating().facts}),
    ("delegation-entry", oak("oak-ask"), ending(id="D-9"), nothing, {"facts": ending().facts}),
    ("delegation-entry", oak("oak-ask"), ending(last=date(2026, 1, 1)), nothing, {"facts": ending().facts}),
    ("incentive-line", oak("oak-grant"), granting(line="oak-9"), nothing, {"facts": granting().facts}),
    ("incentive-owed", oak("oak-grant"), granting(sum="4999999.99 CNY"), nothing, {"facts": granting().facts}),
    (
        "incentive-figure",
        oak("oak-audit"),
        matching("1.00", date(2024, 3, 10)),
        takes(yunling.act("oak-audit", on=date(2024, 3, 1))),
        {},
    ),
    ("incentive-cap", oak(""), matching("1333333.34"), nothing, {"facts": matching("1333333.33").facts}),
    ("incentive-parts", unrounded, granting(), rounds, {}),
    ("incentive-instalment", oak("oak-pay-start-province"), paying(part=None), nothing, {"facts": paying().facts}),
    ("incentive-instalment", oak("oak-pay-start-province"), paying(part="last"), nothing, {"facts": paying().facts}),
    ("incentive-instalment", oak("oak-pay-start-province"), paying(sum="1666666.67 CNY"), nothing, {"facts": paying().facts}),
    ("incentive-instalment", oak("oak-pay-start-province"), paying(part="end"), nothing, {"facts": paying().facts}),
    (
        "incentive-instalment",
        oak("oak-pay-middle"),
        paying("oak-pay-middle", on=date(2025, 3, 10)),
        nothing,
        {"on": date(2025, 3, 11)},
    ),
    (
        "incentive-instalment",
        oak("oak-pay-middle"),
        paying("oak-pay-middle", determinations=()),
        nothing,
        {"determinations": paying("oak-pay-middle").determinations},
    ),
    ("incentive-payer", oak("oak-pay-start-province"), paying(payer="state"), nothing, {"facts": paying().facts}),
    (
        "incentive-payer",
        oak("oak-pay-start-province"),
        paying(payer="city", sum="1500000.01 CNY"),
        nothing,
        {"facts": paying().facts},
    ),
    ("incentive-lapsed", oak("oak-pay-middle"), paying("oak-pay-middle", on=date(2027, 3, 11)), nothing, {"on": date(2027, 3, 10)}),
    ("incentive-ground", oak("oak-claw-back"), clawing(ground="theft"), nothing, {"facts": clawing().facts}),
    ("incentive-ground", oak("oak-claw-back"), clawing(sum="1416666.67 CNY"), nothing, {"facts": clawing().facts}),
    ("incentive-ground", oak("oak-audit"), clawing(), takes(yunling.act("oak-audit")), {}),
]

CASES: list[tuple[str, Callable[[], Desk], Act, Callable[[Desk], None], dict[str, Any]]] = [
    ("window", at("preparing"), right("visit", date(2028, 3, 1)), nothing, {"on": LAST}),
    ("window", at("preparing"), right("visit", date(2028, 3, 1)), takes(BASIS), {"basis": "fraud-law"}),
    ("basis", at("preparing"), right("visit", JUNE_9, basis="fraud-law"), takes(BASIS), {}),
    ("grounds", at("recognised"), right("revoke", JUNE_9, basis=""), takes(BASIS), {"basis": "fraud-law"}),
    ("future", early, right("visit", date(2023, 7, 1)), later, {}),
    ("order", at("review"), right("withdraw", date(2023, 6, 1)), nothing, {"on": date(2023, 6, 2)}),
    ("effective", at("preparing"), right("visit", JUNE_9, effective=date(2023, 6, 8)), nothing, {"effective": JUNE_9}),
    ("effective", at("preparing"), right("rename", JULY_9, effective=date(2023, 6, 8)), nothing, {"effective": JUNE_9}),
    ("effective", at("preparing"), right("rename", JULY_9, effective=date(2023, 7, 20)), nothing, {"effective": date(2023, 7, 19)}),
    ("early", at("preparing"), right("rename", JUNE_9, effective=date(2023, 5, 31)), nothing, {"effective": date(2023, 6, 1)}),
    ("early", backdated, right("sign-plan", JUNE_9, effective=date(2023, 6, 2)), nothing, {"effective": date(2023, 6, 3)}),
    ("early", backdated, right("change-plan", JUNE_9, effective=date(2023, 6, 2)), nothing, {"effective": date(2023, 6, 3)}),
    ("early", backdated, right("swap-class", JUNE_9, effective=date(2023, 6, 2)), nothing, {"effective": date(2023, 6, 3)}),
    (
        "early",
        objected_under_backdating,
        right("answer", JUNE_9, effective=date(2023, 6, 7)),
        nothing,
        {"effective": date(2023, 6, 8)},
    ),
    ("centre", Desk, right("apply", centre="c 1"), nothing, {"centre": "c-1"}),
    ("centre", Desk, right("apply", centre=""), nothing, {"centre": "c-1"}),
    ("stage", at("asked"), right("visit", JUNE_9), takes(right("forward", JUNE_9)), {}),
    ("stage", at("asked"), right("apply", JUNE_9), nothing, {"centre": "c-2"}),
    ("final", at("gone"), right("withdraw", JUNE_9), takes(right("apply", JUNE_9, centre="c-2")), {"centre": "c-2"}),
    (
        "adopted",
        Desk,
        right("adopt", facts={**right("adopt").facts, "found.stage": "nowhere"}),
        nothing,
        {"facts": right("adopt").facts},
    ),
    ("branch", unrated, right("conclude", JUNE_9), takes(right("grade", JUNE_9)), {}),
    ("office", at("preparing"), right("visit", JUNE_9, by=DISTRICT), nothing, {"by": BUREAU}),
    ("office", at("asked"), right("forward", JUNE_9, by="south-shore"), nothing, {"by": DISTRICT}),
    ("office", at("preparing"), right("rename", JUNE_9, by=BUREAU), nothing, {"by": UNIT}),
    ("fact", at("preparing"), right("visit", JUNE_9, facts={}), nothing, {"facts": {"visited": True}}),
    ("late", recording_late(10), right("visit", JUNE_9), nothing, {"on": date(2023, 6, 25)}),
    ("late", recording_late(100, "district"), right("visit", JUNE_9), nothing, {"on": date(2023, 7, 1)}),
    ("late-document", recording_late(100, "", "会议纪要"), right("visit", JUNE_9), nothing, {"document": "会议纪要第3号"}),
    ("fact", at("preparing"), right("visit", JUNE_9, facts={"visited": "true"}), nothing, {"facts": {"visited": True}}),
    ("fact", at("preparing"), right("visit", JUNE_9, facts={"visited": True, "score": "1"}), nothing, {"facts": {"visited": True}}),
    ("fact", at("preparing"), right("visit", JUNE_9, facts={"visited": True, "strange": 1}), nothing, {"facts": {"visited": True}}),
    ("document", at("review"), right("approve", JUNE_9, document=""), nothing, {"document": "湖科〔2023〕5号"}),
    ("reason", at("review"), right("refuse", JUNE_9, reason=" "), nothing, {"reason": "布局已满"}),
    (
        "reason",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound", reason=""),)),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    ("proceeding", at("review"), right("answer", JUNE_9), takes(right("object", JUNE_9)), {}),
    ("running", objected, right("object", JUNE_9), nothing, {"about": "objection-2"}),
    (
        "determination",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound"), found("year-over"))),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    (
        "choice",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound", "perhaps"),)),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    (
        "judge",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound", by=DISTRICT, basis="北岸〔2023〕1号"),)),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    (
        "lent",
        judged_by_the_shore,
        right("approve", JUNE_9, determinations=(found("sound", by=DISTRICT, basis=" "),)),
        nothing,
        {"determinations": (found("sound", by=DISTRICT, basis="北岸〔2023〕1号"),)},
    ),
    (
        "twice",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound"), found("sound", reason="again"))),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    (
        "needless",
        at("review"),
        right("approve", JUNE_9, determinations=(found("sound"), found("one-third", "not-met"))),
        nothing,
        {"determinations": (found("sound"),)},
    ),
    ("about", at("preparing"), right("visit", JUNE_9, about="objection"), nothing, {"about": ""}),
    ("turn", at("preparing"), right("report", JUNE_9, facts={"report.year": 2030}), nothing, {"facts": {"report.year": 2024}}),
    ("turn", at("preparing"), right("report", JUNE_9, facts={"report.year": 2025}), nothing, {"facts": {}}),
    ("about-text", Desk, right("register", JUNE_9, centre="c-1"), nothing, {"centre": ""}),
    ("empty", Desk, right("confirm", JUNE_9, facts={}), nothing, {"facts": {"interpretation.Q1": "wide"}}),
    ("empty", Desk, right("register", JUNE_9, facts={"basis": []}), nothing, {"facts": right("register").facts}),
    ("entry", Desk, registering("extension", LAST, FIRST), nothing, {"facts": registering("extension", FIRST, LAST).facts}),
    ("entry", Desk, registering("lake-1", FIRST, LAST), nothing, {"facts": registering("extension", FIRST, LAST).facts}),
    ("entry", registered, registering("fraud-law", FIRST, LAST), nothing, {"facts": registering("other-law", FIRST, LAST).facts}),
    ("window", Desk, right("register", date(2023, 2, 28)), nothing, {"on": FIRST}),
    ("window", Desk, right("confirm", date(2023, 2, 28)), nothing, {"on": FIRST}),
    ("about-text", at("preparing"), right("confirm", JUNE_9, centre="c-1"), nothing, {"centre": LAW}),
    ("fact", Desk, right("confirm", JUNE_9, facts={"interpretation.Q3": "sideways"}), nothing, {"facts": CONFIRM.facts}),
    ("fact", Desk, right("confirm", JUNE_9, facts={"interpretation.Q9": "wide"}), nothing, {"facts": CONFIRM.facts}),
    ("turn", at("preparing"), right("report", JUNE_9, facts={"report.year": 2023}), nothing, {"facts": {}}),
    ("not-missed", at("preparing"), right("plan-missed", date(2023, 7, 3)), nothing, {"on": date(2023, 7, 4)}),
    (
        "ahead",
        at("review"),
        right("approve", JUNE_9, facts={**right("approve").facts, "served": date(2023, 6, 10)}),
        nothing,
        {"on": date(2023, 6, 10)},
    ),
    ("incentive-step", preparing_with_funds, fund("pay", JUNE_9), takes(fund("grant-anyway", date(2023, 6, 8))), {}),
    ("incentive-twice", unpaid, fund("pay-both", JUNE_9, sum="1 CNY"), nothing, {"kind": "pay"}),
    ("incentive-kind", unpaid, fund("pay", JUNE_9, prize="cake"), nothing, {"facts": fund("pay", JUNE_9).facts}),
    ("incentive-eligible", preparing_with_funds, fund("grant", JUNE_9), nothing, {"kind": "grant-anyway"}),
    ("incentive-basis", unpaid, fund("pay", JUNE_9, without="fund.sum"), nothing, {"facts": fund("pay", JUNE_9).facts}),
    ("incentive-basis", unpaid, fund("hold-back", JUNE_9, reason=" "), nothing, {"reason": "材料不全"}),
    (
        "incentive-basis",
        unpaid,
        fund("grant", JUNE_9, without="fund.payer", line="2"),
        nothing,
        {"facts": fund("grant", JUNE_9, line="2").facts},
    ),
    ("incentive-amount", unpaid, fund("pay", JUNE_9, sum="100.01 CNY"), nothing, {"facts": fund("pay", JUNE_9).facts}),
    ("incentive-amount", unpaid, fund("pay", JUNE_9, sum="0 CNY"), nothing, {"facts": fund("pay", JUNE_9).facts}),
    ("incentive-amount", unpaid, fund("pay-euros", JUNE_9, euros="1 EUR"), nothing, {"kind": "pay"}),
    ("entry-missing", correctable_desk, pointing("void", "approve-2023-06-30"), nothing, {"about": APPROVED}),
    ("nothing-open", correctable_desk, pointing("uphold", APPROVED), takes(pointing("void", "forward-2023-06-02")), {}),
    ("nothing-corrected", correctable_desk, pointing("correct", APPROVED), nothing, {"facts": {"budget": "7 CNY"}}),
    (
        "held",
        beside_another,
        pointing("correct", SWAPPED, **{"class.code": "3511"}),
        nothing,
        {"facts": {"class.code": "3622"}},
    ),
    *YUNLING,
    ("unconfirmed", at("rectifying"), CANCEL, takes(CONFIRM), {}),
    ("overruled", rectifying_under_the_other_reading, CANCEL, reads_narrowly, {}),
    *COHORT_CASES,
    *LINKED_CASES,
]


@pytest.mark.parametrize(
    ("code", "where", "act", "before", "change"), CASES, ids=[f"{code} {number}" for number, (code, *_) in enumerate(CASES)]
)
def test_a_breach_is_found_and_doing_what_its_remedy_says_cures_it(
    code: str, where: Callable[[], Desk], act: Act, before: Callable[[Desk], None], change: dict[str, Any]
) -> None:
    desk = where()
    refused = desk.ask(act)
    assert refused.status is Status.REFUSED
    told = [finding for finding in refused.refusals if finding.rule.startswith("core.")]
    assert {finding.rule for finding in told} == {f"core.{code}"}
    assert len(told) == 1 or code == "entry"  # both texts of one id are told
    assert all(finding.cite and finding.remedy for finding in told)
    before(desk)
    cured = desk.ask(attrs.evolve(act, **change))
    assert cured.status is Status.ACCEPTED, [finding.text.en for finding in cured.refusals]


def test_every_check_of_the_core_is_provoked_here() -> None:
    assert {code for code, *_ in CASES} == set(CORE)


@pytest.mark.parametrize("check", checks._CHECKS, ids=lambda check: check.__name__)
def test_control_each_check_is_needed(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one of them, some act that the core must refuse is let through."""
    monkeypatch.setattr(checks, "_CHECKS", tuple(each for each in checks._CHECKS if each is not check))
    passed = []
    for code, where, act, *_ in CASES:
        try:
            passed.append(code) if where().ask(act).status is Status.ACCEPTED else None
        except (KeyError, ValueError, TypeError):
            passed.append(code)  # let through to where it cannot be carried out
    assert passed


def test_control_without_the_check_against_the_facts_a_contradicting_determination_is_swallowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(findings, "_against_the_facts", lambda *told: iter(()))
    (case,) = [case for case in CASES if case[0] == "needless"]
    assert case[1]().ask(case[2]).status is Status.ACCEPTED


def test_a_breach_that_rests_on_no_article_carries_the_readings_the_act_rests_on() -> None:
    assumed = altered(lake(), "acts", "visit", cite=None, assumed=("Q1", "Q2"))
    finding = only(desk_at("preparing", assumed).ask(right("visit", JUNE_9, by=DISTRICT)))
    assert (finding.rule, finding.cite, finding.assumed) == ("core.office", "", ("Q1", "Q2"))
    with_article = altered(lake(), "acts", "visit", assumed=("Q1",))
    finding = only(desk_at("preparing", with_article).ask(right("visit", JUNE_9, by=DISTRICT)))
    assert (finding.cite, finding.assumed) == ("9(2)", ())
    by_the_facts_article = altered(lake(), "acts", "apply", cite=None, assumed=("Q1",))
    finding = only(Desk(by_the_facts_article).ask(right("apply", facts={**right("apply").facts, "class.code": "35"})))
    assert (finding.rule, finding.cite, finding.assumed) == ("core.fact", "7", ())


def test_a_basis_holds_on_both_its_ends_and_not_a_day_longer() -> None:
    desk = desk_at("preparing")
    desk.take(BASIS)
    for day, status in (
        (date(2035, 12, 31), Status.ACCEPTED),
        (date(2036, 1, 1), Status.REFUSED),
    ):
        assert desk.ask(right("visit", day, basis="fraud-law")).status is status
    beginning = attrs.evolve(right("visit", date(2023, 6, 9)), basis="fraud-law")
    assert desk.ask(beginning).status is Status.ACCEPTED


def test_naming_the_edition_itself_is_naming_no_other_basis() -> None:
    desk = desk_at("preparing")
    assert desk.ask(right("visit", JUNE_9, basis="lake-1")).status is Status.ACCEPTED
    assert codes(desk.ask(right("visit", date(2028, 3, 1), basis="lake-1"))) == ["core.window"]


def test_acts_on_the_texts_themselves_may_come_after_the_lapse_but_never_before_the_measure() -> None:
    desk = Desk()
    for day in (FIRST, LAST, LAST + timedelta(days=1), date(2030, 1, 1)):
        assert desk.ask(right("register", day)).status is Status.ACCEPTED
        assert desk.ask(right("confirm", day)).status is Status.ACCEPTED
    for kind in ("register", "confirm"):
        finding = only(desk.ask(right(kind, FIRST - timedelta(days=3))))
        assert (finding.rule, finding.cite, finding.limit, finding.margin) == ("core.window", "22", FIRST, -3)


def several(day: date, *texts: tuple[str, date, date]) -> Act:
    """The registration of texts, each with its id, first and last day."""
    return right("register", day, facts={"basis": [{"id": name, "first": first, "last": last} for name, first, last in texts]})


def test_each_registered_text_that_cannot_stand_is_told_by_its_id() -> None:
    whole = (FIRST, LAST)
    wrong = several(JUNE_9, ("a", LAST, FIRST), ("b", FIRST, FIRST), ("c", *whole), ("c", *whole), ("lake-1", *whole))
    told = [finding.values["basis"] for finding in Desk().ask(wrong).refusals if finding.rule == "core.entry"]
    assert told == ["a", "c", "c", "lake-1"]


def test_a_text_that_does_not_fit_its_form_is_told_as_a_fact_and_not_as_an_entry() -> None:
    assert codes(Desk().ask(right("register", JUNE_9, facts={"basis": [{"id": "x", "first": LAST}]}))) == ["core.fact"]
    assert codes(Desk().ask(right("register", JUNE_9, facts={}))) == ["core.empty", "core.fact"]


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "lake-1"]), st.dates(FIRST, LAST), st.dates(FIRST, LAST)), max_size=8))
def test_whatever_is_registered_every_text_on_record_has_its_days_in_order_and_an_id_of_its_own(
    texts: list[tuple[str, date, date]],
) -> None:
    desk, kept = Desk(), dict[str, tuple[date, date]]()
    for number, (name, first, last) in enumerate(texts):
        lawful = first <= last and name not in kept and name != "lake-1"
        receipt = desk.take(several(JUNE_9 + timedelta(days=number), (name, first, last)))
        assert (receipt.status is Status.ACCEPTED) == lawful
        if lawful:
            kept[name] = (first, last)
    on_record = desk.centre(LAW).value("basis") or ()
    assert {text["id"]: (text["first"], text["last"]) for text in on_record} == kept
    assert len(on_record) == len(kept)


def test_a_reading_that_is_not_one_of_the_question_is_told_with_those_that_are() -> None:
    finding = only(Desk().ask(right("confirm", JUNE_9, facts={"interpretation.Q3": "sideways"})))
    assert finding.rule == "core.fact"
    assert finding.remedy is not None
    assert "narrow" in finding.remedy.en
    assert "wide" in finding.remedy.en


def test_what_an_act_is_about_is_said_only_where_it_steps_a_proceeding() -> None:
    desk = desk_at("review")
    assert codes(desk.ask(right("visit", JUNE_9, about="objection"))) == ["core.about"]
    assert desk.ask(right("object", JUNE_9, about="second")).status is Status.ACCEPTED


def test_the_margin_of_the_window_is_in_days() -> None:
    desk = desk_at("preparing")
    late = next(finding for finding in desk.ask(right("visit", date(2028, 3, 5))).refusals if finding.rule == "core.window")
    assert (late.margin, late.cite, late.cite_text.zh) == (-5, "22", "第二十二条")
    soon = next(finding for finding in Desk().ask(right("apply", date(2023, 2, 26))).refusals if finding.rule == "core.window")
    assert soon.margin == -3


def test_an_adopted_centre_stands_where_it_was_found() -> None:
    desk = Desk()
    for stage in ("preparing", "recognised", "rectifying"):
        act = right("adopt", facts={**right("adopt").facts, "found.stage": stage}, centre=f"a-{stage}")
        assert desk.take(act).status is Status.ACCEPTED
        centre = desk.centre(f"a-{stage}")
        assert (centre.stage, centre.kind) == (stage, desk.lawbook.stage_kinds[stage])


def test_an_adoption_that_does_not_say_where_is_refused() -> None:
    facts = {name: value for name, value in right("adopt").facts.items() if name != "found.stage"}
    assert codes(Desk().ask(right("adopt", facts=facts))) == ["core.adopted", "core.fact"]
    optional = altered(lake(), "acts", "adopt", brings=("lead.code", "department", "name"), may_bring=("found.stage",))
    assert codes(Desk(optional).ask(right("adopt", facts=facts))) == ["core.adopted"]


def test_an_act_that_a_fact_sends_on_goes_where_each_time_the_fact_says() -> None:
    """A move by a fact is never settled from what was ready for the last centre."""
    from tic_core.model.edition import Move

    edition = altered(lake(), "acts", "visit", moves=(Move(("preparing",), to_fact="found.stage"),), at=(), brings=("found.stage",))
    for stage in ("accepting", "recognised", "accepting"):
        desk = desk_at("preparing", edition)
        desk.take(right("visit", JUNE_9, facts={"found.stage": stage}))
        assert desk.centre().stage == stage


def test_no_accepted_act_makes_a_centre_unreadable_however_far_it_reaches_back() -> None:
    for days in range(31):
        for kind in ("sign-plan", "change-plan", "swap-class"):
            desk = backdated()
            before = desk.centre()
            receipt = desk.take(right(kind, JUNE_9, effective=JUNE_9 - timedelta(days=days)))
            assert (desk.centre() == before) == (receipt.status is Status.REFUSED)
