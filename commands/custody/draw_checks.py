"""What a custodian checks by itself before it deals or releases for a draw. Values in, refusal or nothing out.

Who could have a draw made again until it pleases him would need custodians that forget: this one pins what it saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands.custody.checks import CLOCKS_APART
from commands.custody.memory import Pinned
from commands.key_sets import check_statements, statement_terms
from commands.signed_records import read_record
from crypto.encoding import Body, digest, parse_timestamp
from crypto.errors import CryptoError
from crypto.records import check_shape
from crypto.verifiable_draw.ceremony import check_dealing
from foundation.errors import Refusal


class DrawWithheld(Refusal):
    """A check of the custodian's own failed; its key signed nothing for this draw."""

    rule = "D-CUSTODIAN"
    en = "NOTHING WAS SIGNED for this draw. The check {check} failed: {why}"
    zh = "未就本次抽取签署任何内容。核验未通过（{check}）：{why_zh}"
    do_en = "Do not try another way. Compare by telephone with the other custodians and tell the supervisor."
    do_zh = "请勿以其他方式签署。请与其他保管单位电话核对，并告知监督部门。"


def refuse(check: str, why: str, why_zh: str) -> DrawWithheld:
    """The refusal of this file."""
    return DrawWithheld(check=check, why=why, why_zh=why_zh)


@dataclass(frozen=True)
class DrawInputs:
    """Checked inputs of a draw, with the key set of its custodians and this custodian's number in it."""

    name: str
    body: Body
    key_set: Body
    index: int
    pinned: Pinned

    @property
    def session(self) -> str:
        """The evaluation session."""
        return str(self.body["session"])

    @property
    def lots(self) -> list[tuple[str, int]]:
        """Lot rounds that the session judges."""
        return [(one["lot"], one["round"]) for one in self.body["lots"]]

    @property
    def share_keys(self) -> list[bytes]:
        """Of all custodians, in order."""
        return [bytes.fromhex(each["share_key"]) for each in self.key_set["custodians"]]


def first_lot(told: Mapping[str, Any]) -> tuple[str, int]:
    """The lot round whose custodians hold the ceremony, by inputs of which only the shape was checked."""
    try:
        lot = check_shape(told["inputs"]["body"])["lots"][0]
        return str(lot["lot"]), int(lot["round"])
    except (CryptoError, KeyError, TypeError) as fault:
        raise refuse("draw-inputs-record", f"unreadable inputs ({fault})", "抽取参数格式不符") from None


def read_inputs(told: Mapping[str, Any], draw: str, pinned: Pinned | None, share_key: str) -> DrawInputs:
    """The inputs of GET /api/draws/{draw}, once all of this holds.

    1. Signed by the platform key met when the keys were signed; 2. of the draw that was asked for; 3. number 1 follows
    nothing, a later one names the draw before it; 4. the key set is of the session's first lot, signed by all its
    custodians, and one that this custodian signed; 5. t and the number of custodians are its.
    """
    if pinned is None:
        raise refuse("own-statement", "this body signed no key set of this lot", "本单位未签署过本标段的密钥声明")
    body = read_record(told["inputs"], "draw-inputs", pinned.platform_key, refuse)
    if body["draw"] != draw:
        raise refuse("draw-id", "the inputs are of another draw", "抽取参数不属于该次抽取")
    if (body["number"] == 1) != (body["previous"] is None) or (body["number"] == 1) == bool(body["vacancies"]):
        raise refuse("draw-previous", "number, predecessor and vacancies do not fit", "序号、前次抽取与空缺席位不符")
    key_set = _key_set(body, told["records"], pinned)
    own = [each["index"] for each in key_set["custodians"] if each["share_key"] == share_key]
    if not own:
        raise refuse("own-key", "this key is not among the custodians", "本单位密钥不在保管单位名单中")
    return DrawInputs(digest(body).hex(), body, key_set, int(own[0]), pinned)


