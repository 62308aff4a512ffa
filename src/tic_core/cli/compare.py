"""``ticctl policy diff``: what a new edition changes, article by article, which way, and whom it would see otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from tic_core import telling
from tic_core.affected import Turned, turned
from tic_core.cli.frame import Argument, command
from tic_core.cli.names import Names
from tic_core.cli.options import AS_OF, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.cite import Cite
from tic_core.model.dates import WEEKENDS_ONLY
from tic_core.model.facts import Value
from tic_core.model.verdict import Verdict
from tic_core.packs import calendars, found_in
from tic_core.packs.compare.editions import HOW, SHIFTS, Change, compare, counts
from tic_core.packs.compare.rules import RELATIONS, Witness
from tic_core.packs.compare.words import TABLES
from tic_core.packs.find import DOCUMENT
from tic_core.shelf import Shelf
from tic_core.text import Lang, Text


def _edition(name: str, zh: str, en: str) -> Argument:
    return Argument(
        name,
        value=(zh, en),
        told=("版本标识、政策文件，或其所在文件夹。", "An edition's id, a policy document, or its folder."),
    )


@command(
    "diff",
    _edition("old", "旧版本", "OLD"),
    _edition("new", "新版本", "NEW"),
    AS_OF(),
    *common(),
    told=(
        "比较两个版本：逐条列出增删改，每条规则更严还是更宽，并举例；指明账本时列出哪些中心会换边。",
        "Compare two editions by article: what changed, which way, with examples; with a ledger, which centres change side.",
    ),
)
def diff(run: Run, old: str, new: str) -> None:
    """Compare two editions."""
    shelf = run.shelf()
    before, after = lawbook_of(shelf, old), lawbook_of(shelf, new)
    changes = compare(before, after)
    centres = _centres(run, shelf, before, after, changes)
    totals = counts(changes) | {each: sum(change.relation == each for change in changes) for each in (*RELATIONS, *SHIFTS)}
    parts = {
        "old": before.edition.id,
        "new": after.edition.id,
        "same_policy": _same_policy(before, after),
        "counts": totals,
        "articles": [_article(run, before, after, cite, list(each)) for cite, each in groupby(changes, key=place)],
        "centres": centres and centres[0],
    }
    run.show("diff", parts, _page(run, before, after, changes, centres and centres[1]))


def _same_policy(before: Lawbook, after: Lawbook) -> bool:
    """Whether both are editions of one measure."""
    one, other = before.edition.identity, after.edition.identity
    return (one.policy, one.jurisdiction) == (other.policy, other.jurisdiction)


def lawbook_of(shelf: Shelf, name: str) -> Lawbook:
    """The law of an edition on the shelf, or of a draft in a file that is on none."""
    if name in shelf.found:
        return shelf.lawbook(name)
    path = Path(name)
    file = path / DOCUMENT if path.is_dir() else path
    if not file.exists():
        raise UsageError(MESSAGES["no-edition"].fill(edition=name), MESSAGES["editions"].fill(known=sorted(shelf.found)))
    edition = shelf.read(found_in(file))
    wanted = edition.convention.calendar
    return Lawbook(edition, next((each for each, _ in calendars(shelf.folders) if each.id == wanted), WEEKENDS_ONLY))


def place(change: Change) -> Cite | None:
    """The article a change is listed under: where it stands now, else where it stood; the measure itself under none."""
    return None if change.table in ("identity", "convention") else change.cite or change.before


# ── the register ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

Centres = tuple[dict[str, Any], list[str]]


def _centres(run: Run, shelf: Shelf, before: Lawbook, after: Lawbook, changes: Sequence[Change]) -> Centres | None:
    """Which centres change side, in plain form and as lines; None where no ledger was named."""
    if not (run.ledger or run.env.get("TIC_LEDGER")):
        return None
    if before.edition.id not in shelf.found:
        raise UsageError(MESSAGES["not-installed"].fill(edition=before.edition.id))
    with run.registry() as registry:
        day: date = run.as_of or registry.today(before)
        total, found = turned(registry, registry.shelf.book(before.edition.id), after, changes, day)
    districts = Counter(each.district(run.lang) for each in {each.centre: each for each in found}.values())
    told = {
        "as_of": telling.told(day),
        "counted": total,
        "districts": dict(sorted(districts.items())),
        "turned": [_turned(run.lang, each) for each in found],
    }
    return told, list(_centre_lines(run, before, after, day, total, found))


def _turned(lang: Lang, each: Turned) -> dict[str, Any]:
    return {
        "centre": each.centre,
        "district": each.district(lang),
        "rule": each.rule,
        "old": each.old.word if each.old is not None else None,
        "new": each.new.word if each.new is not None else None,
        "here": each.here,
    }


def _centre_lines(run: Run, before: Lawbook, after: Lawbook, day: date, total: int, found: Sequence[Turned]) -> Iterator[str]:
    several = len({each.centre for each in found})
    yield run.heading(MESSAGES["centres"].fill(count=several, total=total, day=day)(run.lang))
    by_district = sorted(found, key=lambda each: (each.district(run.lang), *_alike(each), each.centre))
    for name, group in groupby(by_district, key=lambda each: each.district(run.lang)):
        rows = list(group)
        yield "  " + MESSAGES["district"].fill(district=name, count=len({each.centre for each in rows}))(run.lang)
        for _, alike in groupby(rows, key=_alike):
            same = list(alike)
            named = (after.rules.get(same[0].rule) or before.rules[same[0].rule]).name
            told = {"old": _verdict(same[0].old), "new": _verdict(same[0].new), "centres": [each.centre for each in same]}
            yield "    " + MESSAGES["turned" if same[0].here else "turned-later"].fill(rule=named, **told)(run.lang)


def _alike(each: Turned) -> tuple[bool, str, str, str]:
    return not each.here, each.rule, _verdict(each.old).en, _verdict(each.new).en


def _verdict(verdict: Verdict | None) -> Text:
    return verdict.text if verdict is not None else MESSAGES["not-asked"]


# ── articles ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _article(run: Run, before: Lawbook, after: Lawbook, cite: Cite | None, changes: Sequence[Change]) -> dict[str, Any]:
    told = [_change(run.lang, each) for each in changes]
    return {"cite": str(cite or ""), "article": _cited(before, after, changes[0])(run.lang) if cite else "", "changes": told}


def _cited(before: Lawbook, after: Lawbook, change: Change) -> Text:
    return after.edition.cite_text(change.cite) if change.cite else before.edition.cite_text(change.before)


def _change(lang: Lang, change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "id": change.id,
        "was": change.was or None,
        "name": change.name(lang),
        "how": change.how,
        "relation": change.relation or None,
        "moved_from": str(change.before or "") if change.moved else None,
        "said": [text(lang) for text in change.said],
        "through": [text(lang) for text in change.through],
        "why": change.why(lang) if change.why else None,
        "witnesses": [
            {"facts": telling.told(each.facts), "old": each.old.word, "new": each.new.word, "allows": each.allows}
            for each in change.witnesses
        ],
    }


def _page(run: Run, before: Lawbook, after: Lawbook, changes: Sequence[Change], centres: Sequence[str] | None) -> Iterator[str]:
    yield run.heading(f"{before.edition.id} → {after.edition.id}")
    if not _same_policy(before, after):
        measures = {"old": before.edition.identity.title, "new": after.edition.identity.title}
        yield MESSAGES["two-measures"].fill(**measures)(run.lang)
    yield _totals(run, changes)
    for cite, group in groupby(changes, key=place):
        rows = list(group)
        yield ""
        yield run.heading(_cited(before, after, rows[0])(run.lang) if cite else _heading(run, rows[0]))
        for change in rows:
            yield from () if change.far else _lines(run, before, after, change)
        far = [change.name for change in rows if change.far]
        if far:
            yield "  = " + MESSAGES["far"].fill(rules=far)(run.lang)
    if centres is not None:
        yield ""
        yield from centres


def _heading(run: Run, change: Change) -> str:
    head = change.table in ("identity", "convention")
    return MESSAGES["measure" if head else "no-article"](run.lang)


def _totals(run: Run, changes: Sequence[Change]) -> str:
    if not changes:
        return MESSAGES["same"](run.lang)
    parts = [f"{HOW[how](run.lang)} {count}" for how, count in counts(changes).items() if count]
    words = {**RELATIONS, **SHIFTS}
    found = Counter(change.relation for change in changes if change.relation)
    parts += [f"{words[relation](run.lang)} {found[relation]}" for relation in words if found[relation]]
    return " · ".join(parts)


MARKS = {"added": "+", "removed": "−", "changed": "~"}


def _lines(run: Run, before: Lawbook, after: Lawbook, change: Change) -> Iterator[str]:
    lang, words = run.lang, {**RELATIONS, **SHIFTS}
    parts = [TABLES[change.table](lang), change.name(lang), f"[{change.id}]"]
    parts += [words[change.relation](lang)] if change.relation else []
    yield f"  {MARKS[change.how]} " + " · ".join(parts)
    if change.was:
        yield "    " + MESSAGES["was"].fill(id=change.was)(lang)
    if change.moved:
        came = before.edition.cite_text(change.before) if change.before else MESSAGES["no-article"]
        yield "    " + MESSAGES["moved"].fill(article=came)(lang)
    yield from (f"    {text(lang)}" for text in change.said)
    if change.through:
        yield "    " + MESSAGES["through"].fill(things=list(change.through))(lang)
    if change.why:
        yield f"    {change.why(lang)}"
    for witness in change.witnesses:
        yield "    " + _witness(witness, before, after, lang)


def _witness(witness: Witness, before: Lawbook, after: Lawbook, lang: Lang) -> str:
    told = [
        SAID.fill(fact=_fact(name, before, after), value=_value(name, value, before, after, lang))
        for name, value in witness.facts.items()
    ]
    facts = told or [MESSAGES["no-facts"]]
    return MESSAGES["example"].fill(facts=facts, old=witness.old.text, new=witness.new.text)(lang)


def _fact(name: str, before: Lawbook, after: Lawbook) -> Text:
    book = after if name in after.names.facts or name in after.names.others else before
    return book.names.name(name)


def _value(name: str, value: Value, before: Lawbook, after: Lawbook, lang: Lang) -> str:
    """A value of an example; of a list how many records there are of each kind."""
    names = Names(after if name in after.names.facts else before, lang)
    if isinstance(value, Mapping):
        return names.joined(value.values()) or MESSAGES["nobody"](lang)
    if value == ():
        return MESSAGES["no-rows"](lang)
    if isinstance(value, tuple) and any(isinstance(row, Mapping) for row in value):
        kinds = Counter(names.record(name, row) or MESSAGES["a-record"](lang) for row in value)
        return names.joined(MESSAGES["rows"].fill(count=str(count), row=row)(lang) for row, count in kinds.items())
    return names.value(name, value)


SAID = Text("{fact}＝{value}", "{fact} = {value}")

MESSAGES = {
    "no-edition": Text("没有版本或文件“{edition}”", "there is no edition or file “{edition}”"),
    "editions": Text("已安装的版本：{known}", "the installed editions are: {known}"),
    "not-installed": Text(
        "账本中的中心只能依已安装的版本核查，{edition} 未安装",
        "centres of a ledger are held against an installed edition, and {edition} is not installed",
    ),
    "two-measures": Text(
        "注意：这是两个不同的办法（{old}、{new}），不是一个办法的前后版本；同名的内容按标识对应",
        "note: these are two measures ({old}; {new}), not two editions of one; things are matched by their ids",
    ),
    "same": Text("两个版本没有区别", "the two editions do not differ"),
    "measure": Text("办法本身", "the measure itself"),
    "no-article": Text("无条款（依解释）", "no article (resting on readings)"),
    "was": Text("原标识 {id}", "its id was {id}"),
    "moved": Text("原在{article}", "it stood in {article}"),
    "through": Text("因以下变更：{things}", "by a change of: {things}"),
    "far": Text("所依内容有变、结果不变的规则：{rules}", "rules that find the same, though what they rest on changed: {rules}"),
    "no-rows": Text("没有记录", "no records"),
    "example": Text("例：{facts}：旧 {old}，新 {new}", "for example {facts}: old {old}, new {new}"),
    "no-facts": Text("一无所知", "nothing known"),
    "nobody": Text("无人占用", "held by nobody"),
    "a-record": Text("记录", "a record"),
    "rows": Text("{count} 条（{row}）", "{count} × ({row})"),
    "centres": Text(
        "{day} 依旧版本的 {total} 个中心，{count} 个换边",
        "of {total} centres under the old edition on {day}, {count} change side",
    ),
    "district": Text("{district}：{count}", "{district}: {count}"),
    "turned": Text("{rule}：{old} → {new}：{centres}", "{rule}: {old} → {new}: {centres}"),
    "turned-later": Text(
        "{rule}：{old} → {new}（本阶段不要求）：{centres}", "{rule}: {old} → {new} (not asked in its stage): {centres}"
    ),
    "not-asked": Text("不要求", "not asked"),
}
