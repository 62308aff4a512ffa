"""``ticctl replay``: the register on a day, as known at a sequence, worked out anew from the events alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.frame import Option, command
from tic_core.cli.names import Speaker
from tic_core.cli.options import reading
from tic_core.cli.register import asked, policy_of, register_page
from tic_core.cli.run import Run
from tic_core.errors import LedgerError
from tic_core.model.subject import Centre
from tic_core.registry import Registry
from tic_core.text import Text


@command(
    "replay",
    Option("--centre", value=("中心", "CENTRE"), told=("只重放一个中心。", "One centre only.")),
    *reading(),
    told=(
        "只凭事件重算登记簿在某日、按某序号所知的样子，给出其摘要；不指明日期和序号时与各表核对，不符以 4 退出。",
        (
            "Work the register out anew from the events alone, on a day, as known at a sequence, with a digest of it; "
            "where neither is named it is compared with the tables, and the exit code is 4 where they differ."
        ),
    ),
    more=("两台机器上摘要相同，则登记簿逐项相同。", "Where the digests of two machines agree, the registers agree in everything."),
)
def replay(run: Run, centre: str | None) -> int:
    """Replay the register."""
    with run.registry() as registry:
        found = [registry.view(centre, run.as_of, run.known_at)] if centre else registry.centres(run.as_of, run.known_at)
        now = run.as_of is None and run.known_at is None
        differing = registry.differing(found) if now else None
        listed = [telling.listed(each, policy_of(registry, each), run.lang) for each in found]
        told: dict[str, Any] = {"digest": telling.state_digest(found), "centres": listed, "compared": now, "differing": differing}
        run.show("replay", asked(run) | told, _page(run, registry, found, listed, told))
    return LedgerError.exit_code if differing else 0


def _page(
    run: Run, registry: Registry, found: Sequence[Centre], listed: Sequence[Mapping[str, Any]], told: Mapping[str, Any]
) -> Iterator[str]:
    yield from register_page(run, listed, Speaker(registry, run.lang))
    yield ""
    yield MESSAGES["digest"].fill(count=len(found), digest=told["digest"])(run.lang)
    if told["differing"]:
        yield MESSAGES["differing"].fill(centres=told["differing"])(run.lang)
    elif told["compared"]:
        yield MESSAGES["same"](run.lang)


MESSAGES = {
    "digest": Text("{count} 个中心，摘要 {digest}", "{count} {count:centre|centres}, digest {digest}"),
    "same": Text("与各表逐项相符", "the tables say the same"),
    "differing": Text("与各表不符：{centres}；请运行 ticctl verify", "the tables differ: {centres}; run ticctl verify"),
}
