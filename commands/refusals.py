"""Why a client program will not go on: what happened, and what the person before it can do now."""

from typing import Any

from foundation.errors import Refusal


class PlatformRefused(Refusal):
    """The platform refused; its own words are passed on."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(**problem.get("facts", {}))
        self._problem = problem

    @property
    def name(self) -> str:
        """The last part of the problem's type, for example `offset-differs`."""
        return str(self._problem.get("type", "")).rpartition(":")[2]

    @property
    def http_status(self) -> int:
        """The status of the answer."""
        return int(self._problem.get("status", 500))

    def problem(self) -> dict[str, Any]:
        """As the platform told it; what it left out is filled in."""
        return {**Refusal().problem(), **self._problem}


class PlatformUnreachable(Refusal):
    """No answer after all tries."""

    status = 503
    rule = "D-NETWORK"
    en = "{url} does not answer ({why})."
    zh = "无法连接{url}（{why}）。"
    do_en = "Check the network and run the same command again; what was sent is kept."
    do_zh = "请检查网络后重新运行同一命令，已传部分不会丢失。"


class FileUnreadable(Refusal):
    """A file is missing or is not what it should be."""

    rule = "D-FILE"
    en = "{path}: {why}"
    zh = "{path}：{why_zh}"
    do_en = "Check the file and its name, then run the command again."
    do_zh = "请核对文件及其名称后重新运行。"


class FileAlreadyThere(Refusal):
    """A file or folder that must not be overwritten exists."""

    rule = "D-FILE"
    en = "{path} exists already and is not overwritten."
    zh = "{path}已存在，不会覆盖。"
    do_en = "Choose another place, or move the existing one away first. Never delete key files of a bid that was sent."
    do_zh = "请另选位置，或先移走原有内容。已递交投标文件的凭证切勿删除。"


class KeysInsideBid(Refusal):
    """The private key files would lie among the files that are handed on."""

    rule = "D-BID-KEY"
    en = "The key files must not lie inside the sealed bid's folder."
    zh = "撤回凭证不能存放在加密投标文件夹内。"
    do_en = "Give another folder with --keys, best on a USB stick of its own."
    do_zh = "请用 --keys 指定另外的文件夹，最好是单独的U盘。"


class TenderNotTrusted(Refusal):
    """What the platform shows of the tender does not hold together; nothing is sealed for it."""

    rule = "D-TENDER"
    en = "The tender was not accepted. The check {check} failed: {why}"
    zh = "招标信息未通过核验（{check}）：{why_zh}"
    do_en = "Do not bid on this copy. Fetch the tender again; if it fails again, tell the agency and the supervisor."
    do_zh = "请勿据此投标。请重新获取招标信息；仍不通过的，请告知招标代理机构和监督部门。"


class NotYetPublished(Refusal):
    """There is no tender record to seal for."""

    rule = "D-TENDER"
    en = "This lot has not been published, or its custodians have not all signed yet."
    zh = "本标段尚未发布，或开标密钥保管单位尚未全部签署。"
    do_en = "Wait for the tender notice."
    do_zh = "请等待招标公告发布。"


class OfferNotAccepted(Refusal):
    """Values do not fit the published form."""

    rule = "R-OFFER-FORM"
    en = "The offer does not fit the published form: {why}"
    zh = "报价信息与公布的开标一览表格式不符：{why_zh}"
    do_en = "Correct the values. Money is yuan with two decimals, for example 26888000.00."
    do_zh = "请更正。金额以元为单位，保留两位小数，例如26888000.00。"


class NotConfirmed(Refusal):
    """The person did not confirm."""

    rule = "R-PRICE-ASK-LOW"
    en = "Not confirmed; nothing was done."
    zh = "未确认，未执行任何操作。"
    do_en = "Check the figures; --yes confirms in advance."
    do_zh = "请核对后重试；加 --yes 表示事先确认。"


