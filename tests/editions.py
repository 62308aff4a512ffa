"""A small law of an invented lake, whole enough to live under. Every part of it can be put in another's place.

``lake()`` is the edition, ``altered()`` the same with one item changed, ``right()`` an act that is in order in its stage, and
``Desk`` an office with a drawer: it decides acts on centres and keeps the events, with no ledger behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs

from tic_core.kernel.context import Context, World, gather
from tic_core.kernel.decide import Receipt, decide
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act, Determination
from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.edition import (
    ActKind,
    Convention,
    Differing,
    Discharge,
    DutyKind,
    DutyMove,
    Edition,
    Identity,
    InForce,
    Interpretation,
    Move,
    Office,
    OfficeKind,
    ProceedingKind,
    Reading,
    Reservation,
    Role,
    Stage,
    Step,
    Stepping,
    YearDay,
)
from tic_core.model.event import Event
from tic_core.model.facts import FactKind, Term, Vocabulary
from tic_core.model.money import Incentive, IncentiveMove
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre
from tic_core.rules.derived import Band, Bands, Count, FirstKnown, Where
from tic_core.rules.kinds import Comparison, Discretion, FactRef, Not, OneOf, Present, Share, Unique, Within
from tic_core.text import Text

FIRST, LAST = date(2023, 3, 1), date(2028, 2, 29)
TODAY = date(2040, 1, 1)
LAW = "edition:lake-1"  # the subject of acts on the texts themselves
UNIT, DISTRICT, BUREAU = "91440300MA5DA1234X", "north-shore", "lake-bureau"


def cite(text: str) -> Cite:
    return Cite.parse(text)


IDENTITY = Identity(
    id="lake-1",
    policy="lake",
    jurisdiction="zz-lake",
    title=Text("湖区办法", "the lake measure"),
    document_no="1",
    registration_no="1",
    issuer=Text("湖区局", "the lake bureau"),
    issued_on=FIRST,
    in_force=InForce(FIRST, LAST, cite=cite("22")),
    judge="bureau",
    item_styles={"5": "（1）"},
)

CONVENTION = Convention("plain", "none", "none", "weekends-only", ())

ROLES = (
    Role("bureau", Text("湖区局", "lake bureau"), cite=cite("4")),
    Role("district", Text("所在岸区", "the centre's shore"), "department", cite("4")),
    Role("unit", Text("牵头单位", "lead unit"), "lead.code", cite("8")),
)

OFFICE_KINDS = (
    OfficeKind("bureau", "bureau", Text("湖区局", "lake bureau")),
    OfficeKind("shore", "district", Text("岸区", "shore")),
)

OFFICES = (
    Office(BUREAU, "bureau", Text("湖区局", "lake bureau"), Text("全湖", "the whole lake")),
    Office(DISTRICT, "shore", Text("北岸", "north shore"), Text("北岸", "north shore")),
    Office("south-shore", "shore", Text("南岸", "south shore"), Text("南岸", "south shore")),
)

VOCABULARIES = (
    Vocabulary(
        "grade",
        Text("等次", "grade"),
        (
            Term("poor", Text("不合格", "poor"), passes=False),
            Term("fair", Text("合格", "fair"), passes=True),
            Term("good", Text("优秀", "good"), passes=True),
        ),
        ordered=True,
    ),
    Vocabulary(
        "tie",
        Text("隶属", "tie"),
        (
            Term("lead", Text("牵头单位", "lead unit")),
            Term("partner", Text("共建单位", "co-builder")),
            Term("none", Text("外部", "from outside")),
        ),
    ),
)

MEMBER = (
    FactKind("name", Text("姓名", "name"), "text", optional=True),
    FactKind("ties", Text("隶属", "ties"), "term", vocabulary="tie", many=True, optional=True),
)
BASIS = (
    FactKind("id", Text("编号", "id"), "code"),
    FactKind("first", Text("首日", "first day"), "date", ahead=True),
    FactKind("last", Text("末日", "last day"), "date", ahead=True),
)

FACTS = (
    FactKind("lead.code", Text("牵头单位代码", "lead unit"), "code", cite=cite("8")),
    FactKind("department", Text("所在岸区", "shore"), "code"),
    FactKind("name", Text("名称", "name"), "text"),
    FactKind("class.code", Text("行业类别", "class"), "code", digits=(4,), cite=cite("7")),
    FactKind("budget", Text("预算", "budget"), "money", currency="CNY"),
    FactKind("own", Text("自筹", "own funds"), "money", currency="CNY"),
    FactKind("score", Text("分数", "score"), "decimal", least=0, most=100),
    FactKind("committee", Text("专家委员会", "committee"), "list", fields=MEMBER, cite=cite("12(2)")),
    FactKind("visited", Text("已考察", "visited"), "yes-no"),
    FactKind("opinion", Text("意见", "opinion"), "text"),
    FactKind("served", Text("送达日", "served on"), "date"),
    FactKind("dated", Text("文件日期", "dated"), "date"),
    FactKind("report.year", Text("报告年度", "year of the report"), "whole", least=2000, most=2100),
    FactKind("end", Text("整改截止日", "last day of the rectification"), "date", ahead=True),
    FactKind("found.stage", Text("承接阶段", "stage found"), "code"),
    FactKind("basis", Text("其他依据", "other bases"), "list", of="edition", fields=BASIS),
)

DERIVED = (
    Count(id="members", name=Text("委员总数", "members"), of="committee"),
    Count(
        id="insiders",
        name=Text("内部委员", "insiders"),
        of="committee",
        where=(Where("ties", ("lead", "partner")),),
        assumed=("Q1",),
    ),
    FirstKnown(id="counted.from", name=Text("起算日", "counted from"), of=("served", "dated")),
    Bands(
        id="grade",
        name=Text("等次", "grade"),
        of="score",
        vocabulary="grade",
        bands=(Band("good", from_=90), Band("fair", from_=60), Band("poor", from_=0)),
        assumed=("Q2",),
    ),
)

STAGES = (
    Stage("asked", "CANDIDATE", Text("已申请", "asked for"), cite("9(1)")),
    Stage("review", "UNDER_REVIEW", Text("论证", "under review"), cite("9(2)")),
    Stage("preparing", "PREPARING", Text("筹建", "preparing"), cite("9(3)")),
    Stage("accepting", "IN_ACCEPTANCE", Text("验收", "in acceptance"), cite("11")),
    Stage("rectifying", "RECTIFYING", Text("整改", "rectifying"), cite("11")),
    Stage("recognised", "RECOGNISED", Text("已认定", "recognised"), cite("11")),
    Stage("closed", "CLOSED", Text("不予批准", "refused"), cite("9(3)")),
    Stage("gone", "WITHDRAWN", Text("退出", "withdrawn"), cite("18")),
    Stage("cancelled", "CANCELLED", Text("取消", "cancelled"), cite("11")),
    Stage("revoked", "REVOKED", Text("撤销", "revoked"), cite("17")),
)
LIVING = ("asked", "review", "preparing", "accepting", "rectifying", "recognised")

PROCEEDINGS = (
    ProceedingKind(
        "objection",
        "objection",
        Text("异议", "objection"),
        (Step("received", Text("已受理", "received")), Step("dismissed", Text("不成立", "dismissed"), open=False)),
        cite("9(3)"),
    ),
)

RULES = (
    Share(
        id="one-third",
        name=Text("内部委员不超过三分之一", "at most one third insiders"),
        part="insiders",
        whole="members",
        at_most=Fraction(1, 3),
        cite=cite("12(2)"),
    ),
    Unique(
        id="class-free", name=Text("行业类别唯一", "one centre a class"), reservation="class", key=("class.code",), cite=cite("7")
    ),
    Discretion(
        id="sound",
        name=Text("方案可行", "the plan is sound"),
        question=Text("方案是否可行", "whether the plan is sound"),
        cite=cite("8"),
    ),
    Comparison(
        id="modest",
        name=Text("预算一般不超过百万", "a budget of a million at most"),
        fact="budget",
        at_most="1000000.00 CNY",
        force="generally",
        cite=cite("13"),
    ),
    Share(
        id="own-funds",
        name=Text("自筹过半", "half of it own funds"),
        part="own",
        whole="budget",
        at_least=Fraction(1, 2),
        cite=cite("13"),
    ),
    Present(id="rated", name=Text("已评定等次", "graded"), facts=("grade",), cite=cite("17")),
    OneOf(id="passed", name=Text("等次合格", "a passing grade"), fact="grade", values=("fair", "good"), cite=cite("11")),
    Not(id="failed", name=Text("等次不合格", "a failing grade"), rule="passed", cite=cite("11")),
    Within(
        id="in-time",
        name=Text("三十日内", "within thirty days"),
        start=("counted.from", "stage.since"),
        end="act.on",
        within=Period(days=30),
        cite=cite("9(3)"),
    ),
    Comparison(
        id="year-over",
        name=Text("整改期已满", "the rectification is over"),
        fact="act.on",
        after=FactRef("due.rectify"),
        assumed=("Q3",),
        cite=cite("11"),
    ),
)

ACTS = (
    ActKind(
        "apply",
        Text("申请", "apply"),
        "opening",
        ("unit",),
        cite("9(1)"),
        moves=(Move(to="asked"),),
        brings=("lead.code", "department", "name", "class.code"),
    ),
    ActKind(
        "forward",
        Text("转报", "forward"),
        "procedural",
        ("district",),
        cite("9(2)"),
        moves=(Move(("asked",), "review"),),
        brings=("opinion",),
    ),
    ActKind(
        "approve",
        Text("批准筹建", "approve the preparation"),
        "favourable",
        ("bureau",),
        cite("9(3)"),
        moves=(Move(("review",), "preparing"),),
        brings=("committee", "budget"),
        may_bring=("served", "dated"),
        documents=(Text("批准文件", "letter of approval"),),
        requires=("one-third", "class-free", "sound", "modest"),
        opens=("plan", "report", "acceptance"),
        reserves=("class",),
    ),
    ActKind(
        "refuse",
        Text("不予批准", "refuse"),
        "adverse",
        ("bureau",),
        cite("9(3)"),
        moves=(Move(("review",), "closed"),),
        reason=True,
    ),
    ActKind(
        "visit",
        Text("考察", "visit"),
        "procedural",
        ("bureau",),
        cite("9(2)"),
        at=("review", "preparing", "recognised"),
        brings=("visited",),
    ),
    ActKind(
        "object",
        Text("提出异议", "object"),
        "procedural",
        ("unit", "district"),
        cite("9(3)"),
        at=("review",),
        steps=(Stepping("objection", "received"),),
    ),
    ActKind(
        "answer",
        Text("答复异议", "answer the objection"),
        "procedural",
        ("bureau",),
        cite("9(3)"),
        at=("review",),
        steps=(Stepping("objection", "dismissed", ("received",)),),
    ),
    ActKind(
        "sign-plan",
        Text("签订任务书", "sign the plan"),
        "procedural",
        ("bureau",),
        cite("9(3)"),
        at=("preparing",),
        notes=("in-time",),
        discharges=(Discharge("plan"),),
    ),
    ActKind(
        "report",
        Text("年度报告", "report"),
        "procedural",
        ("unit",),
        cite("15"),
        at=("preparing", "recognised"),
        may_bring=("report.year",),
        discharges=(Discharge("report", "report.year"),),
    ),
    ActKind(
        "change-plan",
        Text("另定任务书期限", "set another day for the plan"),
        "corrective",
        ("bureau",),
        cite("9(3)"),
        at=("preparing",),
        brings=("end",),
        changes=(DutyMove("plan", "reset", "end"),),
    ),
    *(
        ActKind(
            f"plan-{change}",
            Text(f"任务书：{change}", f"plan: {change}"),
            "corrective",
            ("bureau",),
            cite("9(3)"),
            at=("preparing",),
            changes=(DutyMove("plan", change),),
        )
        for change in ("waived", "excused", "superseded", "suspended", "resumed", "missed")
    ),
    ActKind(
        "swap-class",
        Text("变更类别", "take another class"),
        "corrective",
        ("bureau",),
        cite("18"),
        at=("preparing", "recognised"),
        brings=("class.code",),
        requires=("class-free",),
        reserves=("class",),
    ),
    ActKind(
        "hand-over",
        Text("变更牵头单位", "hand over the lead"),
        "corrective",
        ("unit",),
        cite("18"),
        at=LIVING,
        brings=("lead.code",),
    ),
    ActKind(
        "rename",
        Text("更名", "rename"),
        "procedural",
        ("unit",),
        cite("18"),
        at=LIVING,
        brings=("name",),
        differing=Differing(30, 10, cite("18")),
    ),
    ActKind(
        "submit",
        Text("申请验收", "apply for acceptance"),
        "procedural",
        ("unit",),
        cite("11"),
        moves=(Move(("preparing", "rectifying"), "accepting"),),
    ),
    ActKind(
        "grade",
        Text("评定等次", "grade"),
        "procedural",
        ("bureau",),
        cite("17"),
        at=("accepting",),
        brings=("score",),
        records=("grade",),
    ),
    ActKind(
        "conclude",
        Text("验收结论", "conclude the acceptance"),
        "favourable",
        ("bureau",),
        cite("11"),
        moves=(Move(("accepting",), "recognised", when="passed"), Move(("accepting",), "rectifying", when="failed")),
        may_bring=("end",),
        requires=("rated",),
        opens=("rectify", "evaluation"),
    ),
    ActKind(
        "cancel",
        Text("取消资格", "cancel"),
        "adverse",
        ("bureau",),
        cite("11"),
        moves=(Move(("rectifying",), "cancelled"),),
        requires=("year-over",),
        frees=("class",),
        reason=True,
    ),
    ActKind(
        "revoke",
        Text("撤销", "revoke"),
        "adverse",
        ("bureau",),
        cite("17"),
        moves=(Move(("recognised",), "revoked"),),
        frees=("class",),
        reason=True,
        grounds="named",
    ),
    ActKind(
        "withdraw",
        Text("退出", "withdraw"),
        "procedural",
        ("unit",),
        cite("18"),
        moves=(Move(LIVING, "gone"),),
        frees=("class",),
    ),
    ActKind(
        "adopt",
        Text("承接", "adopt"),
        "corrective",
        ("bureau",),
        cite("22"),
        moves=(Move(to_fact="found.stage"),),
        brings=("lead.code", "department", "name", "found.stage"),
        documents=(Text("承接清单", "list of centres"),),
    ),
    ActKind(
        "register",
        Text("登记依据", "register a basis"),
        "procedural",
        ("bureau",),
        cite("22"),
        subject="edition",
        brings=("basis",),
        adds=("basis",),
    ),
    ActKind(
        "confirm",
        Text("确认解释", "confirm a reading"),
        "procedural",
        ("bureau",),
        cite("21"),
        subject="edition",
        may_bring=("interpretation.*",),
    ),
)

DUTIES = (
    DutyKind(
        "plan",
        Text("签订任务书", "sign the plan"),
        "bureau",
        cite("9(3)"),
        after=("counted.from", "act"),
        period=Period(days=30),
        holds_in=("preparing",),
    ),
    DutyKind(
        "report",
        Text("年度报告", "yearly report"),
        "unit",
        cite("15"),
        yearly=YearDay(2, "last"),
        holds_in=("preparing", "recognised"),
    ),
    DutyKind(
        "acceptance",
        Text("申请验收", "apply for acceptance"),
        "unit",
        cite("11"),
        opens=Period(years=3),
        holds_in=("preparing",),
        own=False,
    ),
    DutyKind("rectify", Text("整改", "rectify"), "unit", cite("11"), printed="end", holds_in=("rectifying",), own=False),
    DutyKind("evaluation", Text("动态考评", "evaluation"), "bureau", cite("16"), every=Period(years=3), holds_in=("recognised",)),
)

RESERVATIONS = (Reservation("class", Text("行业类别", "class"), ("class.code",), cite("7")),)
INCENTIVES = (Incentive("prize", Text("奖励", "prize"), "discretionary", "passed", cite("19")),)


def _question(name: str, zh: str, en: str) -> Interpretation:
    readings = (Reading("narrow", Text("狭义", "narrow")), Reading("wide", Text("广义", "wide")))
    return Interpretation(name, Text(zh, en), readings, "wide", "bureau", Text("影响", "what it changes"), cite("21"))


INTERPRETATIONS = (
    _question("Q1", "谁算内部委员", "who counts as an insider"),
    _question("Q2", "分数线", "where the bands lie"),
    _question("Q3", "整改期如何计算", "how the rectification is counted"),
)

WHOLE = Edition(
    IDENTITY,
    CONVENTION,
    ROLES,
    OFFICE_KINDS,
    OFFICES,
    VOCABULARIES,
    FACTS,
    DERIVED,
    STAGES,
    PROCEEDINGS,
    RULES,
    ACTS,
    DUTIES,
    RESERVATIONS,
    INCENTIVES,
    INTERPRETATIONS,
    digest="0" * 64,
)


def lake(first: date = FIRST, last: date = LAST, **tables: Any) -> Edition:
    """The edition with another window or with whole tables put in place of its own."""
    identity = attrs.evolve(IDENTITY, in_force=InForce(first, last, cite=cite("22")))
    return attrs.evolve(WHOLE, **{"identity": identity, **tables})


LIVING = ("asked", "review", "preparing", "accepting", "recognised", "rectifying")
CORRECTING = tuple(
    ActKind(
        f"{way}-entry",
        Text(name, way),
        "corrective",
        ("bureau",),
        cite("21"),
        at=LIVING,
        corrects=way,
        reason=True,
    )
    for way, name in (("void", "撤销记录"), ("correct", "更正记录"), ("uphold", "维持"), ("redo", "重新作出"))
)


def correctable(**tables: Any) -> Edition:
    """The lake's edition with acts that correct an earlier entry."""
    return extended(lake(**tables), "acts", *CORRECTING)


