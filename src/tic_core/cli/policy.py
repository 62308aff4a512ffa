"""``ticctl policy list · show``: the drafter's bench. Its other commands have modules of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tic_core import telling
from tic_core.cli.cells import spaced, table
from tic_core.cli.editions import TABLES, counts, items
from tic_core.cli.frame import Argument, Day, Group, OneOf, Option, Pair, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import DocumentError
from tic_core.model.edition import Edition, Source
from tic_core.packs import Found
from tic_core.packs.succession import Between, succession
from tic_core.shelf import Shelf
from tic_core.text import Text

COMMANDS: Mapping[str, tuple[str, Pair]] = {
    "list": ("tic_core.cli.policy:list_", ("已安装和另行指定的版本。", "The editions installed and given.")),
    "show": ("tic_core.cli.policy:show", ("一个版本的内容。", "What an edition says.")),
    "check": (
        "tic_core.cli.check:check",
        ("检查政策文件，列出错误和警告及其位置。", "Check documents: errors and warnings, and where."),
    ),
    "schema": (
        "tic_core.cli.schema:schema",
        ("政策文件的 JSON Schema，供编辑器使用。", "The JSON Schema of documents, for editors."),
    ),
    "graph": ("tic_core.cli.picture:graph", ("把版本的阶段画成图。", "Draw the stages of an edition.")),
    "diff": (
        "tic_core.cli.compare:diff",
        ("比较两个版本：更严、更宽，举例说明。", "Compare two editions: stricter, looser, with examples."),
    ),
    "wording": (
        "tic_core.cli.wording:wording",
        ("以句子写出规则，供签署。", "The rules as sentences, for signing."),
    ),
    "authority": (
        "tic_core.cli.authority:authority",
        ("谁可以在哪个阶段作哪种行为。", "Who may take which act in which stage."),
    ),
    "account": (
        "tic_core.cli.sentences:account",
        ("逐句说明办法的去向。", "What became of every sentence of the measure."),
    ),
    "questions": (
        "tic_core.cli.sentences:questions",
        ("办法留下的问题及所取解释。", "What the text leaves open, and the readings taken."),
    ),
    "test": ("tic_core.cli.scenario:test", ("运行版本所附的情形。", "Run the scenarios beside an edition.")),
    "prove": (
        "tic_core.cli.prove:prove",
        ("求证：规则、阶段和程序的性质，附实例。", "Prove properties of rules, stages and procedure, with lives that show them."),
    ),
    "boundary": (
        "tic_core.cli.mutation:boundary",
        ("为每个条件写出界线两侧的情形。", "Write scenarios on either side of each condition."),
    ),
}

policy = Group(
    "policy", COMMANDS, told=("政策文件：列出、查看、检查、画图。", "Policy documents: list, show, check, draw."), params=common()
)


def edition_argument(**how: Any) -> Argument:
    """The edition that is meant."""
    return Argument(
        "edition", value=("版本", "EDITION"), told=("版本标识，如 weihai-2022。", "An edition's id, such as weihai-2022."), **how
    )


@command(
    "list",
    Option(
        "--on",
        type=Day(),
        value=("日期", "DAY"),
        told=("该日新中心适用哪一版本。", "Which edition of each policy a new centre comes under on that day."),
    ),
    *common(),
    told=COMMANDS["list"][1],
    more=(
        "指出各版本之间无版本有效、或不止一个有效的日子。已有中心留在其版本之下，直至衔接（ticctl transition）。",
        "Days on which no edition is in force, or two are, are told. A centre stays under its edition until it is moved.",
    ),
)
def list_(run: Run, on: date | None) -> None:
    """List the editions; one that is faulty is listed as such."""
    shelf = run.shelf()
    read = {name: _read(shelf, found) for name, found in shelf.found.items()}
    told = [_listed(run, found, read[name]) for name, found in shelf.found.items()]
    between = succession(each.identity for each in read.values() if each is not None)
    applying = (
        {} if on is None else {each.policy: _applying(shelf, each.policy, on) for each in shelf.found.values() if each.policy}
    )
    parts: dict[str, Any] = {"editions": told, "windows": [_between(each) for each in between]}
    parts |= {"on": telling.told(on), "applying": applying}
    run.show("editions", parts, [*_list_page(run, told), *_succession_page(run, between, applying, on)])


def _applying(shelf: Shelf, policy: str, day: date) -> str | None:
    """The edition of a policy that is in force on a day; None where there is none, or its document cannot be read."""
    try:
        book = shelf.in_force(policy, day)
    except DocumentError:
        return None
    return book.identity.id if book.lawbook.first <= day <= book.lawbook.last else None


def _between(each: Between) -> dict[str, Any]:
    days = {"first": telling.told(each.first), "last": telling.told(each.last)}
    return {"policy": each.policy, "kind": each.kind, **days, "editions": list(each.editions)}


def _succession_page(run: Run, between: Sequence[Between], applying: Mapping[str, str | None], on: date | None) -> Iterator[str]:
    for each in between:
        yield MESSAGES[each.kind].fill(policy=each.policy, first=each.first, last=each.last, editions=list(each.editions))(run.lang)
    for policy, edition in applying.items():
        yield MESSAGES["applies" if edition else "none-applies"].fill(policy=policy, day=on, edition=edition)(run.lang)


@command(
    "show",
    edition_argument(),
    Option(
        "--table",
        type=OneOf(TABLES),
        value=("表", "TABLE"),
        told=(f"只看一张表：{'、'.join(TABLES)}。", f"One table only: {', '.join(TABLES)}."),
    ),
    *common(),
    told=(
        "一个版本的内容：身份、阶段、行为、规则、义务、未决解释。",
        "What an edition says: identity, stages, acts, rules, duties, open readings.",
    ),
)
def show(run: Run, edition: str, table: str | None) -> None:
    """Show an edition."""
    book = run.shelf().book(edition)
    chosen = [table] if table else list(TABLES)
    told = {name: items(book.lawbook, name, run.lang) for name in chosen}
    identity = _listed(run, book.found, book.lawbook.edition)
    run.show("edition", {"edition": identity, "tables": told}, _show_page(run, identity, told, whole=table is None))


def _listed(run: Run, found: Found, edition: Edition | None) -> dict[str, Any]:
    """An edition by its identity; by what its head tells where it is faulty."""
    told: dict[str, Any] = {
        "id": found.id,
        "policy": found.policy,
        "jurisdiction": found.jurisdiction,
        "pack": found.pack,
        "path": str(found.path),
    }
    told |= {"sample_acts": len(found.acts), "ok": edition is not None}
    return told | _identity(run, edition) if edition else told


def _identity(run: Run, edition: Edition) -> dict[str, Any]:
    identity = edition.identity
    return {
        "title": identity.title(run.lang),
        "issuer": identity.issuer(run.lang),
        "document_no": identity.document_no,
        "registration_no": identity.registration_no,
        "issued_on": telling.told(identity.issued_on),
        "first": telling.told(identity.in_force.first),
        "last": telling.told(identity.in_force.last) if identity.in_force.ends else None,
        "cite": str(identity.in_force.cite),
        "article": edition.cite_text(identity.in_force.cite)(run.lang),
        "supersedes": list(identity.supersedes),
        "synthetic": identity.synthetic,
        "sources": [_material(run, source) for source in identity.sources],
        "counts": counts(edition),
        "digest": edition.digest,
    }


def _material(run: Run, source: Source) -> dict[str, Any]:
    """A public source of an edition whose text was not seen."""
    return {
        "id": source.id,
        "mark": source.mark,
        "name": source.name(run.lang),
        "tells": source.tells(run.lang),
        "document_no": source.document_no,
        "on": telling.told(source.on),
    }


def _list_page(run: Run, told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not told:
        run.say(MESSAGES["none"])
        return
    heads = [MESSAGES[head](run.lang) for head in ("edition", "jurisdiction", "title", "first", "last", "pack")]
    columns = ("id", "jurisdiction", "title", "first", "last", "pack")
    broken = {each["id"]: MESSAGES["broken"].fill(edition=each["id"])(run.lang) for each in told}
    marked = [{**each, "title": f"{MESSAGES['mark'](run.lang)}{each['title']}"} if each.get("synthetic") else each for each in told]
    rows = [[each.get(column, broken[each["id"]] if column == "title" else "") or "—" for column in columns] for each in marked]
    yield from table(heads, rows, run.width)


def _show_page(
    run: Run, identity: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]], *, whole: bool
) -> Iterator[str]:
    yield from spaced([_head(run, identity) if whole else (), *(_table(run, name, rows) for name, rows in tables.items())])


def _head(run: Run, identity: Mapping[str, Any]) -> Iterator[str]:
    yield run.heading(f"{identity['id']}  {identity['title']}")
    yield MESSAGES["issued" if identity["issued_on"] else "undated"].fill(**identity)(run.lang)
    yield MESSAGES["window" if identity["last"] else "open"].fill(**identity)(run.lang)
    if identity["synthetic"]:
        yield MESSAGES["invented"](run.lang)
    if identity["sources"]:
        yield MESSAGES["materials"](run.lang)
    for source in identity["sources"]:
        yield MESSAGES["material"].fill(**source, marked=MARKS[source["mark"]])(run.lang)


def _table(run: Run, name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield run.heading(MESSAGES["table"].fill(table=HEADS[name], count=len(rows))(run.lang))
        cells = [(each["id"], each["name"], _source(run, each), each["says"]) for each in rows]
        yield from table([MESSAGES[head](run.lang) for head in ("id", "name", "source", "says")], cells, run.width)


def _source(run: Run, each: Mapping[str, Any]) -> str:
    return str(each["article"]) or {"zh": "、", "en": ", "}[run.lang].join(each["assumed"])


def _read(shelf: Shelf, found: Found) -> Edition | None:
    """The edition of a document; None where it is faulty."""
    try:
        return shelf.read(found)
    except DocumentError:
        return None


HEADS = {
    "roles": Text("角色", "roles"),
    "offices": Text("机构", "offices"),
    "vocabularies": Text("词表", "vocabularies"),
    "facts": Text("事实", "facts"),
    "stages": Text("阶段", "stages"),
    "proceedings": Text("程序", "proceedings"),
    "linked": Text("关联主体", "linked subjects"),
    "rules": Text("规则", "rules"),
    "acts": Text("行为", "acts"),
    "duties": Text("义务", "duties"),
    "reservations": Text("占用", "reservations"),
    "incentives": Text("激励", "incentives"),
    "cohorts": Text("批次", "cohorts"),
    "interpretations": Text("解释", "interpretations"),
}

MARKS = {
    "read": Text("见过公开文本", "read in a public copy"),
    "digest": Text("转述，使用前须核对", "second hand, to be checked before use"),
    "background": Text("常识", "background"),
}

MESSAGES = {
    "mark": Text("〔虚构〕", "[invented] "),
    "gap": Text(
        "{policy}：{first} 至 {last} 没有版本有效（{editions}）",
        "{policy}: from {first} to {last} no edition is in force ({editions})",
    ),
    "overlap": Text(
        "{policy}：{first} 至 {last} 不止一个版本有效，且未写明取代（{editions}）",
        "{policy}: from {first} to {last} more than one edition is in force, and neither supersedes the other ({editions})",
    ),
    "applies": Text("{policy}：{day} 新中心适用 {edition}", "{policy}: on {day} a new centre comes under {edition}"),
    "none-applies": Text("{policy}：{day} 没有唯一有效的版本", "{policy}: on {day} no single edition is in force"),
    "none": Text("没有安装政策包；用 --policies 指明文件夹", "no policy pack is installed; name a folder with --policies"),
    "edition": Text("版本", "edition"),
    "jurisdiction": Text("辖区", "jurisdiction"),
    "title": Text("名称", "title"),
    "first": Text("首日", "first day"),
    "last": Text("末日", "last day"),
    "pack": Text("政策包", "pack"),
    "id": Text("标识", "id"),
    "name": Text("名称", "name"),
    "source": Text("条款或解释", "article or reading"),
    "says": Text("内容", "what it says"),
    "issued": Text("{issuer} {document_no}，{issued_on} 印发", "{issuer}, {document_no}, issued {issued_on}"),
    "undated": Text("{issuer} {document_no}，未见印发日期", "{issuer}, {document_no}, day of issue not seen"),
    "window": Text("有效期 {first} 至 {last}，含两端（{article}）", "in force {first} to {last}, both included ({article})"),
    "open": Text("自 {first} 起有效，未见末日（{article}）", "in force from {first}, no last day known ({article})"),
    "invented": Text("虚构的办法，仅供示例或测试", "an invented measure, for examples or tests"),
    "materials": Text(
        "未见办法原文，据以下公开材料写成；材料未写明的列为待解释的问题：",
        "the text itself was not seen: made from these public sources; what they do not say is an open question:",
    ),
    "material": Text("  {id}（{marked}）{name} {document_no}：{tells}", "  {id} ({marked}) {name} {document_no}: {tells}"),
    "table": Text("{table}（{count}）", "{table} ({count})"),
    "broken": Text("（文件有误，见 ticctl policy check {edition}）", "(faulty: see ticctl policy check {edition})"),
}
