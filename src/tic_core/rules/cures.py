"""What would cure a breach of each kind of rule, and notes on what was found."""

from __future__ import annotations

from tic_core.text import Text

NOTES = {"empty": Text("尚无成员，无从计算比例", "there are no members yet, so there is no share")}

CURES = {
    "comparison": Text("应{bound} {limit}", "make it {bound} {limit}"),
    "share-many": Text(
        "{whole} 人中有 {part} 人，超过 {limit}（上限 {allowed} 人），多 {over} 人",
        "{part} of {whole} is more than {limit}: at most {allowed}, {over} too many",
    ),
    "share-much": Text(
        "{whole} 中有 {part}，超过 {limit}（上限 {allowed}），多 {over}",
        "{part} of {whole} is more than {limit}: at most {allowed}, {over} too much",
    ),
    "share-few": Text(
        "{whole} 中仅 {part}，低于 {limit}（至少 {needed}），少 {short}",
        "{part} of {whole} is less than {limit}: at least {needed}, {short} too few",
    ),
    "within": Text("最后一日为 {last}", "the last day was {last}"),
    "before": Text("不得早于 {first}", "not before {first}"),
    "past": Text("须在 {last} 之后", "only after {last}"),
    "one-of": Text("应为：{values}", "make it one of: {values}"),
    "present": Text("补充：{facts}", "bring: {facts}"),
    "unique": Text("已由 {holder} 占用；选择其他类别或等其释放", "held by {holder}: choose another, or wait until it is freed"),
    "not": Text("“{rule}”不得成立", "“{rule}” must not hold"),
}
