"""Why a company key is not taken or does not count."""

from foundation.errors import Refusal


class CompanyKeyTaken(Refusal):
    """The key was asked for before, under another name or code; keys are never shared."""

    rule = "D-COMPANY-KEY"
    en = "This company key is already registered under another name or code."
    zh = "该单位密钥已以其他名称或统一社会信用代码登记。"
    do_en = "Make a new key for this company and register that one."
    do_zh = "请为本单位重新生成密钥后登记。"


class CompanyKeySuperseded(Refusal):
    """The company bound a newer key; bids signed with this one are unattributed."""

    status = 410
    rule = "D-COMPANY-KEY"
    en = "This key of {name} was replaced by a newer one, bound on {at}."
    zh = "{name}的该密钥已被{at}绑定的新密钥取代。"
    do_en = "Sign the identity of a bid with the newest bound key; seal bids again that were signed with this one."
    do_zh = "请使用最近绑定的密钥签署投标身份；用旧密钥签署且尚未开标的投标文件，请重新加密递交。"


class CompanySignatureRefused(Refusal):
    """The request is not signed by the key it wants to register."""

    status = 422
    rule = "D-COMPANY-KEY"
    en = "The request's signature does not hold under the company key: {why}"
    zh = "登记请求的签名与单位密钥不符：{why}"
    do_en = "Make the request with `tianping company` or the registration page; name and code must be as signed."
    do_zh = "请使用登记页面或 tianping company 生成请求；名称和代码应与签名内容一致。"
