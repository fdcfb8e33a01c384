"""Why an expert, a list or a code table is not taken."""

from foundation.errors import Refusal


class SpecialityTableRefused(Refusal):
    """A code table with a fault; `line` is 0 when it is in no single line."""

    status = 422
    rule = "D-SPECIALITIES"
    en = "The code table was not loaded, line {line}: {why}."
    zh = "专业分类表未导入，第{line}行：{why_zh}。"
    do_en = "Correct the line and load the whole table again; the one in use has not changed."
    do_zh = "请更正后重新导入整张表；现用的分类表没有变化。"


class ExpertAlreadyThere(Refusal):
    """Another entry has this identity number or telephone number."""

    rule = "D-EXPERT-ONCE"
    en = "Somebody with this {what} is in the pool already."
    zh = "专家库中已有相同{what_zh}的专家。"
    do_en = "Look the person up and amend that entry instead of making a second one."
    do_zh = "请查找该专家并修改其资料，不要重复入库。"


class ListRefused(Refusal):
    """A file that cannot be read as a list of experts at all."""

    status = 422
    rule = "D-EXPERT-LIST"
    en = "The file cannot be read as a list of experts: {why}."
    zh = "文件无法识别为专家名单：{why_zh}。"
    do_en = "Download the template, fill in its columns, and hand in xlsx or CSV (UTF-8 or GB18030)."
    do_zh = "请下载模板，按其列填写，以 xlsx 或 CSV（UTF-8 或 GB18030）格式上传。"


class FeeAlreadyThere(Refusal):
    """A fee standard of this region begins on that day already, with other figures."""

    rule = "D-EXPERT-FEE"
    en = "A fee standard of {region} begins on {since} already."
    zh = "{region}自{since}起的劳务报酬标准已经存在。"
    do_en = "Standards are never altered: add one that begins on a later day."
    do_zh = "标准发布后不再修改：请新增一条起始日期更晚的标准。"
