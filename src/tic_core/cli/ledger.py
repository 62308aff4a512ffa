"""``ticctl ledger``: the store itself. Its tables brought up to date on request, and all of it moved to another store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.cli.frame import Argument, Group, command
from tic_core.cli.options import DRY_RUN, common
from tic_core.cli.run import Run, as_url
from tic_core.cli.verify import verification_lines, verified
from tic_core.text import Text

TABLE = {
    "upgrade": (
        "tic_core.cli.ledger:upgrade",
        (
            "把账本的表升级到本程序的版本；记录本身不变。",
            "Bring the ledger's tables to the form of this program; no record changes.",
        ),
    ),
    "copy": (
        "tic_core.cli.ledger:copy",
        ("把账本整个复制到另一存储，杂凑值不变。", "Copy the whole ledger to another store without changing a hash."),
    ),
    "erase": (
        "tic_core.cli.ledger:erase",
        ("删除某人的个人信息；事件、链和证明不变。", "Erase a person's data; events, chains and proofs stay as they are."),
    ),
}

ledger = Group("ledger", TABLE, told=("账本所在的存储。", "The store that the ledger lies in."), params=common())


@command(
    "upgrade",
    DRY_RUN(),
    *common(),
    told=TABLE["upgrade"][1],
    more=(
        "请先备份。打开账本从不改表；一个事务，全部或全无。",
        "Back it up first. Opening never changes tables; one transaction, all or nothing.",
    ),
)
def upgrade(run: Run) -> int:
    """Run the migrations that are not there yet."""
    from tic_core.ledger import Ledger

    before, after = Ledger.upgrade(run.address, dry_run=run.dry_run)
    done = "current" if before == after else "would" if run.dry_run else "done"
    document = {"ledger": run.shown_address, "before": before, "after": after, "dry_run": run.dry_run}
    run.show("upgrade", document, [UPGRADED[done].fill(before=before, after=after)(run.lang)])
    return 0


@command(
    "copy",
    Argument("source", value=("来源", "FROM"), told=("来源账本的地址或文件。", "The address or file of the ledger to copy.")),
    Argument("target", value=("目标", "TO"), told=("目标：空的数据库或新文件。", "Where to: an empty database or a new file.")),
    *common(),
    told=TABLE["copy"][1],
    more=(
        "一个事务：写入、核验、与来源的核验结果比对，然后才提交。目标已有记录或来源不完整时拒绝。",
        "One transaction: written, verified, then made durable. A target that holds anything, or a damaged source, is refused.",
    ),
)
def copy(run: Run, source: str, target: str) -> int:
    """Copy a ledger and say what the copy's verification found."""
    from tic_core.ledger import Ledger
    from tic_core.ledger.copying import copy as copied

    with Ledger.open(as_url(source), create=False) as here, Ledger.open(as_url(target)) as there:
        found = copied(here, there)
        document: dict[str, Any] = {"source": here.where, "target": there.where, "verification": verified(run, found)}

        def page() -> Iterator[str]:
            yield COPIED.fill(source=here.where, target=there.where)(run.lang)
            yield from verification_lines(run, found)

        run.show("copy", document, page())
    return 0


@command(
    "erase",
    Argument(
        "people", nargs=-1, required=True, value=("编号", "PERSON"), told=("事件中所用的编号。", "The ids that the events use.")
    ),
    *common(),
    told=TABLE["erase"][1],
    more=(
        "不可恢复；此后 history 注明已删除，verify 计其人数。备份和副本中的须另行删除。",
        "There is no way back; history then says erased, and verify counts how many. Backups and copies are for you to see to.",
    ),
)
def erase(run: Run, people: tuple[str, ...]) -> int:
    """Erase personal data, and say of whom there were any."""
    with run.registry() as registry:
        with registry.ledger.reading(run.jurisdiction or None) as reader:
            reader.last()  # refuses to guess between several
            law = run.jurisdiction or next(iter(reader.jurisdictions()), "")
        count = registry.ledger.erase(law, people) if law else 0
    document = {"jurisdiction": law, "people": list(people), "erased": count}
    run.show("erased", document, [ERASED.fill(count=count, asked=len(people))(run.lang)])
    return 0


ERASED = Text("已删除 {count} 人的个人信息（指明 {asked} 人）", "personal data of {count} erased ({asked} named)")
UPGRADED = {
    "current": Text("表已是第 {after} 版，无须升级", "the tables have form {after} already"),
    "would": Text("将由第 {before} 版升级到第 {after} 版", "the tables would be brought from form {before} to {after}"),
    "done": Text("已由第 {before} 版升级到第 {after} 版", "the tables were brought from form {before} to {after}"),
}
COPIED = Text("已从 {source} 复制到 {target}", "copied from {source} to {target}")
