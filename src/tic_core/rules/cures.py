"""What would cure a breach of each kind of rule, and notes on what was found."""

from __future__ import annotations

from tic_core.text import Text

NOTES = {
    "empty": Text("尚无成员，无从计算比例", "there are no members yet, so there is no share"),
    "provisional": Text(
        "暂定：有的年份尚无放假通知，工作日按周一至周五计算",
        "provisional: for some year there is no notice of holidays yet, so Monday to Friday count as working days",
    ),
    "no-band": Text("低于最低一档，不属于任何一档", "below the lowest band, and so in none"),
    "no-row": Text("没有一行与这些事实相符", "no row fits these facts"),
    "rows-overlap": Text("不止一行相符：第 {rows} 行", "more than one row fits: rows {rows}"),
    "exception": Text("适用例外：{cite}", "an exception applies: {cite}"),
    "exceptions-overlap": Text("不止一个例外适用：{cites}", "more than one exception applies: {cites}"),
}

PHRASES = {
    "days-low-kept": Text("已过 {amount}", "{amount} past"),
    "days-low-broken": Text("早 {amount}", "{amount} too early"),
    "days-high-kept": Text("还有 {amount}", "{amount} left"),
    "days-high-broken": Text("晚 {amount}", "{amount} late"),
    "many-low-kept": Text("多出 {amount}", "{amount} more than needed"),
    "many-low-broken": Text("少 {amount}", "{amount} too few"),
    "many-high-kept": Text("还可增加 {amount}", "room for {amount} more"),
    "many-high-broken": Text("多 {amount}", "{amount} too many"),
    "much-low-kept": Text("高出 {amount}", "{amount} more than needed"),
    "much-low-broken": Text("差 {amount}", "{amount} short"),
    "much-high-kept": Text("还可增加 {amount}", "room for {amount} more"),
    "much-high-broken": Text("超出 {amount}", "{amount} over"),
    "just": Text("刚好", "just enough"),
    "apart": Text("相差 {amount}", "{amount} off"),
    "on-the-end": Text("恰在界限上，而界限不含本数", "on the limit itself, which is not included"),
    "before-kept": Text("已过 {amount}", "{amount} past"),
    "before-broken": Text("早 {amount}", "{amount} too early"),
    "within-kept": Text("还有 {amount}", "{amount} left"),
    "within-broken": Text("晚 {amount}", "{amount} late"),
    "past-kept": Text("期满后已过 {amount}", "{amount} since it might first be done"),
    "past-broken": Text("早 {amount}", "{amount} too early"),
    "facts-broken": Text("缺 {amount} 项", "{amount} missing"),
    "places-kept": Text("还有 {amount} 个名额（本中心之外）", "room for {amount} more"),
    "places-last": Text("最后一个名额", "the last place"),
    "places-broken": Text("多 {amount} 个中心", "{amount} too many"),
    "band-kept": Text("高出所需分档的下限 {amount}", "{amount} above the lower end of what is needed"),
    "band-broken": Text("距所需分档差 {amount}", "{amount} short of what is needed"),
    "band-over": Text("超出所需分档 {amount}", "{amount} above what is needed"),
    "band-next": Text("距“{term}”差 {amount}", "{amount} to “{term}”"),
    "rules-kept": Text("多满足 {amount} 项", "{amount} more than needed are met"),
    "rules-broken": Text("少满足 {amount} 项", "{amount} too few are met"),
    "not-kept": Text("余 {amount}", "{amount} to spare"),
    "not-broken": Text("差 {amount}", "{amount} off"),
}
"""How a margin is said in words: by what is measured, on which side of the limit, and whether the rule is kept."""

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
    "at-most-per-key": Text(
        "已由 {holders} 占用，至多 {most} 个；选择其他类别或等其释放",
        "held by {holders}, of at most {most}: choose another, or wait until one is freed",
    ),
    "bands": Text("应达到：{terms}", "make it one of the bands: {terms}"),
    "table": Text(
        "符合表中第 {row} 行，结果为不符合；改变该行的条件", "row {row} of the table fits, and says no: change what it asks"
    ),
}
