"""Why an act of an opening is refused."""

from foundation.errors import Refusal


class NotFrozenYet(Refusal):
    """The deadline has not come: there is no list, and nobody learns how many bids there are."""

    rule = "法34"
    en = "The opening begins at the bid deadline {deadline}; there is nothing to show before it."
    zh = "开标在投标截止时间{deadline}进行，此前没有可供查看的内容。"
    do_en = "Come back at the deadline."
    do_zh = "请在截止时间后再查看。"


class NotYourTurn(Refusal):
    """The opening does not wait for this step."""

    rule = "D-OPENING-ORDER"
    en = "This opening does not wait for that step now (phase {phase})."
    zh = "当前开标阶段（{phase}）不接收该步骤。"
    do_en = "Ask for the phase of the opening and act on it; a step done before needs no repetition."
    do_zh = "请查询开标阶段后再操作；已完成的步骤无需重复。"


class NoCustodianOfThisLot(Refusal):
    """The signature is not by a custodian of this round."""

    status = 403
    rule = "D-CUSTODIANS"
    en = "The request is not signed by a custodian of this lot."
    zh = "该请求不是由本标段的开标密钥保管单位签署的。"
    do_en = "Use the key file of the body that signed this lot's key set."
    do_zh = "请使用已为本标段签署密钥的保管单位的密钥。"


class WrongFreeze(Refusal):
    """The custodian names another list than the frozen one: two lists exist, or an old one was signed."""

    rule = "D-FREEZE"
    en = "The release names another list of bids ({named}) than the frozen one ({frozen})."
    zh = "该解密份额所指的截标清单（{named}）与本标段截标清单（{frozen}）不一致。"
    do_en = "Do not release again. Compare the list's fingerprint by telephone with the other custodians."
    do_zh = "请勿再次出具，并与其他保管单位电话核对截标清单指纹。"


class WrongShare(Refusal):
    """A share does not hold; the custodian is named (crypto.md section 3.5)."""

    status = 422
    rule = "D-SHARE"
    en = "Custodian {custodian}'s share for envelope {envelope} is wrong ({check}). Nothing of this release was kept."
    zh = "保管单位“{custodian}”对文件{envelope}出具的解密份额不正确（{check}），本次出具未被接受。"
    do_en = "Release again with the body's own key file and an unmodified client."
    do_zh = "请使用本单位密钥文件和未经改动的客户端重新出具。"


class NotOnTheList(Refusal):
    """A price opening of bids that were no valid ones at the first opening, or of none."""

    rule = "R-PRICE-NOTICE"
    en = "Prices are opened of bids that passed the review, and of no others."
    zh = "第二次开标仅开启通过评审的投标文件的报价信封。"
    do_en = "Name valid bids of the first opening."
    do_zh = "请列出第一次开标中有效且通过评审的投标文件。"


class ReleaseRefused(Refusal):
    """The release is not of the shape asked for."""

    status = 422
    rule = "D-SHARE"
    en = "The release is not acceptable: {why}."
    zh = "解密份额不符合要求：{why}。"
    do_en = "Use the custodian client of this release, unchanged."
    do_zh = "请使用本版本的保管单位客户端，不要改动。"


class NotBidderOfThisLot(Refusal):
    """The signature is not by the key of a frozen bid."""

    status = 403
    rule = "D-BID-KEY"
    en = "The statement is not signed by the bid key of a bid of this lot."
    zh = "该声明不是由本标段投标文件的凭证签署的。"
    do_en = "Use the bid key file made when the bid was sealed."
    do_zh = "请使用加密投标文件时生成的撤回凭证。"


class ObjectionsClosed(Refusal):
    """Objections are made on the spot, before the record is closed (条例44)."""

    rule = "R-OBJ-OPEN"
    en = "The opening record is closed; objections to the opening are made on the spot."
    zh = "开标记录已确认，对开标的异议应当在开标现场提出。"
    do_en = "Objections to the result can be made during its publicity period."
    do_zh = "对评标结果的异议，可在中标候选人公示期间提出。"


class ObjectionUnanswered(Refusal):
    """An opening cannot close with an unanswered objection."""

    rule = "R-OBJ-OPEN"
    en = "{count} objection(s) are not answered yet; answer them on the spot before the record is closed."
    zh = "尚有{count}项异议未答复，应当场答复并记录后方可确认开标记录。"
    do_en = "Answer each objection, then close the record."
    do_zh = "请逐项答复后再确认开标记录。"


class WindowStillOpen(Refusal):
    """Bidders still have time to confirm or object."""

    rule = "R-OPEN-CONFIRM"
    en = "Bidders may confirm or object until {until}."
    zh = "投标人确认或提出异议的时间至{until}。"
    do_en = "Close the record after that moment, or when every bidder has confirmed."
    do_zh = "请在该时间后，或全部投标人确认后，再确认开标记录。"


class NotTheSameBytes(Refusal):
    """A remedy is the same envelope bytes and nothing else (Order 20 Art. 31; crypto.md section 4)."""

    status = 422
    rule = "Order 20 Art. 31"
    en = "The bytes offered as a remedy are not those of the sealed envelope, or the cause is not the platform's."
    zh = "补交的文件与原加密投标文件不一致，或未能解密并非平台原因，不予接受。"
    do_en = "Offer the very file named in your receipt."
    do_zh = "请提交回执所列的原加密文件。"


class RequestStale(Refusal):
    """A custodian's request says another time than ours: an old one, or a machine whose clock is wrong."""

    rule = "D-CUSTODIANS"
    en = "The request says {at}, but it is {now} here."
    zh = "该请求所记时间为{at}，与本平台服务器时间{now}不符。"
    do_en = "Set the machine's clock, then ask again."
    do_zh = "请校准本机时钟后重新操作。"
