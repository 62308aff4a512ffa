"""What an edition's drafter claims of it (``proofs.toml`` beside the edition), and what a superior demands (``mandate.toml``).

Both are data in one form: rules as an edition writes them, over the edition's own facts, and claims that say when they must hold.
They are what ``policy prove`` holds the edition to. A mandate that a pack brings (``mandates/*.toml``) is applied by the kernel,
too; one that lies beside a draft is not, so that the drafter sees what his text alone allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.model.claims import Claim, Claims
from tic_core.model.edition import Edition
from tic_core.model.rule import Rule
from tic_core.packs.draft import schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.find import Found
from tic_core.packs.locate import Path
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import KINDS, Kinds, structurer, unknown_keys
from tic_core.text import Text

SCHEMA = "tic/claims/1"
DOCUMENT, MANDATE = "proofs.toml", "mandate.toml"
KEYS = ("schema", "edition", "id", "jurisdiction", "document", "synthetic", "rule", "claim", "remedies", "evaluation", "notice")


def claims_beside(found: Found, edition: Edition, kinds: Kinds = KINDS) -> tuple[Claims, Claims | None]:
    """The claims beside an edition (none: an empty document), and its superior's mandate (None where none lies there)."""
    own, above = found.folder / DOCUMENT, found.folder / MANDATE
    return (
        load_claims(own, edition, kinds) if own.exists() else Claims(),
        load_claims(above, edition, kinds) if above.exists() else None,
    )


def load_claims(file: File, edition: Edition, kinds: Kinds = KINDS) -> Claims:
    """The claims in a file. Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in it."""
    body, name = bytes_of(file)
    document = read(body, name)
    table = document.table
    flaws = [*document.flaws, *schema_flaws(table, SCHEMA)]
    if any(each.code == "unknown-schema" for each in flaws):
        raise document.error(flaws)
    flaws += unknown_keys(table.keys() - set(KEYS), KEYS, ())
    reader, told = structurer(kinds), dict[str, Any]()
    for key, attribute, wanted in PARTS:
        if key in table:
            value, wrong = reader.patient(table[key], wanted, (key,))
            flaws += wrong
            told |= {attribute: value} if value is not None else {}
    claims = Claims(**told)
    flaws += _unnamed(claims, edition) if not flaws else ()
    if table.get("edition", edition.id) != edition.id:
        flaws.append(flaw(MESSAGES, "other-edition", ("edition",), named=table["edition"], edition=edition.id))
    if claims.jurisdiction and claims.jurisdiction not in edition.identity.parents:
        flaws.append(flaw(MESSAGES, "no-superior", ("jurisdiction",), named=claims.jurisdiction, parents=edition.identity.parents))
    if flaws:
        raise document.error(flaws)
    return attrs.evolve(claims, digest=sha256(body).hexdigest())


def load_mandate(file: File, edition: Edition, kinds: Kinds = KINDS) -> Claims:
    """A superior's mandate over an edition, from a pack. Raises DocumentError with everything that is wrong in it; also where it
    does not say whose it is, by which document, on which article each demand rests, or what it is called.
    """
    mandate = load_claims(file, edition, kinds)
    document = read(*bytes_of(file))
    lacking: list[Path] = [(key,) for key in ("id", "jurisdiction", "document") if not getattr(mandate, key)]
    lacking += [("claim", index, "cite") for index, claim in enumerate(mandate.claims) if claim.cite is None]
    if lacking:
        raise document.error([flaw(MESSAGES, "mandate-unnamed", path) for path in lacking])
    return mandate


PARTS: tuple[tuple[str, str, Any], ...] = (
    ("rule", "rules", tuple[Rule, ...]),
    ("claim", "claims", tuple[Claim, ...]),
    ("remedies", "remedies", tuple[str, ...]),
    ("evaluation", "evaluation", tuple[str, ...]),
    ("notice", "notice", tuple[str, ...]),
    ("jurisdiction", "jurisdiction", str),
    ("document", "document", str),
    ("id", "id", str),
    ("synthetic", "synthetic", bool),
)


def _unnamed(claims: Claims, edition: Edition) -> Iterator[Flaw]:
    """What a claim names and the edition or the document does not have."""
    rules = {rule.id for rule in claims.rules}
    known: Mapping[str, Any] = edition.tables
    for index, claim in enumerate(claims.claims):
        for key, named, among in (("rules", claim.rules, rules), ("acts", claim.acts, known["acts"])):
            yield from (flaw(MESSAGES, "unknown-name", ("claim", index, key), named=name) for name in named if name not in among)
        kinds = {stage.kind for stage in edition.stages}
        yield from (
            flaw(MESSAGES, "unknown-name", ("claim", index, "into"), named=kind) for kind in claim.into if kind not in kinds
        )
    for key, among in (("remedies", known["rules"]), ("evaluation", known["acts"]), ("notice", known["acts"])):
        yield from (flaw(MESSAGES, "unknown-name", (key,), named=name) for name in getattr(claims, key) if name not in among)


MESSAGES: Messages = {
    "mandate-unnamed": (
        Text("上级规定没有写明", "the mandate does not say"),
        Text("应写明 id、jurisdiction、document，每项要求写明 cite", "id, jurisdiction and document, and a cite for each demand"),
    ),
    "unknown-name": (
        Text("没有“{named}”", "there is no “{named}”"),
        Text("应为版本或本文件中已有的标识", "an id of the edition or of this file"),
    ),
    "other-edition": (
        Text("本文件针对版本 {named}", "this file is about the edition {named}"),
        Text("应为 {edition}", "it should be {edition}"),
    ),
    "no-superior": (
        Text("{named} 不是该版本的上级辖区", "{named} is no superior jurisdiction of this edition"),
        Text("应为以下之一：{parents}", "one of: {parents}"),
    ),
}
