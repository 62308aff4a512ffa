"""``ticctl plugin list``: which plugins there are, whose law they speak for, where from, and whether each can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.cli.cells import table
from tic_core.cli.frame import Group, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import PluginError
from tic_core.hooks.jurisdiction import Claim, Jurisdictions
from tic_core.text import Text

TABLE = {
    "list": (
        "tic_core.cli.plugin:list_",
        ("装有哪些插件、来自何处、回答哪些钩子。", "Which plugins there are, from where, and which hooks they answer."),
    )
}

plugin = Group(
    "plugin", TABLE, told=("插件：已安装的有钩子的分发包。", "Plugins: installed distributions with hooks."), params=common()
)


@command("list", *common(), told=(*TABLE["list"][1],))
def list_(run: Run) -> int:
    """List the plugins; each is loaded, so that what is wrong with it shows. Exits 5 where anything is."""
    found = Jurisdictions.installed()
    told = [_claim(found, claim) for claim in found.claims]
    problems = {str(error): error for error in (*found.problems(), *(error for _, error in told if error))}
    plugins = [each | {"problem": error.message(run.lang) if error else None} for each, error in told]
    document = {"plugins": plugins, "problems": [each.message(run.lang) for each in problems.values()]}
    run.show("plugins", document, _page(run, plugins))
    for error in problems.values():
        run.say(error.message(run.lang))
    return PluginError.exit_code if problems else 0


def _claim(found: Jurisdictions, claim: Claim) -> tuple[dict[str, Any], PluginError | None]:
    told = {"jurisdiction": claim.code, "name": claim.plugin.name, "version": claim.plugin.version, "where": claim.where}
    try:
        admitted = found.answers((claim.code,)).plugins
    except PluginError as error:
        return told | {"hooks": []}, error
    return told | {"hooks": [hook for each in admitted for hook in each.hooks]}, None


def _page(run: Run, plugins: list[dict[str, Any]]) -> Iterator[str]:
    if not plugins:
        run.say(MESSAGES["none"])
        return
    heads = [MESSAGES[head](run.lang) for head in ("jurisdiction", "plugin", "where", "hooks")]
    rows = [
        (each["jurisdiction"], f"{each['name']} {each['version']}", each["where"], " ".join(each["hooks"]) or "—")
        for each in plugins
    ]
    yield from table(heads, rows, run.width)


MESSAGES = {
    "none": Text("没有安装插件", "no plugin is installed"),
    "jurisdiction": Text("辖区", "jurisdiction"),
    "plugin": Text("插件", "plugin"),
    "where": Text("模块", "module"),
    "hooks": Text("钩子", "hooks"),
}
