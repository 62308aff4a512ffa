"""Every fault an edition can have, one at a time: its code, where it points, and what it says in both languages.

A case breaks ``base.toml`` in one place. ``at`` is the text that stands at the line and column the fault names.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from tic_core.errors import Fault
from tic_core.kernel import stages
from tic_core.packs import exact, read
from tic_core.packs.check import acts, duties, facts, names, rules, words


@attrs.frozen
class Case:
    """One thing broken: ``old`` becomes ``new``; what the fault must be."""

    code: str
    old: str
    new: str
    key: str
    at: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.code}:{self.key}"


STRUCTURE = [
    Case("unknown-key", 'kind = "share"', 'kind = "share"\natmost = "1/2"', "rule[inside-share].atmost", "atmost", "没有 atmost 这个键 — 是否想写 at_most", "there is no key atmost here — did you mean at_most?"),
    Case("unknown-key", "[[incentive]]", "[[incentives]]", "incentives", "[[incentives]]", "是否想写 incentive", "did you mean incentive?"),
    Case("unknown-key", 'text", personal = true }', 'text", private = true }', "fact[members].fields[person].private", "private", "没有 private", "no key private"),
    Case("missing-key", 'nature = "opening"\n', "", "act[ask].nature", "[[act]]", "缺少 nature — 应为带引号的文字", "nature is missing — text in quotation marks"),
    Case("missing-key", 'kind = "unique"\n', "", "rule[class-free].kind", "[[rule]]", "缺少 kind — 应为以下之一：all、any", "kind is missing — one of: all, any"),
    Case("missing-key", 'schema = "tic/edition/1"\n', "", "schema", "#", 'schema = "tic/edition/1"', 'schema = "tic/edition/1"'),
    Case("unknown-schema", "tic/edition/1", "tic/acts/1", "schema", "schema", "tic/acts/1", "tic/edition/1"),
    Case("unknown-kind", 'kind = "share"', 'kind = "shares"', "rule[inside-share].kind", "kind", "没有 shares 这种规则 — 是否想写 share？", "no kind of rule shares — did you mean share?"),
    Case("unknown-op", 'op = "sum"', 'op = "total"', "derived[members.votes].op", "op", "应为以下之一：bands、count、first-known、sum", "one of: bands, count, first-known, sum"),
    Case("wrong-type", "synthetic = true", 'synthetic = "false"', "identity.synthetic", "synthetic", '"false" 的类型不对 — 应为 true 或 false，不带引号', '"false" is of the wrong type — true or false, not in'),
    Case("wrong-type", "reason = true\nmoves = [{ from = [\"workshop\"]", "reason = 1\nmoves = [{ from = [\"workshop\"]", "act[mend].reason", "reason = 1", "1 的类型不对", "1 is of the wrong type"),
    Case("wrong-type", "digits = [4]", 'digits = ["4"]', "fact[class.code].digits[1]", '"4"', "应为整数", "a whole number"),
    Case("wrong-type", "digits = [4]", "digits = [true]", "fact[class.code].digits[1]", "true", "true 的类型不对", "true is of the wrong type"),
    Case("wrong-type", "issued_on = 2025-01-01", 'issued_on = "2025-01-01"', "identity.issued_on", "issued_on", '"2025-01-01" 的类型不对 — 应为日期', "a date, such as"),
    Case("wrong-type", 'at_most = "1/3"', 'at_most = "1:3"', "rule[inside-share].at_most", "at_most", '应为带引号的分数，如 "1/3"', "a fraction in quotation marks"),
    Case("wrong-type", 'at_most = "1/3"', 'at_most = "1/0"', "rule[inside-share].at_most", "at_most", '"1/0"', '"1/0"'),
    Case("wrong-type", 'requires = ["worthy"]', 'requires = "worthy"', "act[show].requires", "requires", "应为列表", "a list"),
    Case("wrong-type", 'requires = ["worthy"]', "requires = [7]", "act[show].requires[1]", "7", "7 的类型不对 — 应为带引号的文字", "7 is of the wrong type"),
    Case("wrong-type", 'name = { zh = "奖励", en = "bonus" }', 'name = "bonus"', "incentive[bonus].name", "name", "应为 { zh = …, en = … }", "both languages"),
    Case("wrong-type", '{ zh = "奖励", en = "bonus" }', '{ zh = "奖励", en = 5 }', "incentive[bonus].name.en", "en = 5", "5 的类型不对", "5 is of the wrong type"),
    Case("unknown-key", "after = { fact =", "after = { facts =", "rule[notice-over].after.facts", "facts", "是否想写 fact？", "did you mean fact?"),
    Case("language-missing", '{ zh = "奖励", en = "bonus" }', '{ zh = "奖励" }', "incentive[bonus].name", "name", "缺少语言 en", "the language en is missing"),
    Case("empty-text", '{ zh = "奖励", en = "bonus" }', '{ zh = " ", en = "bonus" }', "incentive[bonus].name.zh", "zh", "文字为空", "the text is empty"),
    Case("bad-cite", 'cite = "10"', 'cite = "第十条"', "incentive[bonus].cite", "cite", '"第十条" 不是条款 — 应为条款，如 "9"', 'is not an article — an article, such as "9"'),
    Case("bad-period", "within = { days = 30 }", "within = {}", "rule[on-time].within", "within", "期限须恰有一个单位", "exactly one unit"),
    Case("bad-period", "within = { days = 30 }", "within = { days = 30, months = 1 }", "rule[on-time].within", "within", "期限须恰有一个单位", "exactly one unit"),
    Case("out-of-range", "within = { days = 30 }", "within = { days = 0 }", "rule[on-time].within.days", "days", "应在 1 至 200000 之间", "from 1 to 200000"),
    Case("out-of-range", "at_most = 300\n", "at_most = 99999999999999999999\n", "rule[staff-enough].at_most", "at_most", "64 位", "64 bits"),
    Case("float", "at_least = 3\n", "at_least = 3.5\n", "rule[staff-enough].at_least", "at_least", "3.5 是浮点数，不精确", "3.5 is a floating-point number"),
    Case("float", "at_least = 3\n", "at_least = inf\n", "rule[staff-enough].at_least", "at_least", "inf 是浮点数", "inf is a floating-point number"),
    Case("float", "digits = [4]", "digits = [4, nan]", "fact[class.code].digits[2]", "nan", "nan 是浮点数", "nan is a floating-point"),
    Case("moment", "issued_on = 2025-01-01", "issued_on = 2025-01-01T08:00:00Z", "identity.issued_on", "issued_on", "带有时刻", "has a time of day"),
    Case("moment", "issued_on = 2025-01-01", "issued_on = 08:00:00", "identity.issued_on", "issued_on", "带有时刻", "has a time of day"),
    Case("character", 'id = "bonus"', 'id = "bo\\u0000nus"', "incentive[bo·nus].id", "id", "bo·nus", "cannot be stored"),
]  # fmt: skip

NAMES = [
    Case("bad-id", 'id = "bonus"', 'id = "the bonus"', "incentive[the bonus].id", "id", "“the bonus” 不能作为标识", "cannot be an id"),
    Case("bad-id", 'id = "bonus"', 'id = "bonus\\n"', "incentive[bonus·].id", "id", "不能作为标识", "cannot be an id"),
    Case("duplicate-id", "[[interpretation]]", '[[incentive]]\nid = "bonus"\nname = { zh = "又", en = "again" }\nnature = "promotional"\nwhen = "good-grade"\ncite = "10"\n\n[[interpretation]]', "incentive[bonus].id", "id", "标识 bonus 已经用过", "the id bonus is taken"),
    Case("reserved-id", '[[derived]]\nid = "members.all"', '[[fact]]\nid = "due.staff"\nname = { zh = "一", en = "x" }\ntype = "date"\n\n[[derived]]\nid = "members.all"', "fact[due.staff].id", "id", "是核心自行提供的事实", "the core itself supplies"),
    Case("unknown-reference", 'judge = "bureau"\nparents', 'judge = "court"\nparents', "identity.judge", "judge", "没有名为 court 的角色", "there is no role court"),
    Case("unknown-reference", 'assumed = ["Q1"]\n\n[[role]]\nid = "bureau"', 'assumed = ["Q2"]\n\n[[role]]\nid = "bureau"', "convention.assumed[1]", '"Q2"', "没有名为 Q2 的解释 — 应为以下之一：Q1", "no interpretation Q2 — one of: Q1"),
    Case("unknown-reference", 'held_by = "lead.code"', 'held_by = "lead.cod"', "role[lead].held_by", "held_by", "是否想写 lead.code", "did you mean lead.code?"),
    Case("unknown-reference", 'to = "struck"', 'to = "stricken"', "act[strike].moves[1].to", "to", "没有名为 stricken 的阶段", "there is no stage stricken"),
    Case("unknown-reference", '"independent", "inside-share", "papers"', '"independent", "inside-part", "papers"', "rule[worthy].of[2]", '"inside-part"', "没有名为 inside-part 的规则", "did you mean inside-share?"),
    Case("unknown-reference", 'after = { fact = "notice.last-day" }', 'after = { fact = "notice.lastday" }', "rule[notice-over].after.fact", "fact", "没有名为 notice.lastday 的事实 — 是否想写 notice.last-day", "no fact notice.lastday"),
    Case("unknown-reference", 'fact = "act.on"\n', 'fact = "act.day"\n', "rule[notice-over].fact", "fact", "没有名为 act.day", "no fact act.day"),
    Case("unknown-reference", 'fact = "staff"\n', 'fact = "due.rapport"\n', "rule[staff-enough].fact", "fact", "是否想写 due.report", "did you mean due.report"),
    Case("unknown-reference", 'reservation = "class"', 'reservation = "klass"', "rule[class-free].reservation", "reservation", "没有名为 klass 的占用", "there is no reservation klass"),
    Case("unknown-reference", 'when = "good-grade"', 'when = "grade"', "incentive[bonus].when", "when", "没有名为 grade 的规则", "there is no rule grade"),
    Case("unknown-reference", 'vocabulary = "side" }', 'vocabulary = "sides" }', "fact[members].fields[side].vocabulary", "vocabulary", "没有名为 sides 的词表", "there is no vocabulary sides"),
    Case("unknown-reference", 'brings = ["interpretation.*"]', 'brings = ["interpretation.Q9"]', "act[confirm].brings[1]", '"interpretation.Q9"', "interpretation.Q9", "interpretation.Q9"),
    Case("unknown-reference", 'discharges = [{ duty = "mending" }]', 'discharges = [{ duty = "mend" }]', "act[restore].discharges[1].duty", "duty", "没有名为 mend 的义务", "there is no duty mend"),
    Case("no-source", 'key = ["class.code"]\ncite = "3"\n\n[[incentive]]', 'key = ["class.code"]\n\n[[incentive]]', "reservation[class].cite", "[[reservation]]", "class 没有来源 — 应有 cite（条款）或 assumed（解释）", "class has no source — cite (an article) or assumed"),
    Case("no-source", 'most = "100"\ncite = "7"', 'most = "100"', "fact[score].cite", "[[fact]]", "score 没有来源", "score has no source"),
    Case("no-source", 'days_after = 10, cite = "8" }', "days_after = 10 }", "act[longer].differing.cite", "differing", "没有来源", "no source"),
    Case("no-source", 'calendar = "cn"\nassumed = ["Q1"]', 'calendar = "cn"\nassumed = []', "convention.assumed", "assumed", "没有来源", "no source"),
]  # fmt: skip

WORDS = [
    Case("unknown-stage-kind", 'kind = "IN_NOTICE"', 'kind = "NOTICE"', "stage[shown].kind", "kind", "没有 NOTICE 这种阶段 — 是否想写 IN_NOTICE", "no kind of stage NOTICE — did you mean IN_NOTICE"),
    Case("unknown-proceeding-kind", 'kind = "notice"', 'kind = "posting"', "proceeding[notice].kind", "kind", "没有 posting 这种程序", "no kind of proceeding posting"),
    Case("unknown-nature", 'nature = "opening"', 'nature = "friendly"', "act[ask].nature", "nature", "没有 friendly 这种行为性质 — 应为以下之一", "acts have no nature friendly — one of: adverse"),
    Case("unknown-subject", 'subject = "edition"', 'subject = "law"', "act[confirm].subject", "subject", "没有 law 这种主体", "there is no subject law"),
    Case("unknown-grounds", "reason = true\nmoves = [{ from = [\"workshop\"]", "reason = true\ngrounds = \"none\"\nmoves = [{ from = [\"workshop\"]", "act[mend].grounds", "grounds", "none", "edition, named"),
    Case("unknown-duty-change", 'change = "reset"', 'change = "moved"', "act[longer].changes[1].change", "change", "没有 moved 这种义务变更", "duties are not changed by moved"),
    Case("unknown-fact-type", 'type = "money"', 'type = "cash"', "fact[budget].type", "type", "没有 cash 这种事实类型", "there is no type of fact cash"),
    Case("unknown-check", 'check = "uscc"', 'check = "id-card"', "fact[lead.code].check", "check", "没有 id-card 这种代码校验", "no check of codes id-card"),
    Case("unknown-force", 'force = "generally"', 'force = "mostly"', "rule[staff-enough].force", "force", "没有 mostly 这种效力", "rules have no force mostly"),
    Case("unknown-unconfirmed", 'force = "generally"', 'unconfirmed = "met"', "rule[staff-enough].unconfirmed", "unconfirmed", "不能是 met", "met is no finding"),
    Case("unknown-incentive-nature", 'nature = "discretionary"', 'nature = "nice"', "incentive[bonus].nature", "nature", "没有 nice 这种激励性质", "incentives have no nature nice"),
    Case("unknown-status", 'taken = "civil"', 'taken = "civil"\nstatus = "agreed"', "interpretation[Q1].status", "status", "没有 agreed 这种解释状态", "no status agreed"),
    Case("unknown-roll", 'roll = "next-working-day"', 'roll = "next-day"', "convention.roll", "roll", "没有 next-day 这种顺延方式", "days are not rolled by next-day"),
    Case("unknown-language", "synthetic = true", 'languages = ["zh", "fr"]', "identity.languages[2]", '"fr"', "没有语言 fr", "there is no language fr"),
    Case("unknown-item-style", '"3" = "（一）"', '"3" = "(a)"', "identity.item_styles.3", '"3"', "没有 (a) 这种项的编号", "items are not numbered (a)"),
    Case("duplicate-id", 'en = "over" }, open = false },', 'en = "over" }, open = false },\n    { id = "open", name = { zh = "又", en = "again" } },', "proceeding[notice].steps[open].id", "id", "标识 open 已经用过", "the id open is taken"),
    Case("empty-list", "synthetic = true", "languages = []", "identity.languages", "languages", "languages 是空的", "languages is empty"),
]  # fmt: skip

FACTS = [
    Case("misplaced-key", 'type = "money"\ncurrency = "CNY"', 'type = "whole"\ncurrency = "CNY"', "fact[budget].currency", "currency", "整数类型的事实没有 currency", "the type whole number has no currency"),
    Case("misplaced-key", "optional = true }", 'optional = true, vocabulary = "side" }', "fact[members].fields[votes].vocabulary", "vocabulary", "没有 vocabulary", "has no vocabulary"),
    Case("key-needed", 'type = "money"\ncurrency = "CNY"', 'type = "money"', "fact[budget].currency", "[[fact]]", "金额类型的事实缺少 currency", "a fact of the type money lacks currency"),
    Case("bad-currency", 'currency = "CNY"', 'currency = "yuan"', "fact[budget].currency", "currency", "yuan 不是货币代码", "yuan is no code of a currency"),
    Case("bad-digits", "digits = [4]", "digits = [0]", "fact[class.code].digits", "digits", "位数须为正数", "a number of digits is positive"),
    Case("bad-bound", 'most = "100"', 'most = "hundred"', "fact[score].most", "most", "hundred 不能作为十进制数的界限", "hundred cannot bound a decimal"),
    Case("bounds-contradict", "least = 0", "least = 101", "fact[score].most", "most", "下限 101 与上限 100 相互矛盾", "101 and the upper bound 100"),
    Case("list-in-list", 'type = "text", personal = true', 'type = "list", fields = [{ id = "x", name = { zh = "一", en = "x" }, type = "text" }]', "fact[members].fields[person].type", "type", "字段 person 不能又是列表", "person of a record cannot be a list itself"),
    Case("fact-of-wrong-type", 'op = "count"\nname = { zh = "委员总数", en = "number of members" }\nof = "members"', 'op = "count"\nname = { zh = "委员总数", en = "number of members" }\nof = "field"', "derived[members.all].of", "of", "field 的类型是文字 — 应为以下类型之一：列表", "field is of the type text — one of the types list"),
    Case("unknown-field", 'field = "side", one_of', 'field = "sides", one_of', "derived[members.inside].where[1].field", "field", "members 的记录没有字段 sides — 是否想写 side？", "records of members have no field sides"),
    Case("unknown-term", 'one_of = ["inside"]', 'one_of = ["insider"]', "derived[members.inside].where[1].one_of[1]", '"insider"', "词表 side 中没有 insider — 是否想写 inside？", "the vocabulary side has no term insider"),
    Case("unknown-term", 'values = ["good", "excellent"]', 'values = ["good", "superb"]', "rule[good-grade].values[2]", '"superb"', "词表 grade 中没有 superb", "the vocabulary grade has no term superb"),
    Case("mixed-types", 'of = ["notice.last-day", "act.on"]', 'of = ["notice.last-day", "staff"]', "derived[start].of", "of", "各事实的类型不一：日期、整数", "not of one type: date, whole number"),
    Case("bad-band", '{ term = "poor", from = 0 }', '{ term = "poor" }', "derived[grade].bands[3]", "{", "分档 poor 须恰有一个下限", "the band poor has exactly one lower end"),
    Case("bad-band", '{ term = "poor", from = 0 }', '{ term = "poor", from = "none" }', "derived[grade].bands[3]", "{", "分档 poor", "the band poor"),
    Case("bands-not-descending", 'above = "59.5"', 'above = "90"', "derived[grade].bands[2]", "{", "分档 good 不低于前一档", "the band good is not below the one before it"),
    Case("empty-list", 'one_of = ["inside"]', "one_of = []", "derived[members.inside].where[1].one_of", "one_of", "one_of 是空的", "one_of is empty"),
    Case("derived-cycle", 'of = ["notice.last-day", "act.on"]', 'of = ["notice.last-day", "start"]', "derived[start]", "[[derived]]", "start → start", "start → start"),
    Case("derived-too-early", 'field = "votes"\n', 'field = "votes"\ncite = "4"\n\n[[derived]]\nid = "early"\nop = "first-known"\nname = { zh = "早", en = "early" }\nof = ["start"]\n', "derived[early]", "[[derived]]", "early 依赖写在其后的 start", "early is worked out from start, which stands below it"),
]  # fmt: skip

RULES = [
    Case("rule-cycle", 'of = ["independent", "inside-share", "papers"]', 'of = ["independent", "worthy"]', "rule[worthy]", "[[rule]]", "规则互相依赖：worthy → worthy", "lead back to themselves: worthy → worthy"),
    Case("no-bound", "at_least = 3\nat_most = 300\n", "", "rule[staff-enough]", "[[rule]]", "规则 staff-enough 没有界限", "the rule staff-enough has no bound"),
    Case("no-bound", 'at_most = "1/3"\n', "", "rule[inside-share]", "[[rule]]", "没有界限", "has no bound"),
    Case("no-bound", "within = { days = 30 }\n", "", "rule[on-time]", "[[rule]]", "没有界限", "has no bound — at least one of within, past"),
    Case("not-comparable", 'fact = "staff"', 'fact = "field"', "rule[staff-enough].fact", "fact", "field 的类型是文字，不能比较大小", "field is of the type text, which has no order"),
    Case("bound-for-other-type", "at_least = 3\n", "first = 3\n", "rule[staff-enough].first", "first", "first 不用于整数", "first is not for the type whole number"),
    Case("limit-of-other-type", 'after = { fact = "notice.last-day" }', 'after = { fact = "staff" }', "rule[notice-over].after.fact", "fact", "act.on 的类型是日期，不能与整数比较", "act.on is of the type date, which is not compared"),
    Case("limit-of-wrong-type", "at_least = 3\n", 'at_least = "3"\n', "rule[staff-enough].at_least", "at_least", "3 不是整数，而 staff 是 — 应写作 3 的形式", "3 is not of the type whole number, as staff is"),
    Case("limit-of-wrong-type", 'after = { fact = "notice.last-day" }', 'after = "2025-01-01"', "rule[notice-over].after", "after", "不是日期", "not of the type date"),
    Case("limit-of-wrong-type", "values = [true]", 'values = ["true"]', "rule[independent].values[1]", '"true"', "true 不是是否", "not of the type yes-no"),
    Case("bounds-contradict", "at_least = 3\n", "at_least = 301\n", "rule[staff-enough].at_most", "at_most", "at_least 与 at_most 相互矛盾", "at_least and at_most contradict"),
    Case("bounds-contradict", "at_least = 3\n", "at_least = 3\nabove = 2\n", "rule[staff-enough].above", "above", "at_least 与 above 相互矛盾", "at_least and above contradict"),
    Case("bounds-contradict", "at_least = 3\nat_most = 300\n", "above = 300\nat_most = 300\n", "rule[staff-enough].at_most", "at_most", "above 与 at_most", "above and at_most"),
    Case("bounds-contradict", "within = { days = 30 }\n", "within = { days = 30 }\npast = { days = 30 }\n", "rule[on-time].past", "past", "within 与 past", "within and past"),
    Case("share-out-of-range", 'at_most = "1/3"', 'at_most = "4/3"', "rule[inside-share].at_most", "at_most", "比例 4/3 不在 0 与 1 之间", "the share 4/3 does not lie between 0 and 1"),
    Case("empty-list", "values = [true]", "values = []", "rule[independent].values", "values", "values 是空的", "values is empty"),
    Case("not-listable", 'fact = "independent"', 'fact = "score"', "rule[independent].fact", "fact", "score 的类型是十进制数，不能逐个列举", "score is of the type decimal, whose values cannot be listed"),
    Case("wrong-length", 'fact = "independent"\nvalues = [true]', 'fact = "class.code"\nvalues = ["351"]', "rule[independent].values[1]", '"351"', "351 的位数不对 — 应为 4 位", "351 has the wrong number of digits — 4 digits"),
    Case("key-differs", 'reservation = "class"\nkey = ["class.code"]', 'reservation = "class"\nkey = ["field"]', "rule[class-free].key", "key", "键 field 与占用的键不同 — 应为 class.code", "the key field is not the key of the reservation — class.code"),
    Case("no-permitting-choice", 'judge = "bureau"\ncite = "6"', 'judge = "bureau"\ncite = "6"\nchoices = [{ id = "no", name = { zh = "否", en = "no" }, permits = false }]', "rule[convincing].choices", "choices", "没有可以准予的选项", "lets the act go on"),
]  # fmt: skip

ACTS = [
    Case("nobody-may-act", 'role = "bureau"\nname = { zh = "县科技局"', 'role = "lead"\nname = { zh = "县科技局"', "act[show].roles", "roles", "没有任何机关或单位可以作出行为 show（角色：bureau）", "no office or unit may take the act show (roles: bureau)"),
    Case("act-nowhere", 'at = ["mending"]\n', "", "act[longer]", "[[act]]", "行为 longer 既不移动阶段，也不在任何阶段作出", "neither moves a centre nor is taken in any stage"),
    Case("move-without-target", 'moves = [{ to = "asked" }]', 'moves = [{ to = "asked" }, { from = ["asked"] }]', "act[ask].moves[2]", "{", "行为 ask 的移动须恰有一个去向", "a move of the act ask has exactly one target"),
    Case("moves-and-stays", 'moves = [{ from = ["asked"], to = "shown" }]', 'moves = [{ from = ["asked"], to = "shown" }]\nat = ["asked"]', "act[show].moves[1].from[1]", '"asked"', "在阶段 asked 既移动又停留", "both leaves the stage asked and stays in it"),
    Case("brought-twice", 'may_bring = ["members", "budget"]', 'may_bring = ["members", "staff"]', "act[ask].may_bring[2]", '"staff"', "staff 同时在 brings 和 may_bring 中", "staff is in brings and in may_bring"),
    Case("not-brought", 'brings = ["members"]\nadds = ["members"]', 'brings = ["staff"]\nadds = ["members"]', "act[add-members].adds[1]", '"members"', "该行为不提交 members", "the act does not bring members"),
    Case("fact-of-wrong-type", 'brings = ["members"]\nadds = ["members"]', 'brings = ["members", "staff"]\nadds = ["staff"]', "act[add-members].adds[1]", '"staff"', "应为以下类型之一：列表", "one of the types list"),
    Case("unknown-step", 'from = ["open"], to = "over"', 'from = ["opened"], to = "over"', "act[recognise].steps[1].from[1]", '"opened"', "程序 notice 没有步骤 opened — 是否想写 open？", "notice has no step opened — did you mean open?"),
    Case("notice-without-days", 'brings = ["notice.first-day", "notice.last-day"]', 'brings = ["notice.last-day"]', "act[show].steps[1]", "{", "开始公示，却不提交首日和末日", "opens a notice without bringing its first and last day"),
    Case("reset-without-date", 'change = "reset", date = "remedy.last-day"', 'change = "reset"', "act[longer].changes[1].date", "{", "重定义务 mending 的期限而未指明日期", "the duty mending is reset to no date"),
    Case("bad-differing", "days_before = 0", "days_before = -1", "act[longer].differing.days_before", "days_before", "天数超出范围", "out of range"),
    Case("proceeding-without-end", 'en = "over" }, open = false', 'en = "over" }', "proceeding[notice].steps", "steps", "程序 notice 没有结束的步骤", "no step ends the proceeding notice"),
    Case("proceeding-never-opened", 'steps = [{ proceeding = "notice", to = "open" }]\n', "", "proceeding[notice].id", "id", "没有行为开始程序 notice", "no act opens the proceeding notice"),
]  # fmt: skip

DUTIES = [
    Case("duty-never-opened", 'opens = ["report"]\n', "", "duty[report].id", "id", "没有行为产生义务 report", "no act opens the duty report"),
    Case("schedule-contradicts", 'yearly = { month = 2, day = "last" }', 'yearly = { month = 2, day = "last" }\nperiod = { years = 1 }', "duty[report].yearly", "yearly", "period、yearly 不能并用", "period, yearly do not go together"),
    Case("schedule-contradicts", 'yearly = { month = 2, day = "last" }', 'yearly = { month = 2, day = "last" }\nevery = { years = 1 }', "duty[report].yearly", "yearly", "every、yearly 不能并用", "every, yearly do not go together"),
    Case("bad-interval", 'yearly = { month = 2, day = "last" }', "every = { days = 30 }", "duty[report].every", "every", "周期不能以30 日计", "does not come every 30 days"),
    Case("bad-first-year", 'yearly = { month = 2, day = "last" }', 'yearly = { month = 2, day = "last" }\nfirst_year = -1', "duty[report].first_year", "first_year", "首次年份 -1 超出范围", "the first year -1 is out of range"),
    Case("no-such-month", "month = 2", "month = 13", "duty[report].yearly.month", "month", "没有 13 月", "there is no month 13"),
    Case("no-such-day", 'day = "last"', "day = 29", "duty[report].yearly.day", "day", "不是每年该月都有 29 日 — 应在 1 至 28 之间", "not every year has a day 29 in this month"),
    Case("no-such-day", 'day = "last"', 'day = "end"', "duty[report].yearly.day", "day", "end", '"last"'),
    Case("duty-without-anchor", 'after = ["start", "act"]', "after = []", "duty[mending].after", "after", "义务 mending 没有起算点", "the duty mending is counted from nothing"),
    Case("fact-of-wrong-type", 'after = ["start", "act"]', 'after = ["staff", "act"]', "duty[mending].after[1]", '"staff"', "staff 的类型是整数", "staff is of the type whole number"),
    Case("window-backwards", "opens = { months = 1 }", "opens = { months = 13 }", "duty[mending].opens", "opens", "末日 1 年 早于首日 13 个月", "the last day, 1 year, lies before the first, 13 months"),
    Case("window-backwards", "last = 2029-12-31", "last = 2024-12-31", "identity.in_force.last", "last", "末日 2024-12-31 早于首日 2025-01-01", "the last day, 2024-12-31, lies before the first, 2025-01-01"),
    Case("unknown-reading", 'taken = "civil"', 'taken = "common"', "interpretation[Q1].taken", "taken", "没有读法 common", "there is no reading common"),
    Case("confirmed-without-document", 'taken = "civil"', 'taken = "civil"\nstatus = "confirmed"\non = 2025-02-01', "interpretation[Q1].document", "[[interpretation]]", "解释 Q1 已确认而没有 document", "Q1 is confirmed without document"),
    Case("unknown-time-zone", "synthetic = true", 'time_zone = "Asia/Weihai"', "identity.time_zone", "time_zone", "没有时区 Asia/Weihai", "there is no time zone Asia/Weihai"),
    Case("unknown-reference", "zh = \"青屿县{field}小工坊\"", "zh = \"青屿县{fields}小工坊\"", "stage[workshop].title.zh", "zh", "没有名为 fields 的事实 — 是否想写 field？", "there is no fact fields"),
    Case("fact-of-wrong-type", "zh = \"青屿县{field}小工坊\"", "zh = \"青屿县{staff}小工坊\"", "stage[workshop].title.zh", "zh", "staff 的类型是整数", "staff is of the type whole number"),
    Case("bad-template", "zh = \"青屿县{field}小工坊\"", "zh = \"青屿县{field小工坊\"", "stage[workshop].title.zh", "zh", "名称模板 青屿县{field小工坊 的花括号不配对 — 应如 {事实}", "do not pair — places such as {fact}"),
]  # fmt: skip

WIRING = [
    Case("stage-unreachable", 'moves = [{ to = "asked" }]', 'moves = [{ to = "shown" }]', "stage[asked].id", "id", "没有任何行为到达阶段 asked", "no act leads to the stage asked"),
    Case("stage-without-end", 'moves = [{ from = ["asked", "shown", "workshop", "mending"], to = "struck" }]\nfrees', 'moves = [{ from = ["asked", "shown"], to = "struck" }, { from = ["mending"], to = "workshop" }]\nfrees', "stage[workshop].id", "id", "阶段 workshop 无法到达任何终结阶段", "the stage workshop cannot reach a final stage"),
    Case("final-left", 'from = ["mending"], to = "workshop"', 'from = ["mending", "struck"], to = "workshop"', "act[restore].moves", "moves", "行为 restore 离开终结阶段 struck", "the act restore leaves the final stage struck"),
    Case("recognition-undecided", 'nature = "favourable"\nroles = ["bureau"]\ncite = "6"', 'nature = "opening"\nroles = ["bureau"]\ncite = "6"', "act[recognise].nature", "nature", "未经机关的决定即到达认定阶段 workshop", "without a decision"),
    Case("rectification-without-end", 'printed = "remedy.last-day"\nholds_in = ["mending"]', 'printed = "remedy.last-day"\nholds_in = ["workshop"]', "stage[mending].id", "id", "整改阶段 mending 没有期限", "the rectification mending has no end"),
    Case("rectification-one-way", 'from = ["asked", "shown", "workshop", "mending"], to = "struck"', 'from = ["asked", "shown", "workshop"], to = "struck"', "stage[mending].id", "id", "缺少成功或失败的出口", "lacks a way out for success or for failure"),
    Case("fork-without-rule", 'moves = [{ from = ["asked"], to = "shown" }]', 'moves = [{ from = ["asked"], to = "shown" }, { from = ["asked"], to = "struck" }]', "act[show].moves", "moves", "从同一阶段去往多处", "leads from one stage to several"),
    Case("adverse-without-reason", 'cite = "8"\nreason = true\nmoves = [{ from = ["workshop"]', 'cite = "8"\nmoves = [{ from = ["workshop"]', "act[mend].reason", "[[act]]", "不利行为 mend 未要求说明理由", "the adverse act mend asks for no reason"),
]  # fmt: skip

CASES = [*STRUCTURE, *NAMES, *WORDS, *FACTS, *RULES, *ACTS, *DUTIES, *WIRING]


def test_the_base_document_has_no_fault(base, faults) -> None:
    assert faults(base) == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_thing_broken_is_one_fault_at_its_place_in_both_languages(case: Case, base, faults, break_) -> None:
    broken = break_(base, case.old, case.new)
    found = [fault for fault in faults(broken) if fault.key == case.key]
    assert [fault.code for fault in found] == [case.code], "\n".join(fault("en") for fault in faults(broken))
    fault = found[0]
    line = broken.splitlines()[max(fault.line, 1) - 1]
    assert line[max(fault.column, 1) - 1 :].startswith(case.at), fault("en")
    assert case.zh in fault("zh")
    assert case.en in fault("en")
    assert fault("en").startswith(f"edition.toml:{fault.line}:{fault.column} {case.key} — ")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_thing_broken_is_not_told_as_many(case: Case, base, faults, break_) -> None:
    """Some things cannot break alone: a role nobody plays hits each of its acts. Nothing else may be blamed."""
    found = faults(break_(base, case.old, case.new))
    others = {fault.code for fault in found if fault.key != case.key}
    assert others <= FOLLOWS.get(case.code, set()), "\n".join(fault("en") for fault in found)


FOLLOWS = {
    "nobody-may-act": {"nobody-may-act", "recognition-undecided"},
    "stage-without-end": {"stage-without-end", "rectification-one-way", "recognition-undecided"},
}


def codes() -> Iterator[str]:
    """Every code that an edition's document can be given."""
    for catalogue in (exact.MESSAGES, names.MESSAGES, words.MESSAGES, facts.MESSAGES, rules.MESSAGES, acts.MESSAGES, duties.MESSAGES):
        yield from catalogue
    yield from stages.MESSAGES
    yield from ("float", "moment", "character")