def altered(edition: Edition, table: str, name: str, **changes: Any) -> Edition:
    """The edition with some attributes of one item changed."""
    assert name in edition.tables[table]
    items = [attrs.evolve(item, **changes) if item.id == name else item for item in getattr(edition, table)]
    return attrs.evolve(edition, **{table: tuple(items)})


def extended(edition: Edition, table: str, *items: Any) -> Edition:
    """The edition with further items at the end of a table."""
    return attrs.evolve(edition, **{table: (*getattr(edition, table), *items)})


def without(edition: Edition, table: str, *names: str) -> Edition:
    """The edition without some items of a table."""
    return attrs.evolve(edition, **{table: tuple(item for item in getattr(edition, table) if item.id not in names)})


def funded() -> Edition:
    """The lake with an incentive ledger: each step by an act of its own, and one that may approve what nobody proposed."""
    words = {"line": "台账编号", "prize": "激励", "payer": "支付单位", "budget": "预算科目"}
    facts = [FactKind(f"fund.{name}", Text(zh, name), "text") for name, zh in words.items()]
    facts += [FactKind("fund.sum", Text("金额", "sum"), "money", currency="CNY")]
    facts += [FactKind("fund.euros", Text("欧元金额", "sum in euros"), "money", currency="EUR")]
    edition = extended(lake(), "facts", *facts)
    names = {"line": "fund.line", "incentive": "fund.prize", "amount": "fund.sum", "payer": "fund.payer", "budget": "fund.budget"}
    moves = {
        "propose": IncentiveMove("proposed", **names),
        "grant": IncentiveMove("approved", **names),
        "pay": IncentiveMove("disbursed", **names),
        "pay-euros": IncentiveMove("disbursed", **{**names, "amount": "fund.euros"}),
        "hold-back": IncentiveMove("withheld", **names),
        "claw-back": IncentiveMove("recovered", **names),
        "grant-anyway": IncentiveMove("approved", beyond=True, **names),
    }
    steps = {name: (move,) for name, move in moves.items()} | {"pay-both": (moves["pay"], moves["pay"])}
    acts = [
        ActKind(
            name,
            Text(f"激励：{name}", name),
            "favourable",
            ("bureau",),
            cite("19"),
            at=("preparing", "recognised"),
            brings=("fund.line",),
            may_bring=tuple(fact.id for fact in facts[1:]),
            incentives=each,
        )
        for name, each in steps.items()
    ]
    return extended(edition, "acts", *acts)


