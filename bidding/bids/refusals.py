"""Why a bid is not taken: each with the rule, what happened, and what the bidder can do now."""

from typing import ClassVar

from foundation.errors import Refusal


class DeadlinePassed(Refusal):
    """Equal is late: the moment after the lot's lock is not before the deadline."""

    rule = "R-DEADLINE"
    en = "Server time {at}: the bid deadline {deadline} has passed. The bid is refused by law and was not saved."
    zh = "服务器时间{at}，已过投标截止时间{deadline}，依法拒收，文件未保存。"
    do_en = "If the platform was the cause, keep your transfer log and state the facts to the tendering agency."
    do_zh = "如认为系平台原因，请保留传输记录，向招标代理机构提交情况说明，供认定原因使用。"


class NotOpenForBids(Refusal):
    """The lot takes no bids: not published, suspended, ended."""

    rule = "D-STATE"
    en = "This lot does not take bids now (state {state})."
    zh = "本标段当前不接收投标文件（状态：{state}）。"
    do_en = "Look at the tender page for the deadline and the latest notice."
    do_zh = "请查看项目页面上的截止时间和最新公告。"


class NotSealed(Refusal):
    """What came is not an encrypted envelope (Order 20 Art. 26: refuse and prompt)."""

    status = 422
    rule = "Order 20 Art. 26"
    en = "The {kind} file is not sealed: {why}. Unencrypted bids are refused and nothing was kept."
    zh = "{kind}文件未加密或格式不符：{why}。未加密的投标文件，系统拒收且不予保存。"
    do_en = "Seal the bid with `tianping seal` or on the tender page, then upload the sealed files."
    do_zh = "请先用“加密”功能（网页或 tianping seal）生成加密投标文件，再上传。"


class WrongLot(Refusal):
    """The envelope was sealed for another lot or round."""

    status = 422
    rule = "D-ENVELOPE"
    en = "The {kind} envelope is sealed for another lot or round."
    zh = "该{kind}加密文件不属于本标段或本轮次。"
    do_en = "Choose the files sealed for this lot, or seal the bid again for this lot."
    do_zh = "请选择为本标段加密的文件，或为本标段重新加密。"


class ForeignKeySet(Refusal):
    """The envelope is sealed to keys that are not (and never were) this round's."""

    status = 422
    rule = "D-CUSTODIANS"
    en = "The {kind} envelope is sealed to keys that are not this lot's custodians."
    zh = "该{kind}加密文件所用的密钥不是本标段开标密钥保管单位的密钥。"
    do_en = "Fetch the tender again and compare the custodians' fingerprints, then seal once more."
    do_zh = "请重新获取招标信息，核对保管单位密钥指纹后重新加密。"


class MalformedSharing(Refusal):
    """The dealer's proof does not hold: the custodians could not open this envelope."""

    status = 422
    rule = "D-SHARING"
    en = "The {kind} envelope's key sharing is not valid ({check}); it could not be opened by the custodians."
    zh = "该{kind}加密文件的密钥份额无效（{check}），保管单位将无法解密。"
    do_en = "Seal the bid again with an unmodified client; run its self-test before the upload."
    do_zh = "请使用未经改动的客户端重新加密，并在上传前完成自检。"


class WrongFloor(Refusal):
    """The deadline written into the envelope is none that this round ever had."""

    status = 422
    rule = "D-ENVELOPE"
    en = "The {kind} envelope names {floor} as the earliest opening, which is not a deadline of this round."
    zh = "该{kind}加密文件写明的最早开标时间{floor}不是本轮次的截止时间。"
    do_en = "Fetch the tender again and seal the bid for its deadline; earlier deadlines stay valid."
    do_zh = "请重新获取招标信息后加密；按此前截止时间加密的文件仍然有效。"


