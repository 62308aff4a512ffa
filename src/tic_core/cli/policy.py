"""``ticctl policy list · show · check · graph``: the drafter's bench (``account`` and ``questions``: see ``sentences``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from tic_core import telling
from tic_core.cli.cells import spaced, table
from tic_core.cli.editions import TABLES, items
from tic_core.cli.frame import Argument, Group, OneOf, Option, Pair, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.cli.wrong import faults
from tic_core.errors import DocumentError
from tic_core.model.edition import Edition
from tic_core.packs import Found, dot, found_in, mermaid
from tic_core.packs.find import DOCUMENT
from tic_core.shelf import Shelf
from tic_core.text import Lang, Text

COMMANDS: Mapping[str, tuple[str, Pair]] = {
    "list": ("tic_core.cli.policy:list_", ("已安装和另行指定的版本。", "The editions installed and given.")),
    "show": ("tic_core.cli.policy:show", ("一个版本的内容。", "What an edition says.")),
    "check": (
        "tic_core.cli.policy:check",
        ("检查政策文件，列出全部错误及其位置。", "Check documents: everything wrong, and where."),
    ),
    "graph": ("tic_core.cli.policy:graph", ("把版本的阶段画成图。", "Draw the stages of an edition.")),
    "account": (
        "tic_core.cli.sentences:account",
        ("逐句说明办法的去向。", "What became of every sentence of the measure."),
    ),
    "questions": (
        "tic_core.cli.sentences:questions",
        ("办法留下的问题及所取解释。", "What the text leaves open, and the readings taken."),
    ),
    "test": ("tic_core.cli.scenario:test", ("运行版本所附的情形。", "Run the scenarios beside an edition.")),
}

policy = Group(
    "policy", COMMANDS, told=("政策文件：列出、查看、检查、画图。", "Policy documents: list, show, check, draw."), params=common()
)


def edition_argument(**how: Any) -> Argument:
    """The edition that is meant."""
    return Argument(
        "edition", value=("版本", "EDITION"), told=("版本标识，如 weihai-2022。", "An edition's id, such as weihai-2022."), **how
    )


@command("list", *common(), told=COMMANDS["list"][1])
def list_(run: Run) -> None:
    """List the editions; one that is faulty is listed as such."""
    shelf = run.shelf()
    checked = {found: _checked(shelf, found.id) for found in shelf.found.values()}
    told = [_listed(run, found, each.edition) for found, each in checked.items()]
    run.show("editions", {"editions": told}, _list_page(run, told))


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


@command(
    "check",
    Argument(
        "documents",
        nargs=-1,
        required=True,
        value=("文件或版本", "FILE-OR-EDITION"),
        told=("政策文件、其所在文件夹，或版本标识。", "A policy document, its folder, or an edition's id."),
    ),
    *common(),
    told=(
        "检查政策文件：列出全部错误，附行、列、键和应有的内容；有误时以 3 退出。",
        "Check documents: everything wrong with line, column, key and what was expected. Exits 3 where anything is.",
    ),
)
def check(run: Run, documents: tuple[str, ...]) -> int:
    """Check policy documents."""
    shelf = run.shelf()
    checked = [_checked(shelf, document) for document in documents]
    ok = all(each.error is None for each in checked)
    run.show("check", {"ok": ok, "documents": [each.told(run.lang) for each in checked]}, _check_page(run, checked))
    return 0 if ok else DocumentError.exit_code


@command(
    "graph",
    edition_argument(),
    Option(
        "--format",
        "form",
        type=OneOf(("mermaid", "dot")),
        default="mermaid",
        value=("mermaid|dot", "mermaid|dot"),
        told=("图的格式。", "The form of the picture."),
    ),
    *common(),
    told=("把版本的阶段及其条款画成图。", "Draw the stages of an edition with their articles."),
)
def graph(run: Run, edition: str, form: str) -> None:
    """Draw an edition."""
    found = run.shelf().lawbook(edition).edition
    text = {"mermaid": mermaid, "dot": dot}[form](found, run.lang)
    run.show("graph", {"edition": edition, "format": form, "text": text}, text.splitlines())


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
        "last": telling.told(identity.in_force.last),
        "cite": str(identity.in_force.cite),
        "article": edition.cite_text(identity.in_force.cite)(run.lang),
        "supersedes": list(identity.supersedes),
        "synthetic": identity.synthetic,
        "counts": counts(edition),
        "digest": edition.digest,
    }


def counts(edition: Edition) -> dict[str, int]:
    """How many of everything."""
    return {name: len(edition.tables[name]) for name in TABLES}


def _list_page(run: Run, told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not told:
        run.say(MESSAGES["none"])
        return
    heads = [MESSAGES[head](run.lang) for head in ("edition", "jurisdiction", "title", "first", "last", "pack")]
    columns = ("id", "jurisdiction", "title", "first", "last", "pack")
    broken = {each["id"]: MESSAGES["broken"].fill(edition=each["id"])(run.lang) for each in told}
    rows = [[each.get(column, broken[each["id"]] if column == "title" else "") for column in columns] for each in told]
    yield from table(heads, rows, run.width)


def _show_page(
    run: Run, identity: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]], *, whole: bool
) -> Iterator[str]:
    yield from spaced([_head(run, identity) if whole else (), *(_table(run, name, rows) for name, rows in tables.items())])


def _head(run: Run, identity: Mapping[str, Any]) -> Iterator[str]:
    yield run.heading(f"{identity['id']}  {identity['title']}")
    yield MESSAGES["issued"].fill(**identity)(run.lang)
    yield MESSAGES["window"].fill(**identity)(run.lang)


def _table(run: Run, name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield run.heading(MESSAGES["table"].fill(table=HEADS[name], count=len(rows))(run.lang))
        cells = [(each["id"], each["name"], _source(run, each), each["says"]) for each in rows]
        yield from table([MESSAGES[head](run.lang) for head in ("id", "name", "source", "says")], cells, run.width)


def _source(run: Run, each: Mapping[str, Any]) -> str:
    return str(each["article"]) or {"zh": "、", "en": ", "}[run.lang].join(each["assumed"])


def _checked(shelf: Shelf, document: str) -> Checked:
    known = shelf.found.get(document)
    path = known.path if known else Path(document)
    found = known or found_in(path / DOCUMENT if path.is_dir() else path)
    try:
        return Checked(document, str(found.path), shelf.read(found), None)
    except DocumentError as error:
        return Checked(document, str(found.path), None, error)


@attrs.frozen
class Checked:
    """A document that was checked: the edition in it, or what is wrong."""

    document: str
    file: str
    edition: Edition | None
    error: DocumentError | None

    def told(self, lang: Lang) -> dict[str, Any]:
        """``{document, file, edition, ok, counts{}, faults[]}``."""
        return {
            "document": self.document,
            "file": self.file,
            "edition": self.edition.id if self.edition else None,
            "ok": self.error is None,
            "counts": counts(self.edition) if self.edition else {},
            "faults": faults(self.error, lang) if self.error else [],
        }


def _check_page(run: Run, checked: Sequence[Checked]) -> Iterator[str]:
    for each in checked:
        if each.edition:
            told = {name: str(count) for name, count in counts(each.edition).items()}
            yield MESSAGES["fine"].fill(file=each.file, edition=each.edition.id, **told)(run.lang)
        if each.error:
            yield from (fault(run.lang) for fault in each.error.faults)
            run.say(MESSAGES["faulty"].fill(file=each.file, count=len(each.error.faults)))


HEADS = {
    "roles": Text("角色", "roles"),
    "offices": Text("机构", "offices"),
    "vocabularies": Text("词表", "vocabularies"),
    "facts": Text("事实", "facts"),
    "stages": Text("阶段", "stages"),
    "proceedings": Text("程序", "proceedings"),
    "rules": Text("规则", "rules"),
    "acts": Text("行为", "acts"),
    "duties": Text("义务", "duties"),
    "reservations": Text("占用", "reservations"),
    "incentives": Text("激励", "incentives"),
    "interpretations": Text("解释", "interpretations"),
}

MESSAGES = {
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
    "window": Text("有效期 {first} 至 {last}，含两端（{article}）", "in force {first} to {last}, both included ({article})"),
    "table": Text("{table}（{count}）", "{table} ({count})"),
    "fine": Text(
        "{file}：无误。{edition}：阶段 {stages}，行为 {acts}，规则 {rules}，义务 {duties}，解释 {interpretations}",
        "{file}: no fault. {edition}: stages {stages}, acts {acts}, rules {rules}, duties {duties}, readings {interpretations}",
    ),
    "faulty": Text("{file}：{count} 处错误", "{file}: {count} faults"),
    "broken": Text("（文件有误，见 ticctl policy check {edition}）", "(faulty: see ticctl policy check {edition})"),
}