def committee(insiders: int, size: int) -> list[dict[str, Any]]:
    """A committee in plain form: the insiders first."""
    return [{"name": f"n{index}", "ties": ["lead"] if index < insiders else ["none"]} for index in range(size)]


def found(rule: str, choice: str = "met", **changes: Any) -> Determination:
    """A determination with a reason."""
    return attrs.evolve(Determination(rule, choice, "as the file shows"), **changes)


_RIGHT: Mapping[str, dict[str, Any]] = {
    "apply": {
        "by": UNIT,
        "facts": {"lead.code": UNIT, "department": DISTRICT, "name": "芦苇", "class.code": "3511"},
    },
    "forward": {"by": DISTRICT, "facts": {"opinion": "同意"}},
    "approve": {
        "facts": {"committee": committee(2, 6), "budget": "800000.00 CNY"},
        "document": "湖科〔2023〕5号",
        "determinations": (found("sound"),),
    },
    "refuse": {"reason": "布局已满"},
    "visit": {"facts": {"visited": True}},
    "object": {"by": UNIT},
    "report": {"by": UNIT},
    "change-plan": {"facts": {"end": date(2023, 12, 30)}},
    "swap-class": {"facts": {"class.code": "3621"}},
    "hand-over": {"by": UNIT, "facts": {"lead.code": "91440300MA5DB5678Y"}},
    "rename": {"by": UNIT, "facts": {"name": "菖蒲"}},
    "submit": {"by": UNIT},
    "grade": {"facts": {"score": "75.5"}},
    "conclude": {"facts": {"end": date(2025, 6, 30)}},
    "cancel": {"reason": "整改期满未通过"},
    "revoke": {"reason": "弄虚作假", "basis": "fraud-law"},
    "withdraw": {"by": UNIT},
    "adopt": {
        "facts": {"lead.code": UNIT, "department": DISTRICT, "name": "芦苇", "found.stage": "recognised"},
        "document": "湖科〔2023〕1号",
    },
    "register": {"centre": "", "facts": {"basis": [{"id": "fraud-law", "first": date(2020, 1, 1), "last": date(2035, 12, 31)}]}},
    "confirm": {"centre": "", "facts": {"interpretation.Q3": "wide"}},
}