class Truncated(Refusal):
    """Fewer bytes arrived than the envelope says it has."""

    status = 422
    rule = "D-ENVELOPE"
    en = "The {kind} envelope is not complete: {have} of {need} bytes arrived."
    zh = "该{kind}加密文件不完整：应为{need}字节，已收到{have}字节。"
    do_en = "Resume the upload; the part that arrived is kept."
    do_zh = "请继续上传，已传部分不会丢失。"


class DigestDiffers(Refusal):
    """The bytes that arrived are not those the statement names."""

    status = 422
    rule = "D-ENVELOPE"
    en = "The {kind} envelope that arrived differs from the one your statement names."
    zh = "收到的{kind}加密文件与投标声明中的文件指纹不一致。"
    do_en = "Upload the {kind} envelope again; a file was changed or damaged on the way."
    do_zh = "文件可能在途中被改动或损坏，请重新上传该文件。"


class StatementRefused(Refusal):
    """The signed statement of the bid does not hold."""

    status = 422
    rule = "D-STATEMENT"
    en = "The bid's signed statement is not valid: {why}."
    zh = "投标声明无效：{why}。"
    do_en = "Use the bid.json that the sealing made, unchanged."
    do_zh = "请使用加密时生成的 bid.json，不要改动。"


class Oversize(Refusal):
    """The envelope is larger than the rule allows."""

    status = 413
    rule = "R-BID-MAX-BYTES"
    en = "The envelope has {size} bytes; at most {most} are taken."
    zh = "文件大小为{size}字节，超过上限{most}字节。"
    do_en = "Make the files smaller (scans at 150-200 dpi are enough) and seal again."
    do_zh = "请压缩文件（扫描件150至200 dpi即可）后重新加密。"


class NoRoomForLot(Refusal):
    """The unsealed uploads of this lot use up the space set aside, far above any need."""

    status = 507
    rule = "R-LOT-BYTE-BUDGET"
    en = "The space for unfinished uploads is used up at the moment."
    zh = "未完成上传的暂存空间暂时不足。"
    do_en = "Try again in some minutes; sealed bids are not concerned."
    do_zh = "请几分钟后重试；已取得回执的投标文件不受影响。"
    headers: ClassVar[dict[str, str]] = {"retry-after": "120"}


class OffsetDiffers(Refusal):
    """The piece does not begin where the kept bytes end."""

    status = 409
    rule = "D-UPLOAD"
    en = "The upload stands at byte {offset}; send the bytes from there."
    zh = "已收到{offset}字节，请从该位置继续上传。"
    do_en = "Ask for the offset (HEAD) and go on from there."
    do_zh = "请查询当前位置后续传。"


class ChecksumDiffers(Refusal):
    """The piece was damaged on the way (tus checksum extension, status 460)."""

    status = 460
    rule = "D-UPLOAD"
    en = "The piece was damaged on the way; it was not kept."
    zh = "该分片在传输中损坏，未保存。"
    do_en = "Send the same piece again."
    do_zh = "请重新发送该分片。"


class PieceCutOff(Refusal):
    """The connection carried fewer or more bytes than it announced."""

    status = 400
    rule = "D-UPLOAD"
    en = "The piece ended early or was longer than announced; it was not kept."
    zh = "该分片长度与声明不符，未保存。"
    do_en = "Ask for the offset (HEAD) and send from there."
    do_zh = "请查询当前位置后续传。"


class UploadUnknown(Refusal):
    """No such upload, or it expired."""

    status = 404
    rule = "R-UPLOAD-LIFE"
    en = "There is no such upload; unsealed uploads are removed after {hours} hours."
    zh = "没有找到该上传；未完成递交的上传在{hours}小时后清除。"
    do_en = "Begin the upload again."
    do_zh = "请重新上传。"


class AlreadyWithdrawn(Refusal):
    """The bid was withdrawn before, by another statement."""

    rule = "R-WITHDRAW"
    en = "This bid has been withdrawn already."
    zh = "该投标文件此前已撤回。"
    do_en = "Nothing more is needed; to bid again, seal and submit a new bid."
    do_zh = "无需再操作；如需继续投标，请重新加密递交。"