ELSEWHERE = {"refused", "too-deep"}
"""Codes that need more than one changed place; tests of their own have them."""


def test_every_code_has_a_case() -> None:
    assert set(codes()) - ELSEWHERE - {case.code for case in CASES} == set()


def test_every_case_has_a_code() -> None:
    assert {case.code for case in CASES} <= set(codes()) | set(read.MESSAGES)


def test_all_faults_are_told_in_one_go_in_the_order_of_the_document(base, faults) -> None:
    broken = base
    for case in (STRUCTURE[0], NAMES[4], WORDS[2], FACTS[4], RULES[14], ACTS[4], DUTIES[5]):
        broken = broken.replace(case.old, case.new)
    found = faults(broken)
    assert [fault.code for fault in found] == [
        "unknown-reference", "bad-digits", "unknown-key", "unknown-nature", "brought-twice", "no-such-month",
    ]  # fmt: skip
    assert [(fault.line, fault.column) for fault in found] == sorted((fault.line, fault.column) for fault in found)


def test_what_cannot_be_read_is_not_called_missing(base, faults, break_) -> None:
    """The rule ``papers`` has a key too many; that others name it is no fault."""
    broken = break_(base, 'kind = "present"', 'kind = "present"\nall = true')
    assert [fault.code for fault in faults(broken)] == ["unknown-key"]


def test_a_fault_is_printed_as_file_line_column_key_what_expected(base, faults, break_) -> None:
    fault: Fault = faults(break_(base, 'at_most = "1/3"', 'at_most = "4/3"'))[0]
    line = base.splitlines().index('at_most = "1/3"') + 1
    where = f"edition.toml:{line}:1 rule[inside-share].at_most"
    assert fault("zh") == f'{where} — 比例 4/3 不在 0 与 1 之间 — 应为 "0/1" 至 "1/1"'
    assert fault("en") == f'{where} — the share 4/3 does not lie between 0 and 1 — from "0/1" to "1/1"'
