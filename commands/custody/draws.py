"""The draw of a committee: a custodian's client deals a fresh secret, waits for the cut-off, and releases its shares.

No secret is kept: what was dealt is forgotten, and only t custodians together bring it back.
"""

from typing import Any

from commands.custody.checks import check_clocks
from commands.custody.desk import Custodian
from commands.custody.draw_checks import CutOff, DrawInputs, DrawWithheld, first_lot, read_cutoff, read_inputs, refuse
from commands.custody.releases import CLIENT
from commands.public_log import PublicLog, later
from commands.refusals import NotConfirmed, PlatformRefused, PlatformUnreachable, ReleaseWithheld, WaitedTooLong
from crypto.encoding import Body, digest, parse_timestamp, timestamp
from crypto.signatures import leaf_value, sign_document
from crypto.verifiable_draw.ceremony import make_dealing, make_release
from foundation.clock import stopwatch
from foundation.entropy import system_entropy
from foundation.errors import Refusal

DONE = ("DRAWN", "PUBLISHED")
WITHIN = 60
"""Seconds by which inputs and cut-off must be in the log."""
OTHERS_WERE_FASTER = ("draw-not-your-turn", "dealing-over")


def follow_draws(
    custodian: Custodian, *, session: str | None, draw: str | None, every: float, until: float | None
) -> int:
    """Deal and release for one draw, all draws of a session, or all that ask for this key; 0 unless one was refused.

    `until`: seconds to wait, None without end; 0 does what can be done now. A wait for a draw ends when nothing more is
    needed of this custodian there, one for a session when its committee is complete or cannot be, for a vacant place
    may need a draw of its own; a wait for all ends with its time.
    """
    turns: dict[str, DrawTurn] = {}
    begun = stopwatch()
    while True:
        asking, over = _asking(custodian, session, draw)
        for name in asking:
            turns.setdefault(name, DrawTurn(custodian, name))
        for turn in turns.values():
            turn.advance()
        if over and turns and all(turn.done for turn in turns.values()):
            break
        if until is not None and stopwatch() - begun >= until:
            named = session is not None or draw is not None
            return _time_is_up(custodian, turns, waited=named and until > 0)
        custodian.wire.pause(every)
    return _status(turns)


def _status(turns: dict[str, "DrawTurn"]) -> int:
    return 1 if any(turn.refused for turn in turns.values()) else 0


def _time_is_up(custodian: Custodian, turns: dict[str, "DrawTurn"], *, waited: bool) -> int:
    if not turns:
        custodian.voice.say("目前没有需要本单位参与的抽取。", "No draw asks for this body's key at the moment.")
    if waited:
        open_ones = [turn.state for turn in turns.values() if not turn.done]
        custodian.voice.refuse(WaitedTooLong(phase=open_ones[0] if open_ones else "PLANNED"))
        return 1
    return _status(turns)


def _asking(custodian: Custodian, session: str | None, draw: str | None) -> tuple[list[str], bool]:
    """Ids of the draws to look at, and whether no other will join them."""
    if draw is not None:
        return [draw], True
    body = {"type": "tianping/custody-request/1", "share_key": custodian.locked.share_key}
    body |= {"sign_key": custodian.locked.sign_key, "at": timestamp(custodian.clock())}
    signed = sign_document(body, custodian.keys.sign.seed, "custodian")
    told = custodian.wire.post("/api/custodians/draws", {"signed": signed})["draws"]
    if session is None:
        return [str(one["draw"]) for one in told if one["needed"] is not None], False
    own = [one for one in told if one["session"] == session]
    return [str(one["draw"]) for one in own], any(one["over"] for one in own)


