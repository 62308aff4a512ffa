"""click in two languages: commands, options and arguments whose help is a pair ``(zh, en)``.

Help is written as pairs and not as :class:`~tic_core.text.Text`, so that ``ticctl --help`` loads click and nothing else. What click
itself would say in English is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tic_core.cli.cells import listed, wrap

if TYPE_CHECKING:
    from datetime import date

    from tic_core.cli.run import Run
    from tic_core.text import Lang

Pair = tuple[str, str]

WORDS: Mapping[str, Pair] = {
    "usage": ("用法：", "Usage: "),
    "options": ("选项：", "Options:"),
    "arguments": ("参数：", "Arguments:"),
    "commands": ("命令：", "Commands:"),
    "help": ("显示本帮助。", "Show this help."),
    "version": ("显示版本号。", "Show the version."),
    "[options]": ("[选项]", "[OPTIONS]"),
    "command": ("命令 [参数]…", "COMMAND [ARGS]…"),
    "day": ("“{value}”不是日期；写作 2023-03-01", "“{value}” is no date; write 2023-03-01"),
    "whole": ("“{value}”不是从 0 起的整数", "“{value}” is not a whole number from 0"),
    "empty": ("不能为空", "it is empty"),
    "one-of": ("“{value}”不在可选之列：{words}", "“{value}” is none of: {words}"),
}


def run_of(ctx: click.Context) -> Run:
    """The run of ``ticctl`` that a context belongs to."""
    run: Run = ctx.find_root().obj
    return run


def in_lang(pair: Pair, lang: Lang) -> str:
    """One of a pair."""
    return pair[0] if lang == "zh" else pair[1]


def word(ctx: click.Context, name: str, **values: str) -> str:
    """One of :data:`WORDS` in the language of the run."""
    return in_lang(WORDS[name], run_of(ctx).lang).format(**values)


class Option(click.Option):
    """An option whose help, and the word for its value, are pairs."""

    def __init__(self, *names: str, told: Pair, value: Pair = ("", ""), **how: Any) -> None:
        super().__init__(names, **how)
        self.told, self.value = told, value

    def get_help_record(self, ctx: click.Context) -> Pair:
        """The option and its help in the language of the run."""
        lang = run_of(ctx).lang
        names = ", ".join(sorted([*self.opts, *self.secondary_opts], key=len))
        return f"{names} {in_lang(self.value, lang)}".rstrip(), in_lang(self.told, lang)


class Argument(click.Argument):
    """An argument whose name and help are pairs."""

    def __init__(self, name: str, *, told: Pair, value: Pair, **how: Any) -> None:
        super().__init__([name], **how)
        self.told, self.value = told, value

    def make_metavar(self, ctx: click.Context) -> str:
        """How the argument stands in the usage line."""
        name = in_lang(self.value, run_of(ctx).lang) + ("…" if self.nargs == -1 else "")
        return name if self.required else f"[{name}]"


class _Spoken(click.Command):
    """What commands and groups share: the pages of help, and which command an error is told of."""

    def __init__(self, name: str, *, told: Pair, more: Pair = ("", ""), **how: Any) -> None:
        super().__init__(name, add_help_option=False, **how)
        self.told, self.more = told, more
        self.params.append(
            Option("-h", "--help", told=WORDS["help"], is_flag=True, is_eager=True, callback=_help, expose_value=False)
        )

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the command's name in the usage line."""
        arguments = [param.make_metavar(ctx) for param in self.params if isinstance(param, Argument)]
        return [word(ctx, "[options]"), *arguments]

    def get_usage(self, ctx: click.Context) -> str:
        """The usage line."""
        return " ".join([word(ctx, "usage") + ctx.command_path, *self.collect_usage_pieces(ctx)])

    def get_help(self, ctx: click.Context) -> str:
        """The page of help."""
        lang, cells = run_of(ctx).lang, run_of(ctx).width or 100
        lines = [self.get_usage(ctx), ""]
        for told in (self.told, self.more):
            lines += [f"  {line}" for line in wrap(in_lang(told, lang), cells - 2)] if told[0] else []
        arguments = [(each.make_metavar(ctx), in_lang(each.told, lang)) for each in self.params if isinstance(each, Argument)]
        options = [each.get_help_record(ctx) for each in self.params if isinstance(each, Option)]
        sections = {"arguments": arguments, "commands": self.rows(lang), "options": options}
        for name, rows in sections.items():
            lines += ["", word(ctx, name), *listed(rows, cells)] if rows else []
        return "\n".join(lines)

    def rows(self, lang: Lang) -> list[Pair]:
        """The commands below this one, each with one line; a command has none."""
        return []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; what is wrong with an option is told with the command it stands at."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class Command(_Spoken):
    """One command of ``ticctl``. Its callback gets the run first, and returns the exit code (None is 0)."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; words left over are told in the language of the run."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise LeftOver(rest, ctx)
        return rest


class Group(_Spoken, click.Group):
    """Commands of which only the one called is imported. ``table`` maps a name to (``module:attribute``, what it does)."""

    def __init__(self, name: str, table: Mapping[str, tuple[str, Pair]], **how: Any) -> None:
        super().__init__(name, **how)
        self.table = table

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; an empty one asks for help."""
        return super().parse_args(ctx, args or ["--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.table:
            return None
        module, _, attribute = self.table[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, or NoCommand with what might have been."""
        if args[0] not in self.table:
            raise NoCommand(args[0], self.table, ctx)
        return super().resolve_command(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the group's name in the usage line."""
        return [word(ctx, "[options]"), word(ctx, "command")]

    def rows(self, lang: Lang) -> list[Pair]:
        """The commands with one line each, none of them imported."""
        return [(name, in_lang(told, lang)) for name, (_, told) in self.table.items()]


class LeftOver(click.UsageError):
    """Words on the line that no argument takes."""

    def __init__(self, words: Sequence[str], ctx: click.Context) -> None:
        super().__init__(" ".join(words), ctx)
        self.words = tuple(words)


class NoCommand(click.UsageError):
    """A command that there is not; ``known`` are those there are."""

    def __init__(self, name: str, known: Iterable[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name, self.known = name, tuple(known)


if TYPE_CHECKING:
    _Kind = click.ParamType
else:

    class _Kind:
        """click before 8.5 does not know that a kind of value is one *of* something."""

        def __class_getitem__(cls, _: object) -> type[click.ParamType]:
            return click.ParamType


class Day(_Kind["date"]):
    """A day as ``2023-03-01``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it."""
        from datetime import date

        try:
            day = date.fromisoformat(value)
        except ValueError:
            _bad(self, "day", value, param, ctx)
        if day.isoformat() != value:  # the week dates of ISO 8601 and the like
            _bad(self, "day", value, param, ctx)
        return day


class Whole(_Kind[int]):
    """A whole number from 0."""

    name = "whole"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 19):
            _bad(self, "whole", value, param, ctx)
        return int(value)


class Word(_Kind[str]):
    """Anything but nothing: an empty word stands for no default."""

    name = "word"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it."""
        if not str(value).strip():
            _bad(self, "empty", value, param, ctx)
        return str(value)


class OneOf(_Kind[str]):
    """One of some words."""

    name = "one-of"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it."""
        if value not in self.words:
            _bad(self, "one-of", value, param, ctx, words=" ".join(self.words))
        return str(value)


def command(name: str, *params: click.Parameter, told: Pair, more: Pair = ("", "")) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command: it is called with the run, then with its parameters by name."""

    def made(function: Callable[..., Any]) -> Command:
        @click.pass_context
        def called(ctx: click.Context, /, **given: Any) -> Any:
            return function(run_of(ctx), **given)

        return Command(name, params=list(params), callback=called, told=told, more=more)

    return made


def _bad(
    kind: _Kind[Any], name: str, value: str, param: click.Parameter | None, ctx: click.Context | None, **told: str
) -> NoReturn:
    kind.fail(word(ctx, name, value=value, **told) if ctx else value, param, ctx)


def _help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        run_of(ctx).write(ctx.get_help())
        ctx.exit()
