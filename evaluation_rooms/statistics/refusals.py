"""Why something is not counted, closed, signed or taken in."""

from foundation.errors import Refusal


class MonthNotOver(Refusal):
    """A month is signed or closed before it has ended."""

    rule = "R-SHARE-CLOSING"
    en = "{month} has not ended."
    zh = "{month}尚未结束。"
    do_en = "Sign and close it when its last day is over."
    do_zh = "请在该月结束后确认或结账。"


class MonthClosed(Refusal):
    """A closed month takes nothing more."""

    rule = "R-SHARE-CLOSING"
    en = "{month} is closed; its figures do not change."
    zh = "{month}已结账，数据不再变动。"
    do_en = "Correct it by a restatement with a reason."
    do_zh = "如需更正，请办理更正并说明理由。"


class MonthOpen(Refusal):
    """A restatement of a month that is not closed."""

    rule = "R-SHARE-CLOSING"
    en = "{month} is not closed: there is nothing to restate."
    zh = "{month}尚未结账，无需更正。"
    do_en = "Corrections before the closing are counted by themselves."
    do_zh = "结账前的更正会自动计入。"


class NothingToRestate(Refusal):
    """No correction waits for this month."""

    rule = "R-SHARE-CLOSING"
    en = "No correction waits for {month}."
    zh = "{month}没有待更正的数据。"
    do_en = "Look at GET /api/share/closings for what waits."
    do_zh = "请查看结账页中的待更正事项。"


class SignOffMissing(Refusal):
    """Cities have not signed, or their figures have changed since they did."""

    rule = "R-SHARE-CLOSING"
    en = "{month} cannot be closed: sign-offs missing {missing}; figures changed since {stale}."
    zh = "{month}不能结账：未确认{missing}；确认后数据有变动{stale}。"
    do_en = "Ask these cities to sign off their figures as they stand now."
    do_zh = "请上述市州对现有数据重新确认。"


class WrongCity(Refusal):
    """Somebody signs, declares or closes for another place than his own."""

    status = 403
    rule = "R-SHARE-CLOSING"
    en = "Only a statistician of {city} may do this."
    zh = "只能由{city}的统计人员办理。"
    do_en = "Ask that city's statistician."
    do_zh = "请由该地统计人员办理。"


class DeclarationRefused(Refusal):
    """Rows of a declaration are wrong; `faults` tells each, by row and column. Nothing of it was kept."""

    status = 422
    rule = "R-SHARE-DECLARED"
    en = "{count} cells of the declaration are wrong; nothing was taken in."
    zh = "申报表有{count}处错误，未导入任何数据。"
    do_en = "Correct the cells named in the facts and hand the whole list in again."
    do_zh = "请按列出的行和列更正后整表重新提交。"


class DeclarationUnreadable(Refusal):
    """No table at all."""

    status = 422
    rule = "R-SHARE-DECLARED"
    en = "The declaration cannot be read: {why}."
    zh = "申报表无法识别：{why_zh}。"
    do_en = "Hand in xlsx, CSV (UTF-8 or GB18030) or JSON with the columns of the template."
    do_zh = "请按模板的列以 xlsx、CSV（UTF-8 或 GB18030）或 JSON 提交。"
