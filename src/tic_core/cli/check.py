"""``ticctl policy check``: everything wrong with a document, and what the linter finds in one that loads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from tic_core.cli.editions import counts
from tic_core.cli.frame import Argument, OneOf, Option, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.cli.wrong import told_faults
from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.model.edition import Edition
from tic_core.packs import Found, found_in
from tic_core.packs.codes import SEVERITY, entry, page
from tic_core.packs.find import DOCUMENT
from tic_core.packs.review import Review, beside
from tic_core.shelf import Shelf
from tic_core.text import Lang, Text

SUSPECT = 1  # exit code where a document loads and something in it is suspect


@command(
    "check",
    Argument(
        "documents",
        nargs=-1,
        value=("文件或版本", "FILE-OR-EDITION"),
        told=(
            "政策文件、其所在文件夹、草案文件夹，或版本标识。",
            "A document, its folder, a folder of drafts, or an edition's id.",
        ),
    ),
    Option(
        "--severity",
        type=OneOf(tuple(SEVERITY)),
        default="warning",
        value=("error|warning|note", "error|warning|note"),
        told=("最轻列到哪一级，默认 warning。", "The least grave to be told; warning unless given."),
    ),
    Option(
        "--explain",
        metavar="CODE",
        value=("代码", "CODE"),
        told=("说明一个代码：为什么要紧，错例与正例。", "Explain a code: why it matters, an example wrong and right."),
    ),
    *common(),
    told=(
        "检查政策文件和旁边的逐句说明：错误、警告和提示，附行、列、键、条款和应有的内容。",
        "Check documents and the accounts beside them: errors, warnings and notes, each with its place and what was expected.",
    ),
    more=("有错误时以 3 退出，只有警告时以 1 退出。", "Exits 3 where there is an error, 1 where there are only warnings."),
)
def check(run: Run, documents: tuple[str, ...], severity: str, explain: str | None) -> int:
    """Check policy documents, or explain a code."""
    if explain:
        return _explain(run, explain)
    if not documents:
        raise UsageError(MESSAGES["nothing"], MESSAGES["nothing-remedy"])
    told = list(SEVERITY)[: list(SEVERITY).index(severity) + 1]
    checked = [_checked(found, document, told) for document, found in _found(run.shelf(), documents)]
    ok = all(each.loads for each in checked)
    run.show("check", {"ok": ok, "documents": [each.told(run.lang) for each in checked]}, _page(run, checked))
    suspect = any(fault.severity != "note" for each in checked for fault in each.faults)
    return DocumentError.exit_code if not ok else SUSPECT if suspect else 0


def _explain(run: Run, code: str) -> int:
    found = entry(code)
    parts: dict[str, Any] = {"code": code, "severity": found.severity, "why": found.why(run.lang), "wrong": None, "right": None}
    if found.shown:
        parts["wrong"], parts["right"] = found.blocks()
    lines = page(code, run.lang)
    run.show("code", parts, lines)
    return 0


def _found(shelf: Shelf, documents: Sequence[str]) -> Iterator[tuple[str, tuple[Found, Review]]]:
    """Each document with what a review finds; all those named stand beside one another."""
    meant = {each: _meant(shelf, each) for document in documents for each in _in(shelf, document)}
    for document, found in meant.items():
        yield document, (found, shelf.review(found, meant.values()))


def _in(shelf: Shelf, document: str) -> list[str]:
    """A document or edition itself; of a project or a pack its editions, of a folder of drafts each of them."""
    folder = Path(document)
    if document in shelf.found or not folder.is_dir() or (folder / DOCUMENT).exists():
        return [document]
    editions = (each for each in folder.rglob(DOCUMENT) if not any(part[0] == "." for part in each.relative_to(folder).parts))
    inside = sorted(editions) or sorted(folder.glob("*.toml"))  # a project or a pack, else a folder of drafts
    return [str(each) for each in inside] or [document]


def _meant(shelf: Shelf, document: str) -> Found:
    known = shelf.found.get(document)
    path = known.path if known else Path(document)
    return known or found_in(path / DOCUMENT if path.is_dir() else path)


@attrs.frozen
class Checked:
    """A document that was checked: the edition in it, and what is told of it."""

    document: str
    file: str
    edition: Edition | None
    account: str | None
    loads: bool
    faults: tuple[Fault, ...]

    def told(self, lang: Lang) -> dict[str, Any]:
        """``{document, file, edition, account, ok, counts{}, faults[]}``."""
        return {
            "document": self.document,
            "file": self.file,
            "edition": self.edition.id if self.edition else None,
            "account": self.account,
            "ok": self.loads,
            "counts": counts(self.edition) if self.edition else {},
            "faults": told_faults(self.faults, lang),
        }


def _checked(reviewed: tuple[Found, Review], document: str, told: Sequence[str]) -> Checked:
    found, review = reviewed
    faults = tuple(fault for fault in review.faults if fault.severity in told)
    account = beside(found.path)
    return Checked(document, str(found.path), review.edition, str(account) if account else None, review.loads, faults)


def _page(run: Run, checked: Sequence[Checked]) -> Iterator[str]:
    for each in checked:
        if each.edition and not each.faults:
            told = {name: str(count) for name, count in counts(each.edition).items()}
            yield MESSAGES["fine"].fill(file=each.file, edition=each.edition.id, **told)(run.lang)
        for fault in each.faults:
            mark = MESSAGES["mark"].fill(severity=SEVERITY[fault.severity], code=fault.code)(run.lang)
            yield f"{fault(run.lang)} {mark}"
        if each.faults:
            found = Counter(fault.severity for fault in each.faults)
            said = [COUNTED[severity].fill(count=count) for severity in SEVERITY if (count := found[severity])]
            run.say(MESSAGES["found"].fill(file=each.file, counts=said))


COUNTED = {
    "error": Text("{count} 处错误", "{count} {count:fault|faults}"),
    "warning": Text("{count} 处警告", "{count} {count:warning|warnings}"),
    "note": Text("{count} 处提示", "{count} {count:note|notes}"),
}

MESSAGES = {
    "fine": Text(
        "{file}：无误。{edition}：阶段 {stages}，行为 {acts}，规则 {rules}，义务 {duties}，解释 {interpretations}",
        "{file}: no fault. {edition}: stages {stages}, acts {acts}, rules {rules}, duties {duties}, readings {interpretations}",
    ),
    "mark": Text("〔{severity} {code}〕", "[{severity} {code}]"),
    "found": Text("{file}：{counts}", "{file}: {counts}"),
    "nothing": Text("没有指明文件或版本", "no document and no edition is named"),
    "nothing-remedy": Text("如 ticctl policy check 草案.toml", "as in ticctl policy check draft.toml"),
}
