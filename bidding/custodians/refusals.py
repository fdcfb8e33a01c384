"""Why a custodian body, a key set, a statement or a drill answer is not taken."""

from collections.abc import Sequence

from bidding.custodians.roster import RosterFault
from foundation.errors import Refusal


class RosterRefused(Refusal):
    """The bodies do not make a roster under the rulebook; every fault is listed, with its rule."""

    status = 422
    rule = "R-CUSTODIANS-N"
    en = "These custodian bodies cannot keep the keys of this tender: {en}."
    zh = "所选开标密钥保管单位不符合要求：{zh}。"
    do_en = "Choose other bodies or another threshold; each point names its rule."
    do_zh = "请调整保管单位或解密家数；每一项均注明规则。"

    def __init__(self, faults: Sequence[RosterFault]) -> None:
        listed = [{"rule": one.rule_id, "zh": one.zh, "en": one.en, "seats": list(one.seats)} for one in faults]
        super().__init__(faults=listed, zh="；".join(one.zh for one in faults), en="; ".join(one.en for one in faults))
        self.rule = faults[0].rule_id  # type: ignore[misc]  # the row that was broken is known only when it is broken


class BodyKeyTaken(Refusal):
    """A key belongs to one body only."""

    rule = "R-CUSTODIAN-KEYS"
    en = "One of these keys is registered for another custodian body."
    zh = "密钥已被其他开标密钥保管单位登记。"
    do_en = "Make fresh keys with `tianping custodian` and register those."
    do_zh = "请用 tianping custodian 重新生成密钥后登记。"


class KeysNotDistinct(Refusal):
    """The share key and the signing key of a body are two keys."""

    status = 422
    rule = "R-CUSTODIAN-KEYS"
    en = "The share key and the signing key are the same."
    zh = "解密公钥与签名公钥相同。"
    do_en = "Make both keys with `tianping custodian`."
    do_zh = "请用 tianping custodian 生成两把密钥。"


class DocumentsNotSettled(Refusal):
    """The documents must be settled first: custodians sign their digest."""

    rule = "R-BID-PERIOD"
    en = "The tender documents are not settled yet."
    zh = "招标文件尚未定稿。"
    do_en = "Settle the documents (POST /api/lots/{lot}/documents/settle), then go on."
    do_zh = "请先将招标文件定稿，再进行本操作。"


class NoKeySet(Refusal):
    """No custodians are proposed for this lot."""

    status = 404
    rule = "R-CUSTODIANS-N"
    en = "No custodian bodies are proposed for this lot."
    zh = "本标段尚未选定开标密钥保管单位。"
    do_en = "The agency proposes them once the documents are settled."
    do_zh = "请待招标文件定稿后由招标代理机构选定。"


class StatementDiffers(Refusal):
    """A key statement does not say exactly what was proposed."""

    status = 422
    rule = "R-CUSTODIAN-KEYS"
    en = "The statement differs from the proposed key set in: {member}."
    zh = "声明内容与选定的密钥组不一致：{member}。"
    do_en = "Fetch the key set again and sign what it says now."
    do_zh = "请重新获取密钥组，按现内容签署。"


class DrillUnknown(Refusal):
    """There is no such drill for this round."""

    status = 404
    rule = "R-DRILL-FIRST"
    en = "There is no readiness drill of this name for this lot."
    zh = "本标段没有该次解密演练。"
    do_en = "Fetch the list of drills and answer the newest."
    do_zh = "请重新获取演练列表，应答最近一次。"


class DrillOver(Refusal):
    """Drills are answered before the deadline."""

    rule = "R-DRILL-LAST"
    en = "The lot no longer takes drill answers (state {state})."
    zh = "本标段已不再接受演练应答（状态：{state}）。"
    do_en = "The opening itself is next: release your shares there."
    do_zh = "接下来是正式开标，请在开标时出具解密份额。"
