"""How what went wrong is told: one clear message in the language of the run, an exit code, never a traceback.

0 done · 1 the rules say no, or a check found something · 2 wrong use · 3 bad policy or input file · 4 stored data damaged or not
reachable · 5 a plugin failed · 6 lost a race, try again · 70 a defect of the program itself, told as one · 130 interrupted.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from tic_core.cli.frame import LeftOver, NoCommand, Option
from tic_core.errors import DocumentError, Fault, LedgerError, PluginError, RaceLost, TicError, UsageError
from tic_core.text import Lang, Text

if TYPE_CHECKING:
    from tic_core.cli.run import Run

INTERRUPTED = 130
KINDS = {DocumentError: "document", LedgerError: "ledger", PluginError: "plugin", RaceLost: "race", UsageError: "usage"}


class Defect(TicError):
    """Something that the program was not made for: neither a refusal nor anybody's mistake but ours."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h


def failed(run: Run, error: BaseException) -> int:
    """Tell ``error`` on stderr, and on stdout where a JSON document was asked for; the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        run.say(MESSAGES["interrupted"])
        return INTERRUPTED
    if isinstance(error, click.UsageError):
        error = _misuse(error)
    elif isinstance(error, OSError):
        error = _system(error)
    elif not isinstance(error, TicError):
        error = _defect(run, error)
    for line in error.message(run.lang).splitlines():
        run.say(line)
    if run.json and not run.answered:
        run.show("error", {"error": described(error, run.lang)}, ())
    return error.exit_code


def described(error: TicError, lang: Lang) -> dict[str, Any]:
    """``{kind, exit_code, message, remedy, faults[]}``."""
    return {
        "kind": next((kind for each, kind in KINDS.items() if isinstance(error, each)), "defect"),
        "exit_code": error.exit_code,
        "message": error.what(lang),
        "remedy": error.remedy(lang) if error.remedy else None,
        "faults": told_faults(error.faults, lang) if isinstance(error, DocumentError) else [],
    }


def told_faults(faults: Iterable[Fault], lang: Lang) -> list[dict[str, Any]]:
    """What is wrong in documents. ``page`` is where the docs explain the code."""
    from tic_core.packs.codes import entries

    pages = {"zh": "docs/codes/{}.md", "en": "docs/en/codes/{}.md"}
    return [
        {
            "code": fault.code,
            "severity": fault.severity,
            "file": fault.file,
            "line": fault.line,
            "column": fault.column,
            "key": fault.key,
            "what": fault.what(lang),
            "expected": fault.expected(lang),
            "cite": fault.cite or None,
            "page": pages[lang].format(fault.code) if fault.code in entries() else None,
        }
        for fault in faults
    ]


def _defect(run: Run, error: BaseException) -> TicError:
    if run.env.get("TIC_DEBUG"):
        run.say("".join(traceback.format_exception(error)).rstrip())
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return Defect(MESSAGES["defect"].fill(said=said), MESSAGES["defect-remedy"])


def _system(error: OSError) -> LedgerError:
    """What the operating system would not do: a full disk, a folder that may not be written."""
    why = SYSTEM.get(error.errno or 0, Text("错误号 {number}", "error number {number}").fill(number=error.errno))
    return LedgerError(MESSAGES["system"].fill(file=error.filename or MESSAGES["output"], why=why))


def _misuse(error: click.UsageError) -> UsageError:
    """click's word for a wrong command line, in two languages."""
    path = error.ctx.command_path if error.ctx else "ticctl"
    what = Text("{path}：{what}", "{path}: {what}").fill(path=path, what=_misused(error))
    return UsageError(what, MESSAGES["see-help"].fill(path=path))


def _misused(error: click.UsageError) -> Text:
    return next((told(error) for kind, told in MISUSES if isinstance(error, kind)), MESSAGES["no-subcommand"])


def _no_option(error: Any) -> Text:
    return _near("no-option", error.option_name, [name for param in _params(error) for name in param.opts])


def _bad_option(error: Any) -> Text:
    takes = any(error.option_name in param.opts and not getattr(param, "is_flag", False) for param in _params(error))
    return MESSAGES["no-value" if takes else "value"].fill(name=error.option_name)


def _params(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.params if error.ctx else []


MISUSES: Sequence[tuple[type[click.UsageError], Callable[[Any], Text]]] = (
    (NoCommand, lambda error: _near("no-command", error.name, error.known)),
    (LeftOver, lambda error: MESSAGES["left-over"].fill(words=" ".join(error.words))),
    (click.NoSuchOption, _no_option),
    (click.MissingParameter, lambda error: MESSAGES["missing"].fill(name=_name(error.param, error.ctx))),
    (click.BadParameter, lambda error: MESSAGES["bad-value"].fill(name=_name(error.param, error.ctx), why=error.message)),
    (click.BadOptionUsage, _bad_option),
)


def _near(message: str, name: str, known: Iterable[str]) -> Text:
    near = get_close_matches(name, list(known), n=1)
    what = MESSAGES[message].fill(name=name)
    return MESSAGES["near"].fill(what=what, near=near[0]) if near else what


def _name(param: click.Parameter | None, ctx: click.Context | None) -> str:
    if isinstance(param, Option):
        return max(param.opts, key=len)
    return param.make_metavar(ctx) if param and ctx else ""


SYSTEM = {
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EACCES: Text("没有权限", "it is not permitted"),
    errno.EPERM: Text("没有权限", "it is not permitted"),
    errno.EROFS: Text("只读", "it is read-only"),
    errno.ENOENT: Text("不存在", "it is not there"),
    errno.ENOTDIR: Text("不是文件夹", "it is no folder"),
    errno.EEXIST: Text("同名文件已存在", "there is a file of that name"),
}

MESSAGES: Mapping[str, Text] = {
    "interrupted": Text("已中断", "interrupted"),
    "defect": Text("程序内部缺陷（{said}）", "a defect of this program ({said})"),
    "defect-remedy": Text(
        "请连同所用命令一并报告；设 TIC_DEBUG=1 重新运行可看到经过",
        "report it with the command you used; run again with TIC_DEBUG=1 to see where it happened",
    ),
    "system": Text("无法读写{file}：{why}", "{file} cannot be read or written: {why}"),
    "output": Text("输出", "the output"),
    "see-help": Text("用法见 {path} --help", "see {path} --help"),
    "no-command": Text("没有命令“{name}”", "there is no command “{name}”"),
    "no-subcommand": Text("缺少命令", "a command is missing"),
    "no-option": Text("没有选项 {name}", "there is no option {name}"),
    "near": Text("{what}（是否指 {near}？）", "{what} (did you mean {near}?)"),
    "left-over": Text("多余的参数：{words}", "too many arguments: {words}"),
    "missing": Text("缺少 {name}", "{name} is missing"),
    "bad-value": Text("{name} 的值不对：{why}", "the value of {name} is wrong: {why}"),
    "no-value": Text("选项 {name} 缺少值", "the option {name} needs a value"),
    "value": Text("选项 {name} 不带值", "the option {name} takes no value"),
    "no-register": Text("尚无登记簿：{file}", "there is no register yet: {file}"),
    "no-register-remedy": Text(
        "先用 ticctl submit 提交行为，或用 --ledger 指明账本；ticctl demo 建立示例",
        "submit acts first (ticctl submit), or name a ledger with --ledger; ticctl demo builds an example",
    ),
}
