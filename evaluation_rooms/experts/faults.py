"""What can be wrong with one cell of a list or one field of a form, told in both languages with what to do. Pure.

Facts never hold a name, a telephone number or an identity number: a report is kept unsealed.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from foundation.errors import FieldRefused


class Words(NamedTuple):
    """What is wrong and what to do; `{fact}` stands for a fact."""

    zh: str
    do_zh: str
    en: str
    do_en: str


FAULTS: Final[Mapping[str, Words]] = {
    "MISSING": Words("必填项为空", "请填写", "it is empty", "fill it in"),
    "TOO_LONG": Words("超过{most}个字符", "请缩短", "it is longer than {most} characters", "shorten it"),
    "WORDS": Words("含有不可打印的字符", "请重新输入", "it holds characters that cannot be printed", "type it again"),
    "ID_SHAPE": Words(
        "不是18位身份证号", "请按证件填写18位号码", "it has not the 18 characters of an identity number", "copy all 18"
    ),
    "ID_CHECK": Words(
        "出生日期或校验位不符", "请与证件核对", "its date or check character does not fit", "compare it with the card"
    ),
    "ID_NUMBER_LOST": Words(
        "单元格为数值格式,末几位已丢失",
        "请将该列设为文本格式后重新填写",
        "the spreadsheet kept it as a number and lost its last digits",
        "format the column as text and type it again",
    ),
    "PHONE": Words(
        "不是手机号、带区号的固定电话或以+开头的国际号码",
        "请更正号码",
        "it is no mobile number, landline with area code, or international number with +",
        "correct the number",
    ),
    "MAIL": Words("不是电子邮箱地址", "请更正地址", "it is no mail address", "correct the address"),
    "CITY_UNKNOWN": Words(
        "不是湖北省17个市州名称,也不是本省或相邻省份的6位区划代码",
        "湖北省内填市州名称或代码,相邻省份填城市的6位代码",
        "it is neither one of Hubei's 17 units nor a six-digit code of Hubei or a neighbour",
        "give the name or code of a unit of Hubei, or the six-digit code of a neighbour's city",
    ),
    "CITY_IS_PROVINCE": Words(
        "是省份,不是城市",
        "请填写常住城市的代码",
        "it is a province, not a city",
        "give the code of the city of residence",
    ),
    "SPECIALITY_UNKNOWN": Words(
        "专业分类表中没有编码{code}", "请核对分类表", "the code table has no {code}", "look it up in the code table"
    ),
    "SPECIALITY_LEVEL": Words(
        "编码{code}是大类,不能作为专业",
        "请填写第三级或第四级编码",
        "{code} is a heading, not a speciality",
        "give a code of the third or fourth level",
    ),
    "SPECIALITY_MANY": Words(
        "专业超过{most}个", "请只保留主要专业", "more than {most} specialities", "keep the main ones"
    ),
    "USCC": Words(
        "统一社会信用代码{code}有误", "请按营业执照填写18位代码", "{code} is no valid USCC", "copy the 18 characters"
    ),
    "FORMER": Words(
        "{text}应写作“代码:离职日期”",
        "例如 91420000000000019K:2025-06-30",
        "{text} is not `USCC:last day`",
        "write for example 91420000000000019K:2025-06-30",
    ),
    "DATE": Words("{text}不是日期", "请写作 2026-01-31", "{text} is no date", "write it as 2026-01-31"),
    "MANY": Words("超过{most}项", "请删减", "more than {most} entries", "shorten the list"),
    "AUTHORITY": Words(
        "不是6位行政区划代码",
        "请填写监督部门所在地区划代码",
        "it is no division code of six digits",
        "give the division code of the authority's area",
    ),
    "STANDING": Words(
        "应为在库、暂停或移出", "请更正", "it is none of active, suspended, removed", "use one of these three"
    ),
    "STANDING_REASON": Words(
        "暂停或移出须写明原因", "请在“状态原因”列填写", "a suspension or removal has its reason", "give the reason"
    ),
    "STANDING_UNTIL": Words(
        "只有暂停可以有截止日期", "请删除日期或改为暂停", "only a suspension has a last day", "remove the date"
    ),
    "ABSENCE": Words(
        "{text}应写作“起/止”且起早于止",
        "例如 2026-12-01 09:00/2026-12-03 18:00",
        "{text} is not `from/until` in that order",
        "write for example 2026-12-01 09:00/2026-12-03 18:00",
    ),
    "EXTRA_CELLS": Words(
        "该行的列数多于表头", "请删除多余的列", "the row has more cells than the headings", "remove them"
    ),
    "HEADING_UNKNOWN": Words(
        "列“{text}”不在模板中,已忽略",
        "请核对列名或删除该列",
        "no column of the template is called {text}; it was ignored",
        "correct the heading or remove the column",
    ),
    "TWICE_ID": Words(
        "与第{row}行身份证号相同",
        "同一专家只保留一行",
        "row {row} has the same identity number",
        "keep one row of each person",
    ),
    "TWICE_PHONE": Words(
        "与第{row}行手机号相同", "请更正其中一行", "row {row} has the same telephone number", "correct one of the rows"
    ),
    "PHONE_TAKEN": Words(
        "该手机号已登记在另一位专家名下",
        "请核对号码,或先修改另一位专家的号码",
        "another expert of the pool has this telephone number",
        "compare the number, or change the other entry first",
    ),
}


class CellFault(Exception):
    """One cell or field is not acceptable."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {name: _short(value) for name, value in facts.items()}


def _short(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)[:40]


def words_of(code: str, facts: Mapping[str, Any]) -> Words:
    """The four sentences of one fault."""
    return Words(*(text.format_map(facts) for text in FAULTS[code]))


def as_refusal(field: str, fault: CellFault) -> FieldRefused:
    """The same fault as a door tells it."""
    words = words_of(fault.code, fault.facts)
    return FieldRefused(field=field, why=f"{words.en}; {words.do_en}", why_zh=f"{words.zh}，{words.do_zh}")
