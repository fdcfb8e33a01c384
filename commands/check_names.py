"""The checks of an audit in words that whoever attends an opening understands."""

WORDS = {
    "package-complete": ("公布的文件齐全", "every named file is there"),
    "records-well-formed": ("各项记录格式正确", "every record is well formed"),
    "key-history": ("平台公钥的更换记录连续", "the platform's keys follow one another"),
    "platform-signatures": ("平台签名成立", "the platform signed its records"),
    "key-set-statements": ("全部保管单位签署了密钥声明", "every custodian signed the key set"),
    "tender-names-key-set": ("公告列明了该密钥组", "the tender names that key set"),
    "documents-named": ("公告列明了招标文件指纹", "the tender names its documents"),
    "deadline-history": ("截止时间只向后顺延", "the deadline only moved later"),
    "freeze-signed": ("截标清单已签名", "the freeze list is signed"),
    "freeze-sorted-complete": ("截标清单有序、完整", "the freeze list is sorted and complete"),
    "bids-recomputed": ("清单所列投标文件指纹可重算", "the frozen bids are what their digests say"),
    "withdrawals-signed-by-bid-key": ("撤回均由投标人凭证签署", "withdrawals are signed by their bid keys"),
    "envelope-headers": ("加密文件与清单一致", "envelopes are what the list says"),
    "sharings": ("解密份额的分发成立", "every sharing holds"),
    "releases-signed": ("解密份额由保管单位签署", "releases are signed by custodians"),
    "releases-name-freeze": ("足够数量的保管单位签署同一清单", "enough custodians name the same list"),
    "releases-proofs": ("每一解密份额正确", "every released share is right"),
    "identities-open": ("投标人身份文件可由份额解密", "identities open with the released shares"),
    "company-signatures": ("投标人单位签名成立", "company signatures hold"),
    "bidders-counted": ("有效投标人数正确", "distinct valid bidders are counted right"),
    "offers-open": ("报价文件可由份额解密", "offers open with the released shares"),
    "offers-as-recorded": ("唱标内容与报价文件一致", "what was read out is what was sealed"),
    "coefficients": ("抽取系数可重算", "coefficients follow from the seed"),
    "outcomes-recomputed": ("各投标文件的结果可重算", "outcomes follow from the rules"),
    "shut-envelopes": ("商务、技术文件未能解密的，均可验证", "what was revoked for documents or pricing does not open"),
    "record-signed": ("开标记录已签名", "the opening record is signed"),
    "record-consistent": ("开标记录与各项记录一致", "the opening record agrees with the rest"),
    "price-list-named": (
        "通过评审名单只有一份，所列都是有效投标",
        "there is one list of the bids that passed, and all on it are valid",
    ),
    "prices-open": ("只解开了通过评审的投标人的报价", "only prices of bids that passed were opened"),
    "prices-as-recorded": ("二次开标所唱报价与报价文件一致", "the prices read out are what the offers say"),
    "price-coefficients": ("二次开标抽取的系数可重算", "coefficients of the second opening follow from the offers"),
    "price-record-consistent": ("二次开标记录与名单、份额、异议和确认一致", "the second record agrees with the rest"),
    "prices-on-time": ("名单存证在前、到时之后才解密报价", "the list was logged first, and the hour was kept"),
    "log-head-signed": ("公开存证总目录已签名", "the log's head is signed"),
    "log-root": ("公开存证总目录可重算", "the log's root is over its leaves"),
    "ticks-in-log": ("各期存证在总目录中", "ticks are in the log"),
    "leaves-in-ticks": ("每项记录均已存证", "every record is in the log"),
    "receipts-before-deadline": ("清单内文件均于截止前接收并存证", "frozen bids were received and logged in time"),
    "receipt-heads": ("回执所列存证未被改写", "the heads named in receipts are prefixes"),
    "receipt-signed": ("所持回执签名成立", "the held receipt is signed"),
    "receipt-in-freeze": ("所持回执对应的文件在清单中", "the held receipt's bid is in the list, or withdrawn"),
    "receipt-leaf-in-log": ("所持回执已存证", "the held receipt is in the log"),
    "receipt-head-consistent": ("所持回执之后存证未被改写", "the log was not rewritten since the held receipt"),
    "head-consistent": ("所持存证目录未被改写", "the log was not rewritten since the held head"),
}
"""Up to the opening: these checks the browser makes too."""

EVALUATION = {
    "scores-named": ("评分记录与招标文件、开标记录一致", "the scores are of this tender, its opening and its scheme"),
    "marks-complete": (
        "评分均由在席成员作出，完整且未超分值",
        "every mark is a sitting member's, and none is lacking",
    ),
    "ranking-recomputed": ("评标结果可由各成员评分重算", "the ranking follows from the marks by the published method"),
    "report-as-scored": ("评标报告与评分记录一致", "the report tells what the scores say"),
    "report-signed": ("评标报告由评标委员会成员签署", "the members signed the report, or silence is recorded"),
    "candidates-as-reported": ("中标候选人公示与评标报告一致", "the publicity tells what the report recommends"),
    "award-as-published": ("定标符合公示和法定顺序", "the award follows the publicity and the order of the law"),
    "draws-repeated": ("专家抽取可重算，席位与报告一致", "the draw repeats, and its seats are the report's"),
    "remote-as-seated": ("远程异地以实际所在城市为准", "who counts as away follows from where members sat"),
    "share-counted": ("占比统计与实际席位一致", "the share counts this lot as it was judged"),
}
"""From the room to the share; the browser makes these, too."""


def words_for(name: str) -> tuple[str, str]:
    """Chinese and English; a check that is newer than this table is told by its name."""
    return (WORDS | EVALUATION).get(name, (name, name))
