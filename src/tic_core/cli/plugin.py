"""``ticctl plugin`` and ``plugin list``: which plugins there are, whose law they speak for, and whether each can be asked."""

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
    ),
    "check": (
        "tic_core.cli.conformance:check",
        ("用合规套件检查政策包或插件。", "Hold a pack or a plugin to the conformance kit."),
    ),
    "new": (
        "tic_core.cli.project:new",
        ("由模板建立新的政策包或插件。", "A new pack or plugin from the template."),
    ),
}

plugin = Group(
    "plugin", TABLE, told=("插件：已安装的有钩子的分发包。", "Plugins: installed distributions with hooks."), params=common()
)


@command("list", *common(), told=(*TABLE["list"][1],))
def list_(run: Run) -> int:
    """List the plugins; each is loaded, so that what is wrong with it shows. Exits 5 where anything is."""
    found = Jurisdictions.installed()
    told = [_claim(run, found, claim) for claim in found.claims]
    problems = {str(error): error for error in (*found.problems(), *(error for _, error in told if error))}
    plugins = [each | {"problem": error.message(run.lang) if error else None} for each, error in told]
    document: dict[str, Any] = {"plugins": plugins, "problems": [each.message(run.lang) for each in problems.values()]}
    run.show("plugins", document, _page(run, plugins))
    for said in (*(remark for each in plugins for remark in each["remarks"]), *document["problems"]):
        run.say(said)
    return PluginError.exit_code if problems else 0


def _claim(run: Run, found: Jurisdictions, claim: Claim) -> tuple[dict[str, Any], PluginError | None]:
    told: dict[str, Any] = {"jurisdiction": claim.code, "name": claim.plugin.name, "version": claim.plugin.version}
    told |= {"where": claim.where, "apart": found.apart.holds(claim.code), "hooks": [], "remarks": []}
    try:
        [admitted] = found.answers((claim.code,)).plugins
    except PluginError as error:
        return told, error
    return told | {"hooks": list(admitted.hooks), "remarks": [each(run.lang) for each in admitted.remarks]}, None


def _page(run: Run, plugins: list[dict[str, Any]]) -> Iterator[str]:
    if not plugins:
        run.say(MESSAGES["none"])
        return
    heads = [MESSAGES[head](run.lang) for head in ("jurisdiction", "plugin", "where", "hooks")]
    rows = [
        (each["jurisdiction"], f"{each['name']} {each['version']}", _place(run, each), " ".join(each["hooks"]) or "—")
        for each in plugins
    ]
    yield from table(heads, rows, run.width)


def _place(run: Run, told: dict[str, Any]) -> str:
    """The module it comes from, and that it has a process of its own where it has."""
    return MESSAGES["apart"].fill(where=told["where"])(run.lang) if told["apart"] else str(told["where"])


MESSAGES = {
    "apart": Text("{where}（单独进程）", "{where} (a process of its own)"),
    "none": Text("没有安装插件", "no plugin is installed"),
    "jurisdiction": Text("辖区", "jurisdiction"),
    "plugin": Text("插件", "plugin"),
    "where": Text("模块", "module"),
    "hooks": Text("钩子", "hooks"),
}
