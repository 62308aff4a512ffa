"""``ticctl plugin check``: the conformance kit over a package, as a report: what was checked, with what, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tic_core.cli.frame import Argument, Option, Word, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.text import Lang, Text

Held = Sequence[tuple[Any, Sequence[Any]]]
"""Each subject with the outcomes of its checks."""

MARKS = {"passed": "✓", "expected": "○", "failed": "✗", "skipped": "–"}


@command(
    "check",
    Argument(
        "package",
        value=("包", "PACKAGE"),
        told=(
            "版本、办法、辖区代码、已安装的分发包，或政策包、项目的文件夹。",
            "An edition, a policy, a jurisdiction's code, an installed distribution, or the folder of a pack or a project.",
        ),
    ),
    Option(
        "--expect",
        type=Word(),
        multiple=True,
        value=("检查=理由", "CHECK=REASON"),
        told=(
            "某项检查目前不通过，写明理由；若已通过则报告为失败。",
            "A check that fails today, with the reason; one that passes all the same counts as failed.",
        ),
    ),
    Option("--out", type=Word(), value=("文件", "FILE"), told=("把报告也写入此文件。", "Write the report to this file, too.")),
    *common(),
    told=(
        "用合规套件检查一个政策包或插件，给出报告：每项检查通过、预期不通过、不通过或跳过，各附理由和补救。",
        "Hold a pack or a plugin to the conformance kit: what passed, is expected to fail, failed or was skipped, and what to do.",
    ),
    more=("有一项不通过即以 1 退出。需要 tic-core[testing]。", "Exits 1 where a check failed. Needs tic-core[testing]."),
)
def check(run: Run, package: str, expect: tuple[str, ...], out: str | None) -> int:
    """Run the kit and print its report."""
    _needs_hypothesis()
    from tic_core.testing.kit import outcomes, reasons
    from tic_core.testing.package import package as found_in

    expected = dict(_expectation(each) for each in expect)
    reasons(expected)
    found = found_in(package, run.folders)
    held = [(subject, list(outcomes(subject, expected))) for subject in found.subjects]
    parts = _report(found, held, run.lang)
    page = [run.heading(MESSAGES["title"](run.lang)), *_page(parts, run.lang)]
    if out:
        _write(Path(out), json.dumps(parts, ensure_ascii=False, indent=2) if run.json else "\n".join(page))
    run.show("conformance", parts, page)
    return 0 if parts["ok"] else 1


def _needs_hypothesis() -> None:
    from importlib.util import find_spec

    if find_spec("hypothesis") is None:
        raise UsageError(MESSAGES["no-kit"], MESSAGES["install"])


def _expectation(said: str) -> tuple[str, str]:
    name, _, reason = said.partition("=")
    return name.strip(), reason.strip()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(MESSAGES["unwritten"].fill(file=file, why=error.strerror)) from error


def _report(package: Any, held: Held, lang: Lang) -> dict[str, Any]:
    """The report as data. ``seal`` is the digest of all but the day and the language: two reports that agree share it."""
    from tic_core import __version__
    from tic_core.hooks import HOOK_API
    from tic_core.testing.package import digest_of

    editions = [_edition(subject, told, lang) for subject, told in held]
    code = digest_of(package.code, ".py") if package.code else None
    parts = {
        "package": package.name,
        "version": package.version or None,
        "code": code,
        "core": __version__,
        "hook_api": ".".join(map(str, HOOK_API)),
        "made": str(_today()),
        "ok": all(outcome.ok for _, told in held for outcome in told),
        "editions": editions,
    }
    return parts | {"seal": _seal(parts, held)}


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _edition(subject: Any, told: Sequence[Any], lang: Lang) -> dict[str, Any]:
    from tic_core.testing.package import digest_of

    counts = {status: sum(each.status == status for each in told) for status in MARKS}
    return {
        "edition": subject.found.id,
        "jurisdiction": subject.found.jurisdiction,
        "documents": digest_of([subject.found.folder], ".toml", ".jsonl", ".csv"),
        "counts": counts,
        "checks": [_check(each, lang) for each in told],
    }


def _check(each: Any, lang: Lang) -> dict[str, Any]:
    return {
        "id": each.check.id,
        "status": each.status,
        "sentence": each.check.sentence(lang),
        "told": [text(lang) for text in each.told],
        "reason": each.reason(lang) if each.reason else None,
        "mend": each.check.mend(lang),
    }


def _seal(parts: Mapping[str, Any], held: Held) -> str:
    stated = {key: value for key, value in parts.items() if key not in ("made", "editions")}
    editions = [[each["edition"], each["documents"]] for each in parts["editions"]]
    checks = [[each.check.id, each.status, each.reason.en if each.reason else ""] for _, told in held for each in told]
    return hashlib.sha256(json.dumps([stated, editions, checks], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _page(parts: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    for line in ("package", "code", "core", "made"):
        if parts[line]:
            yield MESSAGES[line].fill(**{**parts, "version": parts["version"] or ""})(lang).rstrip()
    for each in parts["editions"]:
        yield ""
        yield MESSAGES["edition"].fill(**each)(lang)
        for found in each["checks"]:
            yield from _lines(found, lang)
        yield MESSAGES["counts"].fill(**each["counts"])(lang)
    yield ""
    yield MESSAGES["conforms" if parts["ok"] else "does-not"](lang)
    yield MESSAGES["seal"].fill(seal=parts["seal"])(lang)


def _lines(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    short = f"（{'；'.join(found['told'])}）" if lang == "zh" else f" ({'; '.join(found['told'])})"
    quiet = found["status"] in ("passed", "skipped") and found["told"]
    yield f"{MARKS[found['status']]} {found['id']}  {found['sentence']}{short if quiet else ''}"
    if not quiet:
        for text in found["told"]:
            yield f"    {text}"
    if found["reason"]:
        yield "    " + MESSAGES["reason"].fill(reason=found["reason"])(lang)
    if found["status"] == "failed":
        yield "    " + MESSAGES["mend"].fill(mend=found["mend"])(lang)


MESSAGES = {
    "title": Text("合规报告", "Conformance report"),
    "no-kit": Text("合规套件需要 hypothesis，尚未安装", "the conformance kit needs hypothesis, which is not installed"),
    "install": Text("安装：pip install 'tic-core[testing]'", "install it: pip install 'tic-core[testing]'"),
    "unwritten": Text("无法写入 {file}：{why}", "{file} cannot be written: {why}"),
    "package": Text("包：{package} {version}", "package: {package} {version}"),
    "code": Text("代码摘要：{code}", "digest of the code: {code}"),
    "core": Text("核心：tic-core {core}，钩子接口 {hook_api}", "core: tic-core {core}, hook API {hook_api}"),
    "made": Text("制作日：{made}", "made on: {made}"),
    "edition": Text(
        "{edition}（{jurisdiction}），文件摘要 {documents}", "{edition} ({jurisdiction}), digest of the documents {documents}"
    ),
    "reason": Text("预期不通过，理由：{reason}", "expected to fail: {reason}"),
    "mend": Text("若不通过：{mend}", "if this fails, {mend}"),
    "counts": Text(
        "通过 {passed}，预期不通过 {expected}，不通过 {failed}，跳过 {skipped}",
        "passed {passed}, expected to fail {expected}, failed {failed}, skipped {skipped}",
    ),
    "conforms": Text("合规", "conforms"),
    "does-not": Text("不合规", "does not conform"),
    "seal": Text("报告摘要：{seal}", "digest of the report: {seal}"),
}
