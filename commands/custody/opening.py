"""The hour of the opening: a custodian's client waits, checks by itself, and only then lets its key release shares.

Any number of lots at once: one gesture serves every opening of that hour. A lot that is refused stops no other.
"""

from collections.abc import Sequence
from typing import Any

from commands.custody.checks import FrozenList, check_clocks, read_list, refuse
from commands.custody.count import check_bidders
from commands.custody.desk import Custodian
from commands.custody.memory import Pinned
from commands.custody.passed import PassedList, read_passed
from commands.custody.releases import identities_request, make_release
from commands.public_log import PublicLog, later
from commands.refusals import NotConfirmed, PlatformRefused, PlatformUnreachable, ReleaseWithheld, WaitedTooLong
from crypto.encoding import Body, digest, parse_timestamp, timestamp
from crypto.signatures import leaf_value
from crypto.steps import CONTENTS, DOCUMENTS, PRICES
from foundation.clock import stopwatch
from foundation.entropy import system_entropy

TURN = {"identities": "await_identities", "contents": "await_contents", "documents": "await_contents"}
TURN |= {"prices": "await_prices"}
"""By step as it is asked for: `contents` is the second step of the hour, which with two envelopes is `documents`."""
ORDER = (
    "before",
    "closing",
    "await_identities",
    "open_identities",
    "await_contents",
    "open_contents",
    "read_out",
    "closed",
)
PRICE_ORDER = ("notice", "await_prices", "open_prices", "read_out", "closed")
WITHIN = 60
"""Seconds by which the freeze must be in the log; the platform makes a tick at every deadline."""


def release_lots(
    custodian: Custodian, lots: Sequence[str], steps: Sequence[str], *, every: float, until: float | None
) -> int:
    """Release for all these lots; 0 when each was released or needs no more. `until` None waits without end."""
    openings = [LotOpening(custodian, lot, steps) for lot in lots]
    begun = stopwatch()
    while True:
        for each in openings:
            each.advance()
        waiting = [each for each in openings if each.left]
        if not waiting:
            break
        if until is not None and stopwatch() - begun >= until:
            custodian.voice.refuse(WaitedTooLong(phase=waiting[0].phase))
            return 1
        custodian.wire.pause(every)
    return 1 if any(each.refused for each in openings) else 0


