"""What is handed in to be checked: an edition, a jurisdiction, an installed distribution, a folder with a pack or a project."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs

from tic_core.errors import UsageError
from tic_core.hooks.jurisdiction import GROUP, Jurisdictions
from tic_core.packs import Found, editions
from tic_core.packs.find import GROUP as POLICIES
from tic_core.packs.read import read
from tic_core.testing.subject import Subject
from tic_core.text import Text

PROJECT = "pyproject.toml"


@attrs.frozen
class Package:
    """A package and its subjects; ``name`` and ``version`` as its distribution tells them, ``code`` the folders of its plugins."""

    name: str
    version: str
    subjects: tuple[Subject, ...]
    code: tuple[Path, ...] = ()


def package(said: str, policies: Sequence[Path] = ()) -> Package:
    """What is meant by ``said``. UsageError where nothing is, or where there is no edition in it."""
    folder = Path(said)
    found = _folder(folder, policies) if folder.is_dir() else _named(said, policies)
    if not found.subjects:
        raise UsageError(MESSAGES["empty"].fill(package=said), MESSAGES["empty-remedy"])
    return found


def _named(said: str, policies: Sequence[Path]) -> Package:
    """An edition, or all editions of a policy or a jurisdiction; else a distribution."""
    at_hand = editions(policies)
    meant = [each for each in at_hand if said in (each.id, each.policy, each.jurisdiction)]
    if meant:
        name, version = _speaker(meant[0].jurisdiction) or (meant[0].pack, "")
        return Package(name, version, _subjects(meant, policies), tuple(_code([each.jurisdiction for each in meant])))
    try:
        return _distribution(distribution(said), at_hand, policies)
    except PackageNotFoundError:
        raise UsageError(MESSAGES["unknown"].fill(package=said), MESSAGES["unknown-remedy"]) from None


def _subjects(found: Iterable[Found], policies: Sequence[Path], plugins: Mapping[str, object] | None = None) -> tuple[Subject, ...]:
    return tuple(Subject(each.id, tuple(policies), plugins or {}) for each in found)


def _speaker(code: str) -> tuple[str, str] | None:
    """Name and version of the plugin that speaks for a jurisdiction, unless nobody does."""
    claims = [claim for claim in Jurisdictions.installed().claims if claim.code == code]
    return (claims[0].plugin.name, claims[0].plugin.version) if claims else None


def _code(codes: Iterable[str]) -> Iterator[Path]:
    """Where the plugins of these jurisdictions lie, nothing imported."""
    wanted = set(codes)
    for claim in Jurisdictions.installed().claims:
        if claim.code in wanted:
            yield from places(claim.where)


def places(module: str) -> Iterator[Path]:
    """The folder of the top package of a module, or its file."""
    try:
        spec = find_spec(module.partition(":")[0].partition(".")[0])
    except (ImportError, ValueError):
        return
    if spec is not None and spec.submodule_search_locations:
        yield from map(Path, spec.submodule_search_locations)
    elif spec is not None and spec.origin:
        yield Path(spec.origin)


def _distribution(found: Distribution, at_hand: Iterable[Found], policies: Sequence[Path]) -> Package:
    """The editions in the packs of a distribution, and those of the jurisdictions that it speaks for."""
    entries = [entry for entry in found.entry_points if entry.group in (POLICIES, GROUP)]
    packs = {entry.name for entry in entries if entry.group == POLICIES}
    codes = {entry.name for entry in entries if entry.group == GROUP}
    meant = [each for each in at_hand if each.pack in packs or each.jurisdiction in codes]
    return Package(found.name, found.version, _subjects(meant, policies), tuple(_code(codes)))


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _folder(folder: Path, policies: Sequence[Path]) -> Package:
    """A project by its ``pyproject.toml``, installed or not; else a pack, or one edition's own folder."""
    place = folder.resolve()
    file = place / PROJECT
    if not file.is_file():
        inside = [each for each in editions((*policies, place)) if each.path.is_relative_to(place)]
        return Package(place.name, "", _subjects(inside, (*policies, place)))
    project = read(file.read_bytes(), str(file)).table.get("project", {})
    entries: Mapping[str, Mapping[str, str]] = project.get("entry-points", {})
    root = place / "src" if (place / "src").is_dir() else place
    packs = [root.joinpath(*value.split(".")) for value in entries.get(POLICIES, {}).values()]
    wanted = (*policies, *(each for each in packs if each.is_dir()))
    inside = [each for each in editions(wanted) if each.path.is_relative_to(place)]
    plugins = _plugins(root, entries.get(GROUP, {}))
    code = tuple(path for value in entries.get(GROUP, {}).values() for path in places(value))
    return Package(_text(project, "name"), _text(project, "version"), _subjects(inside, wanted, plugins), code)


def _text(project: Mapping[str, Any], key: str) -> str:
    return str(project.get(key, ""))


def _plugins(root: Path, entries: Mapping[str, str]) -> dict[str, object]:
    """The plugins of a project that is not installed, by module; none where it is."""
    claims = {claim.code: claim.where for claim in Jurisdictions.installed().claims}
    if not entries or all(claims.get(code) == value for code, value in entries.items()):
        return {}
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return dict(entries)


# ── digests ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def digest_of(folders: Iterable[Path], *endings: str) -> str:
    """The SHA-256 of all files with these endings under some folders: of a line for each, its name and its own digest."""
    lines: list[str] = []
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        base = folder.parent if folder.is_file() else folder
        wanted = [file for file in files if file.is_file() and file.suffix in endings]
        lines += [f"{file.relative_to(base).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in wanted]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


MESSAGES = {
    "unknown": Text(
        "没有名为“{package}”的版本、办法、辖区、已安装的分发包或文件夹",
        "there is no edition, policy, jurisdiction, installed distribution or folder “{package}”",
    ),
    "unknown-remedy": Text(
        "ticctl policy list 和 ticctl plugin list 列出已有的", "ticctl policy list and ticctl plugin list tell what there is"
    ),
    "empty": Text("“{package}”中没有版本", "there is no edition in “{package}”"),
    "empty-remedy": Text("应含有 <版本>/edition.toml", "it needs <edition>/edition.toml"),
}