def _key_set(inputs: Body, records: Sequence[Any], pinned: Pinned) -> Body:
    bodies = [read_record(each, "key-set", pinned.platform_key, refuse) for each in _of(records, "key-set")]
    found = next((each for each in bodies if digest(each).hex() == inputs["key_set"]), None)
    if found is None or (found["lot"], found["round"]) != (pinned.lot, pinned.round):
        raise refuse("draw-key-set", "the key set is missing, or of another lot", "缺少密钥组，或密钥组不属于本场标段")
    check_statements(found, _of(records, "key-statement"), refuse)
    if statement_terms(found) not in pinned.terms:
        why_zh = "使用了本单位未签署的密钥组"
        raise refuse("own-statement", "the draw uses a key set this custodian never signed", why_zh)
    if (inputs["t"], inputs["custodians"]) != (found["t"], len(found["custodians"])):
        raise refuse("draw-key-set", "the inputs name other numbers of custodians", "抽取参数所列份额数与密钥组不符")
    return found


def _of(records: Sequence[Any], short: str) -> list[Any]:
    wanted = f"tianping/{short}/1"
    return [one for one in records if isinstance(one, dict) and one.get("body", {}).get("type") == wanted]


@dataclass(frozen=True)
class CutOff:
    """A checked cut-off, with the bodies of its dealings by dealer."""

    name: str
    body: Body
    dealings: tuple[Body, ...]


def read_cutoff(told: Mapping[str, Any], inputs: DrawInputs, dealt: str | None, own: datetime) -> CutOff:
    """The cut-off, once all of this holds; `dealt`: digest of the dealing that the platform took from this custodian.

    1. Signed by the same platform key, for these inputs; 2. each dealing is its custodian's and its proof holds, no
    custodian twice, at least t; 3. with this custodian's own dealing, if it was taken in time; 4. not before the
    announced moment unless all have dealt, and not in the future of the own clock.
    """
    body = read_record(told["cutoff"], "draw-cutoff", inputs.pinned.platform_key, refuse)
    if (body["draw"], body["inputs"]) != (inputs.body["draw"], inputs.name):
        raise refuse("draw-cutoff", "the cut-off is of other inputs", "参与方名单不属于本次抽取")
    dealings = _dealings(body, told["dealings"], inputs)
    if len(dealings) < inputs.key_set["t"]:
        raise refuse("draw-enough", "fewer than t have dealt", "分发份额的保管单位不足")
    listed = {each["index"]: each["dealing"] for each in body["dealings"]}
    if dealt is not None and listed.get(inputs.index) != dealt:
        raise refuse("own-dealing", "this custodian's own dealing was left out", "本单位已按时分发的份额未被列入")
    _check_moment(body, inputs, own)
    return CutOff(digest(body).hex(), body, tuple(dealings))


def _dealings(cutoff: Body, shown: Sequence[Any], inputs: DrawInputs) -> list[Body]:
    """The bodies that the cut-off lists, in its order, each checked."""
    by_digest = {digest(one["body"]).hex(): one for one in shown if isinstance(one, dict) and "body" in one}
    indexes = [each["index"] for each in cutoff["dealings"]]
    if indexes != sorted(set(indexes)):
        raise refuse("draw-dealings", "dealers do not ascend, or one stands twice", "份额分发方重复或未排序")
    bodies = []
    for each in cutoff["dealings"]:
        try:
            body = check_dealing(by_digest.get(each["dealing"]), inputs.body, inputs.key_set)
        except CryptoError as fault:
            why = f"the dealing of custodian {each['index']} does not hold ({fault.check})"
            raise refuse("draw-dealings", why, f"{each['index']}号保管单位分发的份额证明不成立") from None
        if body["index"] != each["index"]:
            raise refuse("draw-dealings", "a dealing is listed under another custodian", "份额分发方与名单不符")
        bodies.append(body)
    return bodies


def _check_moment(cutoff: Body, inputs: DrawInputs, own: datetime) -> None:
    early = cutoff["at"] < inputs.body["cutoff_at"] and len(cutoff["dealings"]) < len(inputs.key_set["custodians"])
    if early or parse_timestamp(cutoff["at"]) > own + CLOCKS_APART:
        raise refuse("draw-cutoff-moment", "the cut-off came too early", "参与方名单早于约定时间固定")