class LotOpening:
    """One lot on its way through the steps; `left` are those not done yet."""

    def __init__(self, custodian: Custodian, lot: str, steps: Sequence[str]) -> None:
        self._custodian, self._lot = custodian, lot
        self.left = list(steps)
        self.refused = False
        self.phase = "before"
        self._consented = False

    def advance(self) -> None:
        """Do what can be done now. A refusal ends this lot, loudly, with nothing released."""
        if not self.left:
            return
        try:
            self._advance()
        except PlatformUnreachable as fault:
            self._custodian.voice.refuse(fault)  # whoever waits goes on waiting
        except PlatformRefused as refusal:
            if refusal.name != "not-your-turn":  # others were faster: the next look at the hall tells
                self._refuse(refusal)
        except (ReleaseWithheld, NotConfirmed) as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: ReleaseWithheld | NotConfirmed | PlatformRefused) -> None:
        check = str(refusal.facts.get("check", refusal.slug()))
        voice = self._custodian.voice
        voice.say(f"标段 {self._lot}", f"Lot {self._lot}")
        voice.refuse(refusal)
        self._custodian.tell(lot=self._lot, step=self.left[0], result="refused", check=check, why=refusal.problem())
        at = timestamp(self._custodian.clock())
        self._custodian.memory.note({"lot": self._lot, "step": self.left[0], "refused": check, "at": at})
        self.left, self.refused = [], True

    def _advance(self) -> None:
        hall = self._custodian.wire.get(f"/api/lots/{self._lot}/opening")
        check_clocks(self._custodian.clock(), parse_timestamp(hall["now"]))
        self.phase = hall["phase"]
        while self.left and self.left[0] != PRICES.name and ORDER.index(self.phase) > ORDER.index(TURN[self.left[0]]):
            self._pass_over(self.left.pop(0))
        order: tuple[str, ...] = ORDER
        if self.left and self.left[0] == PRICES.name:
            if self.phase != "closed":
                return
            self.phase, order = self._price_phase(), PRICE_ORDER
        if self.left and order.index(self.phase) > order.index(TURN[self.left[0]]):
            self._pass_over(self.left.pop(0))
        elif self.left and self.phase == TURN[self.left[0]]:
            self._release(self.left[0], hall["round"])

    def _price_phase(self) -> str:
        """Of the second opening; before it is appointed it is waited for."""
        try:
            return str(self._custodian.wire.get(f"/api/lots/{self._lot}/price-opening")["phase"])
        except PlatformRefused as refusal:
            if refusal.name != "no-such-thing":
                raise
            return "notice"

    def _pass_over(self, step: str) -> None:
        """Others were enough, or too few bidders: nothing more is asked of this custodian."""
        zh, en = f"标段 {self._lot}：{step} 阶段已结束，无需出具。", f"Lot {self._lot}: {step} is over; nothing to do."
        self._custodian.voice.say(zh, en)
        self._custodian.tell(lot=self._lot, step=step, result="over", phase=self.phase)

    def _release(self, step: str, round_number: int) -> None:
        """Check everything, bind the lot to this list, sign, send, remember."""
        custodian = self._custodian
        pinned = custodian.memory.pinned(self._lot, round_number)
        if pinned is None:
            why, why_zh = "this body signed no key set of this lot", "本单位未签署过本标段的密钥声明"
            raise refuse("own-statement", why, why_zh)
        frozen = self._checked_list(pinned)
        if frozen is None:
            return
        named, step = step, _step_of(frozen, step)
        passed = self._checked_passed(frozen, pinned) if step == PRICES.name else None
        if passed is None and step == PRICES.name:
            return
        if step in (CONTENTS.name, DOCUMENTS.name):
            self._count(frozen, pinned)
        self._ask_consent(frozen, passed)
        custodian.memory.take_list(self._lot, round_number, frozen.freeze)
        if passed is not None:
            custodian.memory.take_passed(self._lot, round_number, passed.digest)
        request = make_release(frozen, step, custodian.keys, timestamp(custodian.clock()), system_entropy, passed)
        made = {"lot": self._lot, "round": round_number, "step": step, "freeze": frozen.freeze}
        at = request["release"]["body"]["at"]
        custodian.memory.note({**made, "release": digest(request["release"]["body"]).hex(), "at": at})
        answer = custodian.wire.post(f"/api/lots/{self._lot}/opening/releases", request)
        self.left.remove(named)
        self._tell(made, answer, request)

    def _checked_list(self, pinned: Pinned) -> FrozenList | None:
        """The list, checked, and proven to be in the signed log; None while the log does not reach it yet."""
        told = self._custodian.wire.get(f"/api/lots/{self._lot}/opening/freeze")
        frozen = read_list(told, pinned, self._custodian.locked.share_key, self._custodian.clock())
        log = PublicLog(self._custodian.wire, pinned.platform_key, refuse)
        head = log.head()
        log.check_prefix(pinned.head, head)
        at = frozen.body["at"]
        first = log.first_tick_at(at, head["size"])
        if log.find(leaf_value(told["freeze"]), first, head, later(at, WITHIN)) is None:
            return None
        return frozen

    def _checked_passed(self, frozen: FrozenList, pinned: Pinned) -> PassedList | None:
        """The list of passed bids, checked, and proven to be in the signed log; None while the log lacks it."""
        custodian = self._custodian
        told = custodian.wire.get(f"/api/lots/{self._lot}/price-opening/list")
        passed = read_passed(told, frozen, pinned.platform_key, custodian.clock())
        log = PublicLog(custodian.wire, pinned.platform_key, refuse)
        head = log.head()
        log.check_prefix(pinned.head, head)
        at = passed.body["at"]
        first = log.first_tick_at(at, head["size"])
        return passed if log.find(leaf_value(told["list"]), first, head, later(at, WITHIN)) is not None else None

    def _count(self, frozen: FrozenList, pinned: Pinned) -> None:
        """Open the identities here and count."""
        custodian = self._custodian
        request = identities_request(frozen, custodian.keys, timestamp(custodian.clock()))
        told: dict[str, Any] = custodian.wire.post(f"/api/lots/{self._lot}/opening/identities", {"signed": request})
        counted = check_bidders(told, frozen, pinned.platform_key)
        custodian.voice.say(
            f"✓ 本机核验：有效投标人{counted.bidders}个，不少于{frozen.minimum}个",
            f"✓ Counted here: {counted.bidders} distinct valid bidders, at least {frozen.minimum} are needed",
        )

    def _ask_consent(self, frozen: FrozenList, passed: PassedList | None) -> None:
        """Text 10; asked once for both steps of an opening."""
        if self._consented:
            return
        custodian, count = self._custodian, len(frozen.body["bids"] if passed is None else passed.bids)
        if passed is not None:
            custodian.voice.say(
                f"第二次开标：仅开启通过评审的{count}份投标文件的报价信封，名单指纹 {passed.digest[:16]}。",
                f"Second opening: prices of the {count} bids that passed alone, list {passed.digest[:16]}.",
            )
        custodian.voice.say(
            f"标段 {self._lot}：截标清单共{count}份，指纹 {frozen.freeze[:16]}，本机核验全部通过。"
            f"同意后，将用贵单位密钥为这{count}份文件各出具一份解密份额。"
            "份额出具后不能收回，全程公开存证。未到开标时间，任何人不得出具。",
            f"Lot {self._lot}: the list holds {count} bids, fingerprint {frozen.freeze[:16]}; all checks hold. "
            "If you consent, one share is released for each with this body's key. It cannot be taken back, and it is "
            "logged in public. Nobody may release before the hour.",
        )
        if not custodian.yes and not custodian.voice.agrees("同意解密请输入 yes：", "Type yes to consent:"):
            raise NotConfirmed()
        self._consented = True

    def _tell(self, made: Body, answer: Body, request: Body) -> None:
        count = len(request["release"]["body"]["shares"]) + len(request["withheld"])
        self._custodian.voice.say(
            f"✓ 标段 {self._lot}：{made['step']} 已出具{count}份解密份额",
            f"✓ Lot {self._lot}: {count} shares released for {made['step']}",
        )
        told = {"result": "released", "shares": count, "phase": answer["phase"], "repeated": answer["repeated"]}
        self._custodian.tell(**made, **told)


def _step_of(frozen: FrozenList, named: str) -> str:
    """The step of this tender that is meant: the second step of the hour is `documents` with two envelopes."""
    steps = [step.name for step in frozen.steps]
    if named == PRICES.name and named not in steps:
        raise refuse("no-such-step", "this tender opens its prices at the hour", "本标段不设第二次开标")
    return steps[1] if named in (CONTENTS.name, DOCUMENTS.name) else named
