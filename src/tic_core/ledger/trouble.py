"""What a store can run into, said so that a person can act: never a driver's own exception.

A busy or outrun writer is :class:`~tic_core.errors.RaceLost` (try again); everything else is
:class:`~tic_core.errors.LedgerError` with what to do. In both cases nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping

from tic_core.errors import LedgerError, RaceLost, TicError
from tic_core.text import Text

MESSAGES = {
    "busy": Text("另一个写入者正占用账本", "another writer holds the ledger"),
    "busy-remedy": Text("本次没有写入；请稍后重试", "nothing was written; try again"),
    "broken-off": Text("数据库为另一事务中断了本次写入", "the database broke this off for the sake of another transaction"),
    "broken-off-remedy": Text("本次没有写入；请重试", "nothing was written; try again"),
    "outrun": Text("另一个写入者已先行写入：{why}", "another writer was first: {why}"),
    "outrun-remedy": Text("本次没有写入；请依最新情况重新提交", "nothing was written; submit again on what stands now"),
    "read-only": Text("账本只能读，不能写：{where}", "the ledger can be read but not written: {where}"),
    "read-only-remedy": Text(
        "请检查文件及其文件夹的写入权限（需能新建 -wal、-shm 文件）",
        "check that the file and its folder may be written (the files -wal and -shm appear beside it)",
    ),
    "not-a-database": Text("该文件不是数据库：{where}", "the file is not a database: {where}"),
    "not-a-database-remedy": Text(
        "请核对路径；若原为账本，请从备份恢复",
        "check the path; if it was a ledger, restore it from a backup",
    ),
    "damaged": Text("账本文件已损坏：{where}", "the ledger's file is damaged: {where}"),
    "damaged-remedy": Text(
        "请勿继续写入；请从备份恢复，再运行 ticctl verify",
        "write nothing more; restore it from a backup, then run ticctl verify",
    ),
    "full": Text("磁盘已满：{where}", "the disk is full: {where}"),
    "full-remedy": Text("本次没有写入；请腾出空间后重试", "nothing was written; make room and try again"),
    "disk": Text("磁盘读写出错：{where}", "the disk failed: {where}"),
    "disk-remedy": Text("本次没有写入；请检查磁盘与挂载", "nothing was written; check the disk and how it is mounted"),
    "unreachable": Text("无法打开账本：{where}", "the ledger cannot be reached: {where}"),
    "unreachable-remedy": Text(
        "请核对地址、文件夹是否存在、权限和服务器是否运行",
        "check the address, that the folder exists, the permissions, and that the server runs",
    ),
    "store": Text("账本存取出错：{why}（{where}）", "the ledger's store failed: {why} ({where})"),
    "store-remedy": Text(
        "本次没有写入；请运行 ticctl verify 检查账本", "nothing was written; run ticctl verify to check the ledger"
    ),
}


class BrokenOff(RaceLost):
    """The database broke the transaction off for the sake of another; tried again it may well succeed."""


class Dropped(LedgerError):
    """The server has let go of the connection before anything was asked on it."""


# Primary result codes of SQLite.
_SQLITE = {
    3: "read-only",
    5: "busy",
    6: "busy",
    8: "read-only",
    10: "disk",
    11: "damaged",
    13: "full",
    14: "unreachable",
    19: "outrun",
    23: "read-only",
    26: "not-a-database",
}

# SQLSTATE, whole or its class, as PostgreSQL and its relatives use it.
_SQLSTATE = {
    "25006": "read-only",
    "42501": "read-only",
    "40": "broken-off",
    "42P07": "busy",  # another process was just making the same table
    "55P03": "busy",
    "08": "unreachable",
    "23": "outrun",
    "28": "unreachable",
    "3D": "unreachable",
    "53": "full",
    "57": "unreachable",
    "58": "disk",
    "XX": "damaged",
}


_RACES: Mapping[str, type[TicError]] = {"busy": RaceLost, "outrun": RaceLost, "broken-off": BrokenOff}


def explained(error: BaseException, where: str) -> TicError:
    """What the driver's ``error`` means for the ledger at ``where``; already explained errors pass through."""
    if isinstance(error, TicError):
        return error
    cause = getattr(error, "orig", None) or error
    code = _code(cause)
    error_class = _RACES.get(code, LedgerError)
    values = {"where": where, "why": str(cause)}
    return error_class(MESSAGES[code].fill(**values), MESSAGES[f"{code}-remedy"])


def _code(cause: BaseException) -> str:
    number, state = getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None)
    if isinstance(number, int):
        return _SQLITE.get(number & 0xFF, "store")
    if isinstance(state, str):
        return _SQLSTATE.get(state, _SQLSTATE.get(state[:2], "store"))
    if type(cause).__name__ == "TimeoutError":  # no connection of the pool became free
        return "busy"
    return "unreachable" if type(cause).__name__ == "OperationalError" else "store"
