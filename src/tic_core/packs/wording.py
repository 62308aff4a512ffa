"""The rules of an edition as sentences for signing, and the signatures under them.

Legal staff sign sentences, never TOML. A signature stands in ``signatures.toml`` beside the edition (or in a file of the
authority's own), names the rule and carries the digest of its canonical form: when anything that the rule means changes, the
signature lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path as File

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.edition import Edition
from tic_core.model.rule import Names, Rule
from tic_core.packs.canonical import digest
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import structurer
from tic_core.text import Text

SCHEMA = "tic/signatures/1"
DOCUMENT = "signatures.toml"

STATES: Mapping[str, Text] = {
    "signed": Text("已签署", "signed"),
    "lapsed": Text("已失效", "lapsed"),
    "unsigned": Text("未签署", "unsigned"),
}
"""What a rule's signature may be. *Lapsed*: the rule has changed since it was signed."""


@attrs.frozen
class Signature:
    """One signature: under which ``rule`` in which form (``digest``), by ``who``, ``on`` which day, in which ``document``."""

    rule: str
    digest: str
    who: str
    on: date
    document: str = ""


@attrs.frozen
class Signatures:
    """A file of signatures as written."""

    schema: str
    edition: str
    signature: tuple[Signature, ...] = ()


@attrs.frozen
class Worded:
    """A rule as it is put before a signer: its sentence, the digest of its form, and how it stands signed.

    ``signature`` is the newest one under this form; where the rule has lapsed, the newest under an earlier one.
    """

    rule: Rule
    sentence: Text
    digest: str
    state: str
    signature: Signature | None = None


def load_signatures(source: File | str | bytes, edition: Edition, file: str = "") -> tuple[Signature, ...]:
    """The signatures in a file. Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in it.

    A rule that the edition no longer has is no fault: its signature stands for what was.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    written, flaws = structurer().patient(document.table, Signatures, ())
    if written is not None and written.edition != edition.id:
        told.append(flaw(MESSAGES, "other-edition", ("edition",), named=written.edition, edition=edition.id))
    flaws = list(merged(told, [*flaws, *(_ill(written) if written is not None else ())]))
    if flaws:
        raise document.error(flaws)
    return tuple(written.signature)


def _ill(written: Signatures) -> list[Flaw]:
    """A digest that cannot be one, and a signature by nobody."""
    found = []
    for index, each in enumerate(written.signature):
        if len(each.digest) != DIGITS or set(each.digest) - set("0123456789abcdef"):
            found.append(flaw(MESSAGES, "bad-digest", ("signature", index, "digest"), digest=each.digest))
        if not each.who.strip():
            found.append(Flaw("nobody", ("signature", index, "who"), *MESSAGES["nobody"]))
    return found


DIGITS = 64  # of a SHA-256 in hexadecimal


def worded(lawbook: Lawbook, signatures: tuple[Signature, ...] = ()) -> tuple[Worded, ...]:
    """Every rule of an edition with its sentence and its signature, in the order of the document."""
    return tuple(_worded(lawbook, rule, [each for each in signatures if each.rule == name]) for name, rule in lawbook.rules.items())


def _worded(lawbook: Lawbook, rule: Rule, signed: list[Signature]) -> Worded:
    form = digest(lawbook.edition, rule.id, lawbook.plugins)
    of_this = [each for each in signed if each.digest == form]
    state = "signed" if of_this else "lapsed" if signed else "unsigned"
    newest = max(of_this or signed, key=lambda each: each.on, default=None)
    return Worded(rule, sentence(rule, lawbook.names), form, state, newest)


def sentence(rule: Rule, names: Names) -> Text:
    """A rule as one whole sentence: what it says, when it applies, and how strictly."""
    said = rule.sentence(names)
    if rule.force == "generally":
        said = SAID["generally"].fill(said=said)
    if rule.unconfirmed == "unknown" and rule.assumed:
        said = SAID["unconfirmed"].fill(said=said, readings=list(rule.assumed))
    if rule.when and rule.when in names.rules:
        said = SAID["when"].fill(said=said, gate=names.rules[rule.when].name)
    return said


def record(each: Worded, who: str, on: date | None, document: str) -> list[str]:
    """The lines of one signature, ready to be put into the file. What is not given is left open for the signer's hand."""
    return [
        "[[signature]]",
        f'rule     = "{each.rule.id}"',
        f'digest   = "{each.digest}"',
        f"who      = {_quoted(who)}",
        f"on       = {on.isoformat() if on else '# YYYY-MM-DD'}",
        f"document = {_quoted(document)}",
        "",
    ]


def head(edition: str) -> list[str]:
    """The first lines of a file of signatures."""
    return [f'schema = "{SCHEMA}"', f'edition = "{edition}"', ""]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SAID = {
    "generally": Text("一般：{said}（经决定可以例外）", "generally: {said} (may be departed from by decision)"),
    "unconfirmed": Text(
        "{said}；解释 {readings} 未确认前，不符合的按未知处理",
        "{said}; until the readings {readings} are confirmed, a breach counts as unknown",
    ),
    "when": Text("“{gate}”成立时，{said}", "where “{gate}” holds, {said}"),
}

MESSAGES: Messages = {
    "other-edition": (
        Text("这是版本 {named} 的签署记录", "these are signatures under the edition {named}"),
        Text("应为 {edition}", "{edition}"),
    ),
    "bad-digest": (
        Text("{digest} 不是规则的摘要", "{digest} is no digest of a rule"),
        Text("应为 64 位小写十六进制数，见 policy wording", "64 hexadecimal digits in lower case, see policy wording"),
    ),
    "nobody": (Text("没有写明签署人", "nobody signed"), Text("应写明签署人", "the name of the signer")),
}