class PassphraseWrong(Refusal):
    """A wrapped key does not open."""

    rule = "D-KEY"
    en = "The passphrase does not open {path}."
    zh = "口令无法打开{path}。"
    do_en = "Check the spelling and the keyboard layout. The printed backup restores a key whose passphrase is lost."
    do_zh = "请核对口令和输入法。口令遗失的，可用打印备份恢复密钥。"


class BackupUnreadable(Refusal):
    """A line of a printed backup was mistyped."""

    rule = "D-KEY"
    en = "Line {line} of the backup does not have its check digits."
    zh = "打印备份第{line}行校验不符。"
    do_en = "Type this line again from the paper."
    do_zh = "请对照打印件重新输入该行。"


class ReceiptNotTrusted(Refusal):
    """A receipt does not hold, or is not for this bid."""

    rule = "D-RECEIPT"
    en = "The receipt does not hold. The check {check} failed: {why}"
    zh = "回执未通过核验（{check}）：{why_zh}"
    do_en = "Do not treat the bid as received. Keep all files and tell the agency and the supervisor at once."
    do_zh = "请勿视为已接收。请保留全部文件，并立即告知招标代理机构和监督部门。"


class PagesNotTrusted(Refusal):
    """What the platform says of its pages does not hold."""

    rule = "D-CLIENT"
    en = "The platform's word on its pages does not hold. The check {check} failed: {why}"
    zh = "平台公布的网页程序清单未通过核验（{check}）：{why_zh}"
    do_en = "Do not seal or release in these pages; use the command line, keep what you saw, and tell the supervisor."
    do_zh = "请勿使用该网页加密投标文件或出具解密份额，改用命令行程序，保留证据并告知监督部门。"


class NotInLogYet(Refusal):
    """The public log has not yet reached the moment by which the leaf must be in it."""

    rule = "R-TICK-WITHIN"
    en = "The public log does not hold it yet; it must by {until}."
    zh = "公开存证尚未收录，最迟应于{until}前收录。"
    do_en = "Run the same command again after that moment."
    do_zh = "请在该时间之后重新运行。"


class BlindPartTells(Refusal):
    """A file of the blind part carries names in its metadata."""

    rule = "D-BLIND"
    en = "{path} names its makers in hidden metadata: {found}."
    zh = "暗标文件{path}的属性中含有可识别信息：{found}。"
    do_en = "Remove the metadata, or let --strip-metadata make clean copies."
    do_zh = "请清除文件属性，或加 --strip-metadata 由程序生成清除后的副本。"


class ReleaseWithheld(Refusal):
    """A check of the custodian's own failed; the key was not touched."""

    rule = "D-CUSTODIAN"
    en = "NOTHING WAS RELEASED. The check {check} failed: {why}"
    zh = "未出具任何解密份额。核验未通过（{check}）：{why_zh}"
    do_en = "Do not try another way. Compare by telephone with the other custodians and tell the supervisor."
    do_zh = "请勿以其他方式出具。请与其他保管单位电话核对，并告知监督部门。"


class StatementNotSigned(Refusal):
    """A proposed key set is not what this custodian expects."""

    rule = "D-CUSTODIANS"
    en = "The key set was not signed. The check {check} failed: {why}"
    zh = "未签署密钥声明。核验未通过（{check}）：{why_zh}"
    do_en = "Compare fingerprints with the other custodians and ask the agency about the proposed set."
    do_zh = "请与其他保管单位核对密钥指纹，并向招标代理机构核实。"


class WaitedTooLong(Refusal):
    """What was waited for did not come in the time given."""

    rule = "D-WAIT"
    en = "The opening is in phase {phase}; the time to wait is over."
    zh = "开标当前处于{phase}阶段，等待时间已到。"
    do_en = "Run the same command again to go on waiting."
    do_zh = "如需继续等待，请重新运行同一命令。"


class NotAllHolds(Refusal):
    """A published package failed checks."""

    rule = "D-VERIFY"
    en = "{count} check(s) failed."
    zh = "{count}项核验未通过。"
    do_en = "Keep the folder as evidence and show the failed checks to the supervisor."
    do_zh = "请保留该文件夹作为证据，并将未通过的核验项交监督部门。"