def right(kind: str, on: date = date(2023, 6, 1), **changes: Any) -> Act:
    """An act that is in order where its stage is: by the right office, with its facts, document, reason and determinations."""
    told = {"by": BUREAU, "centre": "c-1", **_RIGHT.get(kind, {}), **changes}
    return Act(id=f"{kind}-{on.isoformat()}", kind=kind, on=on, **told)


class Desk:
    """An office that decides acts and keeps the events, as the registry does with a ledger behind it."""

    def __init__(self, edition: Edition | None = None, today: date = TODAY, **lawbook: Any) -> None:
        self.lawbook = Lawbook(lake() if edition is None else edition, **lawbook)
        self.today = today
        self.events: list[Event] = []

    def subject(self, act: Act) -> str:
        plan = self.lawbook.plans.get(act.kind)
        return LAW if plan is not None and plan.act.subject == "edition" else act.centre

    def about(self, subject: str) -> list[Event]:
        return [event for event in self.events if event.subject == subject]

    def centre(self, name: str = "c-1", as_of: date | None = None) -> Centre:
        return fold(name, self.about(name), as_of)

    def world(self, act: Act) -> World:
        """What the registry would look up."""
        mine = self.about(self.subject(act))
        holders = {
            key: centre.id
            for centre in (self.centre(name) for name in dict.fromkeys(event.subject for event in self.events))
            for key in centre.reservations.values()
        }
        return World(
            today=self.today,
            sequence=len(self.events) + 1,
            number=len(mine) + 1,
            holders={"class": holders},
            law=fold(LAW, self.about(LAW), act.on),
            duties=frozenset(effect.key for event in mine for effect in event.effects if effect.kind == "duty-opened"),
            latest=max((e.effective for e in mine if any(effect.kind == "stage" for effect in e.effects)), default=None),
            past=mine,
        )

    def context(self, act: Act) -> Context:
        return gather(self.lawbook, self.centre(self.subject(act), act.on), act, self.world(act))

    def ask(self, act: Act) -> Receipt:
        """What would be answered; nothing is kept."""
        return decide(self.lawbook, self.context(act), act)

    def take(self, act: Act) -> Receipt:
        """The answer to an act; an accepted one is kept."""
        receipt = self.ask(act)
        if receipt.event is not None:
            self.events.append(receipt.event)
        return receipt

    def lead(self, *kinds: str, on: date = date(2023, 6, 1), **changes: Mapping[str, Any]) -> Desk:
        """Take right acts one after the other, a day apart, and insist that each is accepted; ``changes`` by kind."""
        for kind in kinds:
            act = right(kind, on, **changes.get(kind.replace("-", "_"), {}))
            receipt = self.take(act)
            assert receipt.event is not None, [finding.text.en for finding in receipt.refusals]
            on += timedelta(days=1)
        return self


