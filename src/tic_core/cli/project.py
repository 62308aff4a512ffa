"""``ticctl plugin new``: a pack or a plugin from the template, and ``--update``: an old one brought up to a newer template."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tic_core.cli.frame import Argument, Option, Word, command
from tic_core.cli.options import DRY_RUN, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.text import Text

HOW = {
    "added": Text("新增", "added"),
    "updated": Text("更新", "updated"),
    "merged": Text("并入", "merged"),
    "removed": Text("删除", "removed"),
    "kept": Text("保留你的", "kept as yours"),
    "conflict": Text("冲突", "conflict"),
}


@command(
    "new",
    Argument("folder", value=("文件夹", "FOLDER"), told=("新项目的文件夹。", "The folder of the project.")),
    Option(
        "--defaults",
        is_flag=True,
        told=("不提问，一律取默认值。", "Ask nothing: take the default for everything not given."),
    ),
    Option(
        "--data",
        type=Word(),
        multiple=True,
        value=("名称=值", "KEY=VALUE"),
        told=(
            "预先回答：kind code place_zh place_en policy edition year years document_no。",
            "Answers given: kind code place_zh place_en policy edition year years document_no.",
        ),
    ),
    Option(
        "--update",
        is_flag=True,
        told=(
            "用新模板更新已有项目，列出差异，不丢任何改动。",
            "Bring a project up to the template: differences shown, no edit lost.",
        ),
    ),
    Option(
        "--template",
        type=Word(),
        value=("文件夹", "FOLDER"),
        told=("用另一个模板。", "Another template in the place of the one that is installed."),
    ),
    DRY_RUN(),
    *common(),
    told=(
        "由模板建立政策包或插件：办法、逐句交代、情形、示例、测试和脚本，可直接运行。",
        "Make a pack or a plugin from the template: edition, account, scenarios, samples, tests and a script, working as it is.",
    ),
    more=(
        "更新时两边都改了的地方以 1 退出：你的文件不动，模板的改动写在旁边的 .rej 中。需要 tic-core[template]。",
        "Exits 1 where an update finds a place changed by both: your file stays, it goes to .rej. Needs tic-core[template].",
    ),
)
def new(run: Run, folder: str, defaults: bool, data: tuple[str, ...], update: bool, template: str | None) -> int:
    """Make a project, or bring one up to date."""
    from tic_core.template.project import TEMPLATE

    given = dict(_answer(each) for each in data)
    where = Path(template) if template else TEMPLATE
    if not where.joinpath("copier.yml").is_file():
        raise UsageError(MESSAGES["no-template"].fill(folder=where))
    if update:
        return _update(run, Path(folder), given, where)
    return _create(run, Path(folder), given, where, ask=not defaults)


def _answer(said: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals or not name.strip():
        raise UsageError(MESSAGES["no-answer"].fill(said=said))
    return name.strip(), value


def _base(run: Run) -> dict[str, str]:
    from tic_core import __version__

    return {"lang": run.lang, "core": ".".join(__version__.split(".")[:2])}


def _create(run: Run, folder: Path, given: Mapping[str, str], template: Path, *, ask: bool) -> int:
    from tic_core.template.project import create, rendered

    if ask and not (sys.stdin and sys.stdin.isatty()):
        raise UsageError(MESSAGES["no-terminal"], MESSAGES["defaults"])
    made = rendered({**_base(run), **given}, ask=ask, template=template)
    if not run.dry_run:
        create(folder, made)
    parts = {"folder": str(folder), "answers": dict(made.answers), "files": list(made.files), "dry_run": run.dry_run}
    run.show("project", parts, made.files)
    run.say(MESSAGES["next"].fill(folder=folder, edition=made.answers["edition"]))
    return 0


def _update(run: Run, folder: Path, given: Mapping[str, str], template: Path) -> int:
    from tic_core.template.project import apply, changes, recorded, rendered

    begun = recorded(folder)
    made = rendered({**begun.answers, "core": _base(run)["core"], **given}, template=template)
    found = changes(folder, begun, made)
    if not run.dry_run:
        apply(folder, found, made)
    told = [{"file": each.name, "how": each.how, "lines": list(each.lines)} for each in found]
    conflicts = sum(each.how == "conflict" for each in found)
    parts = {"folder": str(folder), "changes": told, "conflicts": conflicts, "dry_run": run.dry_run}
    run.show("update", parts, _page(run, told))
    if conflicts:
        run.say(MESSAGES["conflicts"].fill(count=conflicts))
    return 1 if conflicts else 0


def _page(run: Run, told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not told:
        yield MESSAGES["nothing"](run.lang)
    for each in told:
        yield f"{HOW[each['how']](run.lang)}  {each['file']}"
        yield from (f"    {line}" for line in each["lines"])


MESSAGES = {
    "no-template": Text("{folder} 中没有模板（copier.yml）", "there is no template in {folder} (copier.yml)"),
    "no-answer": Text("“{said}”不是“名称=值”", "“{said}” is no KEY=VALUE"),
    "no-terminal": Text("没有终端，无法提问", "there is no terminal to ask on"),
    "defaults": Text("加上 --defaults，并用 --data 名称=值 回答", "add --defaults, and answer with --data KEY=VALUE"),
    "next": Text(
        "接下来：cd {folder}，修改，再 ticctl plugin check .",
        "next: cd {folder}, edit, then ticctl plugin check .",
    ),
    "nothing": Text("与模板没有出入", "nothing has changed in the template"),
    "conflicts": Text(
        "{count} 处冲突：你的文件未动，模板的改动在 .rej 中",
        "{count} conflicts: your files are untouched, the template's changes lie in .rej",
    ),
}
