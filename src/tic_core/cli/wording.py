"""``ticctl policy wording``: every rule as one sentence, for signing, and how it stands signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tic_core import telling
from tic_core.cli.frame import Argument, Day, Option, Word, command
from tic_core.cli.options import DAY, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.lawbook import Lawbook
from tic_core.packs.faults import offered
from tic_core.packs.wording import DOCUMENT, STATES, Signature, Worded, head, load_signatures, record, worded
from tic_core.text import Text

LAPSED = 1


@command(
    "wording",
    Argument("edition", value=("版本", "EDITION"), told=("版本标识，如 weihai-2022。", "An edition's id, such as weihai-2022.")),
    Option(
        "--rule",
        multiple=True,
        value=("规则", "RULE"),
        told=("只列该规则，可重复。", "That rule only; may be repeated."),
    ),
    Option(
        "--signatures",
        type=Word(),
        value=("文件", "FILE"),
        told=("签署记录（默认版本旁的 signatures.toml）。", "The signatures (signatures.toml beside the edition unless given)."),
    ),
    Option(
        "--sign",
        is_flag=True,
        told=("打印未签署和已失效规则的签署记录，可直接贴入。", "Print records for what is unsigned or lapsed, ready to paste."),
    ),
    Option("--who", default="", value=("姓名", "NAME"), told=("记录中的签署人。", "The signer, for the records.")),
    Option("--on", type=Day(), value=DAY, told=("记录中的签署日。", "The day of signing, for the records.")),
    Option("--document", default="", value=("文号", "NUMBER"), told=("记录中的文件号。", "The document, for the records.")),
    *common(),
    told=(
        "逐条以一句话写出规则，供法制人员签署；规则一经改变，签署即失效。",
        "Every rule as one sentence, for signing; a signature lapses when what the rule means changes.",
    ),
    more=("有签署失效时以 1 退出。", "Exits 1 where a signature has lapsed."),
)
def wording(run: Run, edition: str, rule: tuple[str, ...], signatures: str | None, **signing: Any) -> int:
    """Print the sentences of an edition and how they stand signed."""
    book = run.shelf().book(edition)
    file = Path(signatures) if signatures else book.found.folder / DOCUMENT
    signed = load_signatures(file, book.lawbook.edition) if signatures or file.exists() else ()
    for name in rule:
        if name not in book.lawbook.rules:
            raise UsageError(MESSAGES["no-rule"].fill(edition=edition, rule=name), offered(name, book.lawbook.rules))
    found = [each for each in worded(book.lawbook, signed) if not rule or each.rule.id in rule]
    counts = {state: Counter(each.state for each in found)[state] for state in STATES}
    lines = list(_records(edition, found, bool(signed), signing)) if signing["sign"] else []
    parts = {
        "edition": edition,
        "signatures": str(file) if signed else None,
        "counts": counts,
        "rules": [_told(run, book.lawbook, each) for each in found],
        "records": "\n".join(lines) or None,
    }
    run.show("wording", parts, lines if signing["sign"] else _page(run, book.lawbook, found))
    run.say(MESSAGES["counts"].fill(**{state: str(count) for state, count in counts.items()}))
    return LAPSED if counts["lapsed"] else 0


def _records(edition: str, found: Sequence[Worded], begun: bool, signing: dict[str, Any]) -> Iterator[str]:
    """The records of what is not signed; with the head of the file where there is none yet."""
    if not begun:
        yield from head(edition)
    day: date | None = signing["on"]
    for each in found:
        if each.state != "signed":
            yield f"# {each.sentence.zh}"
            yield f"# {each.sentence.en}"
            yield from record(each, signing["who"], day, signing["document"])


def _told(run: Run, lawbook: Lawbook, each: Worded) -> dict[str, Any]:
    rule = each.rule
    return {
        "id": rule.id,
        "name": rule.name(run.lang),
        "kind": rule.kind,
        "opaque": rule.opaque,
        "sentence": each.sentence(run.lang),
        "cite": str(rule.cite or ""),
        "article": lawbook.edition.cite_text(rule.cite)(run.lang),
        "assumed": list(lawbook.assumed_by(rule.id)),
        "digest": each.digest,
        "state": each.state,
        "signature": _signature(each.signature),
    }


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    if signature is None:
        return None
    told = {"who": signature.who, "on": telling.told(signature.on), "document": signature.document or None}
    return told | {"digest": signature.digest}


def _page(run: Run, lawbook: Lawbook, found: Sequence[Worded]) -> Iterator[str]:
    stop = {"zh": "。", "en": "."}[run.lang]
    for each in found:
        article = lawbook.edition.cite_text(each.rule.cite)(run.lang)
        yield run.heading(f"{article}  {each.rule.id}".strip())
        said = each.sentence(run.lang)
        yield f"  {said}" if said.endswith(("?", "？")) else f"  {said}{stop}"
        assumed = lawbook.assumed_by(each.rule.id)
        parts = [MESSAGES["assumed"].fill(names=list(assumed))(run.lang)] if assumed else []
        parts += [MESSAGES["opaque"](run.lang)] if each.rule.opaque else []
        yield "  " + " · ".join([*parts, _standing(run, each), each.digest[:SHOWN]])


SHOWN = 12  # digits of a digest


def _standing(run: Run, each: Worded) -> str:
    state = STATES[each.state](run.lang)
    if each.signature is None:
        return state
    told = {"who": each.signature.who, "on": each.signature.on, "document": each.signature.document or "—"}
    return MESSAGES["by"].fill(state=state, **told)(run.lang)


MESSAGES = {
    "no-rule": Text("版本 {edition} 没有规则“{rule}”", "the edition {edition} has no rule “{rule}”"),
    "counts": Text(
        "已签署 {signed}，已失效 {lapsed}，未签署 {unsigned}",
        "{signed} signed, {lapsed} lapsed, {unsigned} unsigned",
    ),
    "assumed": Text("依解释 {names}", "resting on the readings {names}"),
    "opaque": Text("插件代码，签署至该插件版本", "in a plugin's code, signed for that version of it"),
    "by": Text("{state}（{who}，{on}，{document}）", "{state} ({who}, {on}, {document})"),
}