PATHS: Mapping[str, tuple[str, ...]] = {
    "asked": ("apply",),
    "review": ("apply", "forward"),
    "preparing": ("apply", "forward", "approve"),
    "accepting": ("apply", "forward", "approve", "submit"),
    "recognised": ("apply", "forward", "approve", "submit", "grade", "conclude"),
    "rectifying": ("apply", "forward", "approve", "submit", "grade", "conclude"),
    "closed": ("apply", "forward", "refuse"),
    "gone": ("apply", "withdraw"),
    "revoked": ("apply", "forward", "approve", "submit", "grade", "conclude", "register", "revoke"),
}


def desk_at(stage: str, edition: Edition | None = None, **changes: Any) -> Desk:
    """A desk with one centre, ``c-1``, led to a stage by right acts from 1 June 2023 on."""
    if stage == "rectifying":
        changes["grade"] = {"facts": {"score": "40"}}
    desk = Desk(edition).lead(*PATHS[stage], **changes)
    assert desk.centre().stage == stage
    return desk


def codes(receipt: Receipt) -> list[str]:
    """The rules for which an act was refused."""
    return [finding.rule for finding in receipt.refusals]


def only(receipt: Receipt) -> Finding:
    """The one finding for which an act was refused."""
    (finding,) = receipt.refusals
    return finding
