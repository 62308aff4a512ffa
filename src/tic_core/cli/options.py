"""The options that several commands take. They may stand before the command or after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tic_core.cli.frame import Argument, Day, OneOf, Option, Whole, Word, run_of

DAY = ("日期", "DAY")


def _noted(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Note on the run what was asked; the last word on the line counts, and folders add up."""
    run = run_of(ctx)
    if param.name == "policies":
        from pathlib import Path

        run.policies += tuple(Path(each) for each in value)
    elif value is not None and value is not False:
        setattr(run, str(param.name), value)


def _shared(*names: str, **how: Any) -> Callable[[], Option]:
    return lambda: Option(*names, expose_value=False, callback=_noted, **how)


def common() -> list[click.Parameter]:
    """Which register, in which language, for whom: every command takes these."""
    return [make() for make in _COMMON]


def reading() -> list[click.Parameter]:
    """What every reading command takes: both axes of time."""
    return [AS_OF(), KNOWN_AT(), *common()]


def centre() -> Argument:
    """The centre that is meant."""
    return Argument("centre", value=("中心", "CENTRE"), told=("中心编号。", "The centre's id."))


AS_OF = _shared("--as-of", type=Day(), value=DAY, told=("按该日的情况。", "As things stand on that day."))
KNOWN_AT = _shared(
    "--known-at",
    type=Whole(),
    value=("序号", "SEQUENCE"),
    told=("只看截至该账本序号所知。", "Only what was known at that sequence of the ledger."),
)
DRY_RUN = _shared("--dry-run", is_flag=True, told=("只作决定，不写入。", "Decide, and write nothing."))
STRICT = _shared(
    "--strict",
    is_flag=True,
    told=(
        "一切行为只能依据已确认的解释，不只是不利行为。",
        "Let every act, not adverse ones alone, rest on confirmed readings only.",
    ),
)

_COMMON = (
    _shared(
        "--ledger",
        type=Word(),
        value=("地址", "URL"),
        told=(
            "账本地址，如 sqlite:///tic.db，或文件路径（亦可用 TIC_LEDGER）。",
            "The ledger's address, such as sqlite:///tic.db, or a file's path (also TIC_LEDGER).",
        ),
    ),
    _shared(
        "--policies",
        type=Word(),
        multiple=True,
        value=("文件夹", "FOLDER"),
        told=(
            "另有政策包的文件夹，可重复（亦可用 TIC_POLICIES）。",
            "A folder with further policy packs; may be repeated (also TIC_POLICIES).",
        ),
    ),
    _shared(
        "--jurisdiction",
        type=Word(),
        value=("代码", "CODE"),
        told=("账本中有多个辖区时指明一个。", "Whose register, where the ledger holds several jurisdictions."),
    ),
    _shared("--lang", type=OneOf(("zh", "en")), value=("zh|en", "zh|en"), told=("所用语言。", "The language.")),
    _shared("--json", is_flag=True, told=("以一个 JSON 文档作答。", "Answer with one JSON document.")),
)