class DrawTurn:
    """One draw on its way; `done` when nothing more is needed of this custodian."""

    def __init__(self, custodian: Custodian, draw: str) -> None:
        self._custodian, self._draw = custodian, draw
        self.done = self.refused = False
        self.state = "DEALING"
        self._consented = False

    def advance(self) -> None:
        """Do what can be done now. A refusal ends this draw, loudly, with nothing signed."""
        if self.done:
            return
        try:
            self._advance()
        except PlatformUnreachable as fault:
            self._custodian.voice.refuse(fault)  # whoever waits goes on waiting
        except PlatformRefused as refusal:
            if refusal.name not in OTHERS_WERE_FASTER:  # the next look tells
                self._refuse(refusal)
        except (DrawWithheld, ReleaseWithheld, NotConfirmed) as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: Refusal) -> None:
        check = str(refusal.facts.get("check", refusal.slug()))
        voice = self._custodian.voice
        voice.say(f"抽取 {self._draw}", f"Draw {self._draw}")
        voice.refuse(refusal)
        self._custodian.tell(draw=self._draw, result="refused", check=check, why=refusal.problem())
        at = timestamp(self._custodian.clock())
        self._custodian.memory.note({"draw": self._draw, "refused": check, "at": at})
        self.done = self.refused = True

    def _advance(self) -> None:
        told: dict[str, Any] = self._custodian.wire.get(f"/api/draws/{self._draw}")
        check_clocks(self._custodian.clock(), parse_timestamp(told["now"]))
        self.state = str(told["state"])
        if self.state in DONE:
            self.done = True
            return
        if told["inputs"] is None:
            return
        custodian = self._custodian
        pinned = custodian.memory.pinned(*first_lot(told))
        inputs = read_inputs(told, self._draw, pinned, custodian.locked.share_key)
        dealt = {one["body"]["index"] for one in told["dealings"]}
        if self.state == "DEALING" and inputs.index not in dealt:
            self._deal(told, inputs)
        elif self.state == "RELEASING":
            self.done = inputs.index in told["released"] or len(told["released"]) >= inputs.key_set["t"]
            if not self.done:
                self._release(told, inputs)

    def _in_log(self, inputs: DrawInputs, record: Body) -> bool:
        """Proven to be in the signed log; False while the log does not reach it yet."""
        log = PublicLog(self._custodian.wire, inputs.pinned.platform_key, refuse)
        head = log.head()
        log.check_prefix(inputs.pinned.head, head)
        at = record["body"]["at"]
        first = log.first_tick_at(at, head["size"])
        return log.find(leaf_value(record), first, head, later(at, WITHIN)) is not None

    def _deal(self, told: Body, inputs: DrawInputs) -> None:
        """Bind the session to these inputs, deal a fresh secret once, send it; a repetition has the same bytes."""
        custodian = self._custodian
        if not self._in_log(inputs, told["inputs"]):
            return
        self._ask_consent(inputs)
        self._bind(inputs)
        at = min(timestamp(custodian.clock()), str(told["now"]))  # a dealing of the platform's future would be refused
        keys, t = inputs.share_keys, inputs.key_set["t"]
        seed = custodian.keys.sign.seed
        made = make_dealing(inputs.body, inputs.index, keys, t, seed, CLIENT, at, system_entropy)
        signed = custodian.memory.keep_dealing(self._draw, inputs.name, made)
        name = digest(signed["body"]).hex()
        custodian.memory.note({"draw": self._draw, "inputs": inputs.name, "dealing": name, "at": at})
        answer = custodian.wire.post(f"/api/draws/{self._draw}/dealings", {"signed": signed})
        custodian.memory.dealing_taken(self._draw, name)
        number = inputs.body["number"]
        zh = f"✓ 第{number}次抽取：已分发种子份额（{answer['count']}/{len(keys)}）"
        custodian.voice.say(zh, f"✓ Draw {number}: dealt ({answer['count']} of {len(keys)} so far)")
        custodian.tell(draw=self._draw, result="dealt", dealing=name, repeated=answer["repeated"])

    def _bind(self, inputs: DrawInputs) -> None:
        number, previous = int(inputs.body["number"]), inputs.body["previous"]
        self._custodian.memory.take_draw(inputs.session, number, inputs.name, previous, inputs.lots)

    def _release(self, told: Body, inputs: DrawInputs) -> None:
        """Check inputs and cut-off, bind the draw to this cut-off, release shares of every dealing of it."""
        custodian = self._custodian
        cutoff = self._checked_cutoff(told, inputs)
        if cutoff is None:
            return
        self._ask_consent(inputs)
        self._bind(inputs)
        custodian.memory.take_cutoff(self._draw, cutoff.name)
        keys, at = custodian.keys, timestamp(custodian.clock())
        signed = make_release(
            cutoff.body, cutoff.dealings, inputs.index, keys.share.secret, keys.sign.seed, CLIENT, at, system_entropy
        )
        made = {"draw": self._draw, "cutoff": cutoff.name, "release": digest(signed["body"]).hex()}
        custodian.memory.note({**made, "at": at})
        answer = custodian.wire.post(f"/api/draws/{self._draw}/releases", {"signed": signed})
        self.done = True
        number, dealers = inputs.body["number"], len(cutoff.dealings)
        custodian.voice.say(
            f"✓ 第{number}次抽取：已出具{dealers}份种子份额", f"✓ Draw {number}: shares of {dealers} dealings released"
        )
        custodian.tell(**made, result="released", shares=dealers, repeated=answer["repeated"])

    def _checked_cutoff(self, told: Body, inputs: DrawInputs) -> CutOff | None:
        """None while the log does not reach inputs or cut-off yet."""
        dealt = self._custodian.memory.taken_dealing(self._draw)
        cutoff = read_cutoff(told, inputs, dealt, self._custodian.clock())
        logged = self._in_log(inputs, told["inputs"]) and self._in_log(inputs, told["cutoff"])
        return cutoff if logged else None

    def _ask_consent(self, inputs: DrawInputs) -> None:
        """Asked once for both steps of a draw."""
        if self._consented:
            return
        custodian, body = self._custodian, inputs.body
        custodian.voice.say(
            f"第{body['number']}次抽取：可选专家{body['eligible']}人，参数指纹 {inputs.name[:16]}，本机核验全部通过。"
            "同意后，本机将分发一个新的种子份额，并在参与方固定后出具解密份额。抽取只进行一次，不得重抽。",
            f"Draw {body['number']}: {body['eligible']} eligible experts, inputs {inputs.name[:16]}; all checks hold. "
            "If you consent, this machine deals a fresh secret and, once the parties are fixed, releases its shares. "
            "There is one draw and no second one.",
        )
        if not custodian.yes and not custodian.voice.agrees("同意参与抽取请输入 yes：", "Type yes to take part:"):
            raise NotConfirmed()
        self._consented = True
