"""Why a project or lot is not taken in."""

from foundation.errors import Refusal


class ProjectCodeTaken(Refusal):
    """Another project bears this code."""

    rule = "D-CODE"
    en = "There is already a project with the code {code}."
    zh = "项目编号{code}已存在。"
    do_en = "Check the code; a project is entered once and its lots are added to it."
    do_zh = "请核对编号；同一项目只登记一次，标段在该项目下添加。"


class LotNumberTaken(Refusal):
    """The project has another lot of this number."""

    rule = "D-CODE"
    en = "Lot {number} of this project exists already, with other contents."
    zh = "本项目第{number}标段已存在，且内容不同。"
    do_en = "Leave the number out to get the next one."
    do_zh = "不填写标段号即可自动取下一个号。"


class ForeignProject(Refusal):
    """A project is entered by its buyer or its agency, for themselves."""

    status = 403
    rule = "D-ACCESS"
    en = "You enter projects of your own organisation only: it must be the project's {role}."
    zh = "只能登记本单位的项目：本单位须为该项目的{role_zh}。"
    do_en = "Name your own organisation in that place, or let the other side enter the project."
    do_zh = "请在相应栏填写本单位，或由对方登记。"


class OrganisationUnfit(Refusal):
    """The named organisation is unknown or of another kind."""

    status = 422
    rule = "D-FORM"
    en = "The organisation named as {field} is not registered as one."
    zh = "{field}栏所填单位不存在或类别不符。"
    do_en = "Have the organisation registered by the system administrator first."
    do_zh = "请先由系统管理员登记该单位。"


class FundsExceedInvestment(Refusal):
    """The funds cannot be more than the whole investment."""

    status = 422
    rule = "D-FORM"
    en = "The funds ({funds} yuan) are more than the investment ({investment} yuan)."
    zh = "资金合计（{funds}元）超过投资额（{investment}元）。"
    do_en = "Correct the amounts; both are in yuan."
    do_zh = "请更正金额，单位均为元。"
