"""Why a deed between report and archive is refused."""

from foundation.errors import Refusal


class NoReportYet(Refusal):
    """There is no report, hence nothing to publish, to object to or to award."""

    rule = "条例53"
    en = "The evaluation report of this lot has not been handed in."
    zh = "本标段的评标报告尚未提交。"
    do_en = "Come back when the report has been handed in."
    do_zh = "请在评标报告提交后再操作。"


class CandidatesIncomplete(Refusal):
    """The notice must tell of every candidate what Order 10 of 2017 asks (Art. 6)."""

    status = 422
    rule = "Order 10 Art. 6"
    en = "The publicity must tell quality, period, project manager and qualifications of every candidate ({missing})."
    zh = "公示内容不完整：每名中标候选人均应载明质量、工期、项目负责人和资格能力响应情况（缺{missing}）。"
    do_en = "Complete the details of exactly the candidates that the report names."
    do_zh = "请按评标报告推荐的中标候选人逐一补全。"


class PublicityTooShort(Refusal):
    """The publicity may be longer than the law asks, never shorter."""

    status = 422
    rule = "R-CAND-PUB-LEN"
    en = "The publicity cannot end at {ends}; it must last until {earliest} at least."
    zh = "公示不能于{ends}截止，最早应至{earliest}。"
    do_en = "Choose a later end, or leave it out."
    do_zh = "请选择更晚的截止时间，或不填写。"


class PublicityOver(Refusal):
    """Objections to the result are made inside the publicity period; equal is late."""

    rule = "R-OBJ-RESULT"
    en = "The publicity ended at {ends} (server time {at}); objections to the result are made within it."
    zh = "公示期已于{ends}届满（服务器时间{at}）；对评标结果的异议应当在公示期间提出。"
    do_en = "A complaint to the supervisor remains possible within its own time, where an objection came first."
    do_zh = "公示期内已提出过异议的，可在法定期限内向行政监督部门投诉。"


class PublicityNotBegun(Refusal):
    """The candidates are not published yet."""

    rule = "R-OBJ-RESULT"
    en = "The candidates of this lot are not published yet."
    zh = "本标段中标候选人尚未公示。"
    do_en = "Objections to the result are taken from the moment of publication on."
    do_zh = "请在中标候选人公示期间提出异议。"


class ObjectorUnknown(Refusal):
    """Neither a bidder of this lot nor a registered company."""

    status = 403
    rule = "R-OBJ-RESULT"
    en = "The objection is signed neither by a bid key of this lot nor by a registered company's key."
    zh = "该异议既不是由本标段投标文件的凭证签署，也不是由已登记的单位密钥签署。"
    do_en = "Sign with the bid key file, or register the company's key first and state your interest in the result."
    do_zh = "请使用撤回凭证签署；其他利害关系人请先办理单位密钥登记，并说明与评标结果的利害关系。"


class StatementUnreadable(Refusal):
    """A signed statement is not of the shape asked for."""

    status = 422
    rule = "D-AWARD"
    en = "The signed statement is not acceptable: {why}."
    zh = "所签署的声明不符合要求：{why}。"
    do_en = "Make the statement as docs/formats/award.md says, for this lot and round."
    do_zh = "请按格式文档为本标段本轮次重新签署。"


class StatementStale(Refusal):
    """A signed request says another time than ours: a copied one, or a clock that is wrong."""

    rule = "D-BID-KEY"
    en = "The request says {at}, but it is {now} here."
    zh = "该请求所记时间为{at}，与本平台服务器时间{now}不符。"
    do_en = "Set the machine's clock, then ask again."
    do_zh = "请校准本机时钟后重新操作。"


class AnsweredOtherwise(Refusal):
    """An objection has its answer; an answer is never changed."""

    rule = "R-OBJ-ANS"
    en = "This objection was answered at {at} in other words."
    zh = "该异议已于{at}作出答复，答复内容不能更改。"
    do_en = "Read the answer that stands."
    do_zh = "请查看已作出的答复。"


class PublicityRuns(Refusal):
    """No award before the publicity is over."""

    rule = "R-CAND-PUB-LEN"
    en = "The candidates are published until {ends} (server time {at}); there is no award before that."
    zh = "中标候选人公示至{ends}（服务器时间{at}），公示期内不得确定中标人。"
    do_en = "Award after that moment."
    do_zh = "请在公示期满后确定中标人。"


class ObjectionOpen(Refusal):
    """Everything rests until an objection is answered (条例54)."""

    rule = "R-OBJ-ANS"
    en = "{count} objection(s) to the result are not answered; until then everything rests."
    zh = "尚有{count}项对评标结果的异议未答复，答复前应当暂停招标投标活动。"
    do_en = "Answer them; the publicity then runs on for the time that was left."
    do_zh = "请先作出答复；答复后公示期按剩余时间继续计算。"


class NotACandidate(Refusal):
    """Only a candidate of the report can win."""

    status = 422
    rule = "条例55"
    en = "The report does not name this bid as a candidate."
    zh = "该投标文件不是评标报告推荐的中标候选人。"
    do_en = "Choose one of the published candidates."
    do_zh = "请在已公示的中标候选人中确定。"


class FirstCandidateWins(Refusal):
    """Where state money controls, the first candidate wins unless one of four grounds holds (条例55)."""

    rule = "条例55"
    en = "Candidate {rank} stands before this one and is not passed over on a ground of Art. 55."
    zh = "排名第{rank}的中标候选人在前，且没有条例第五十五条规定的情形，不能确定其后的候选人中标。"
    do_en = "Award to that candidate, or give the ground and the reasons for which it cannot win."
    do_zh = "请确定该候选人中标，或写明其不能中标的法定情形和理由。"


class AwardedOtherwise(Refusal):
    """Another bid has won already."""

    rule = "条例55"
    en = "This lot was awarded to {name} at {at}."
    zh = "本标段已于{at}确定{name}中标。"
    do_en = "If the winner cannot conclude the contract, pass it over on a ground of Art. 55."
    do_zh = "中标人不能履约的，请按条例第五十五条写明情形后确定其他中标候选人。"


class NotAwarded(Refusal):
    """There is no winner yet."""

    rule = "法45"
    en = "This lot is not awarded."
    zh = "本标段尚未确定中标人。"
    do_en = "Award first."
    do_zh = "请先确定中标人。"


class ContractRecorded(Refusal):
    """The contract's facts stand already, and are others."""

    rule = "R-CONTRACT"
    en = "A contract signed on {on} is recorded with other facts."
    zh = "已登记于{on}签订的合同，所填内容与之不一致。"
    do_en = "Compare with the record; what the parties agreed later is a new agreement, not this contract."
    do_zh = "请核对已登记的合同信息；后续变更属于另行协议，不在此登记。"


class ContractDayWrong(Refusal):
    """The contract cannot be older than the award, nor of a day to come."""

    status = 422
    rule = "R-CONTRACT"
    en = "The contract cannot be dated {on}: the award was on {awarded}, today is {today}."
    zh = "合同签订日期{on}不合理：中标通知书于{awarded}发出，今日为{today}。"
    do_en = "Check the date."
    do_zh = "请核对日期。"


class ArchiveIncomplete(Refusal):
    """What the archive must hold is not there yet."""

    rule = "R-ARCH"
    en = "Not ready for the archive: {missing}."
    zh = "尚不能归档：{missing_zh}。"
    do_en = "Record what is missing first."
    do_zh = "请先补齐所缺事项。"
