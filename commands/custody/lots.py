"""Before the opening: a custodian checks a proposed key set and signs it, and answers the readiness drill."""

from typing import Any

from commands.custody.desk import Custodian
from commands.custody.memory import Pinned
from commands.custody.releases import DRILL_CONTEXT, drill_answer, key_statement
from commands.key_sets import terms_of
from commands.public_log import PublicLog
from commands.refusals import NotConfirmed, StatementNotSigned
from commands.speech import fingerprint
from crypto.encoding import Body, digest
from crypto.errors import CryptoError
from crypto.secret_sharing import check_sharing
from crypto.shapes import conform, hex_of, integer, list_of, members, uuid
from crypto.signatures import check_document, signers
from foundation.entropy import system_entropy

_TERMS = members(
    lot=uuid, round=integer(1), t=integer(1, 16), share_keys=list_of(hex_of(32), 1, 16), document_digest=hex_of(32)
)


def refuse(check: str, why: str, why_zh: str) -> StatementNotSigned:
    """The refusal of this file."""
    return StatementNotSigned(check=check, why=why, why_zh=why_zh)


def sign_key_set(custodian: Custodian, lot: str, platform: str | None, documents: str | None) -> None:
    """Show, check, remember, sign, send. What is remembered is what `release` will hold the platform to."""
    shown: dict[str, Any] = custodian.wire.get(f"/api/lots/{lot}/key-set")
    index = check_proposed(shown, lot, custodian.locked.share_key, custodian.locked.sign_key, documents)
    key, head = _meet_platform(custodian, platform)
    _show(custodian, shown, key)
    voice = custodian.voice
    if not custodian.yes and not voice.agrees("确认签署请输入 yes：", "Type yes to sign:"):
        raise NotConfirmed()
    signed = key_statement(shown, index, custodian.keys, system_entropy)
    custodian.memory.pin(custodian.wire.url, terms_of(shown), key, head)
    answer = custodian.wire.post(f"/api/lots/{lot}/key-statements", {"signed": signed})
    voice.say(
        f"✓ 已签署（{answer['signed']}/{answer['of']}）", f"✓ Signed ({answer['signed']} of {answer['of']} so far)"
    )
    custodian.tell(lot=lot, index=index, statement=digest(signed["body"]).hex(), complete=answer["complete"])


def check_proposed(shown: Any, lot: str, share_key: str, sign_key: str, documents: str | None) -> int:
    """This custodian's place in the proposed set, once the set makes sense. Pure."""
    try:
        terms = terms_of(shown)
        conform(terms, _TERMS, "key-set-terms")
        roster: list[Body] = shown["members"]
        keys = [each["share_key"] for each in roster]
        own = [each for each in roster if (each["share_key"], each["sign_key"]) == (share_key, sign_key)]
    except (CryptoError, KeyError, TypeError):
        raise refuse("key-set-terms", "the proposed set is unreadable", "密钥组格式不符") from None
    if terms["lot"] != lot:
        raise refuse("key-set-lot", "it is for another lot", "不是本标段的密钥组")
    if keys != terms["share_keys"] or len(set(keys)) != len(keys) or terms["t"] > len(keys):
        raise refuse("key-set-roster", "keys or threshold do not fit", "密钥重复或解密所需份额数不符")
    if len(own) != 1 or own[0]["index"] != keys.index(share_key) + 1:
        raise refuse("own-key", "this body's keys are not in the set", "本单位密钥不在该密钥组中")
    if documents is not None and documents != terms["document_digest"]:
        raise refuse("document-digest", "it is over other documents", "招标文件指纹与给定的不一致")
    return int(own[0]["index"])


def _meet_platform(custodian: Custodian, expected: str | None) -> tuple[str, Body]:
    """The key that signs the public log, and its newest head; it must be the key met before, or the one expected."""
    signed = custodian.wire.get("/api/log/head")
    key = next(iter(signers(signed, "platform")), "")
    try:
        check_document(signed, type="tianping/head/1", role="platform", key=key)
    except CryptoError as fault:
        raise refuse("log-head-signed", fault.message, "公开存证签名不成立") from None
    known = custodian.memory.platform_keys(custodian.wire.url)
    if (expected is not None and key != expected) or (expected is None and known and key not in known):
        raise refuse("platform-key", "the platform signs with another key", "平台公钥与此前不一致")
    log = PublicLog(custodian.wire, key, refuse)
    return key, log.read_head(signed)


def _show(custodian: Custodian, shown: Any, platform: str) -> None:
    voice = custodian.voice
    needed, bodies = shown["t"], len(shown["members"])
    voice.say(
        f"标段：{shown['project']['name']}　{shown['name']}（第{shown['round']}轮）",
        f"Lot: {shown['project']['name']}  {shown['name']} (round {shown['round']})",
    )
    voice.say(f"{bodies}家中任意{needed}家同意即可解密：", f"Any {needed} of these {bodies} can open:")
    for each in shown["members"]:
        own = "←" if each["share_key"] == custodian.locked.share_key else ""
        line = f"  {each['index']}. {each['name']}  {each['prefecture']}  {fingerprint(each['share_key'])} {own}"
        print(line.rstrip(), file=voice.stream)
    voice.say(f"招标文件指纹：{shown['document_digest']}", f"Documents: {shown['document_digest']}")
    voice.say(f"平台公钥指纹：{fingerprint(platform)}", f"Platform key: {fingerprint(platform)}")
    voice.say(
        "请与其他保管单位电话核对以上指纹。签署后，您的密钥将用于本标段开标。",
        "Compare these fingerprints with the other bodies by telephone. Your key will then serve this lot's opening.",
    )


def answer_drill(custodian: Custodian, lot: str) -> int:
    """Answer the newest drill; 1 when there is none for this key."""
    drills = custodian.wire.get(f"/api/lots/{lot}/drills")["drills"]
    voice = custodian.voice
    if not drills:
        voice.say("目前没有解密演练。", "There is no drill at the moment.")
        return 1
    drill = drills[0]
    pinned = custodian.memory.pinned(lot, drill["round"])
    index = check_drill(drill, lot, pinned, custodian.locked.share_key)
    signed = drill_answer(drill, index, custodian.keys, system_entropy)
    answer = custodian.wire.post(f"/api/lots/{lot}/drills", {"signed": signed})
    voice.say(f"✓ 演练完成：{answer['drill']}", f"✓ Ready: {answer['drill']}")
    custodian.tell(lot=lot, drill=answer["drill"], ready=answer["ready"])
    return 0


def check_drill(drill: Any, lot: str, pinned: Pinned | None, share_key: str) -> int:
    """This custodian's place, once the dealing is a dummy: its proof holds in the context of drills only. Pure."""
    try:
        keys = [bytes.fromhex(each) for each in drill["share_keys"]]
        check_sharing(drill["sharing"], keys, drill["t"], DRILL_CONTEXT)
        known = pinned is not None and any(
            (each["share_keys"], each["t"]) == (drill["share_keys"], drill["t"]) for each in pinned.terms
        )
    except (CryptoError, KeyError, TypeError, ValueError):
        raise refuse("drill-dealing", "the dummy dealing does not hold", "演练数据不成立") from None
    if drill.get("lot") != lot or not known or share_key not in drill["share_keys"]:
        raise refuse("drill-lot", "the drill is not for a key set this body signed", "不是本单位签署的密钥组的演练")
    return int(drill["share_keys"].index(share_key)) + 1
