"""The ceremony of a draw as it is told: answers, why a dealing or a release is refused, what is asked of whom. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, cast
from uuid import UUID

from foundation.errors import Refusal
from foundation.records import SignedDocument

Needed = Literal["dealing", "release"]
DrawState = Literal["DEALING", "RELEASING", "DRAWN", "PUBLISHED"]


def topic_of(session_id: UUID) -> str:
    """Where watchers of a session listen."""
    return f"session:{session_id}"


class DrawShown(TypedDict):
    """GET /api/draws/{draw}: everything that a custodian checks by himself before he deals or releases.

    `records`: the key set and its statements. `released`: numbers of the custodians who released; what they released
    stays sealed with the result. `inputs` null: the draw is still being prepared, or came from another system.
    """

    draw: str
    session: str
    number: int
    state: DrawState
    source: str
    now: str
    t: int | None
    of: int | None
    cutoff_at: str | None
    inputs: SignedDocument | None
    records: list[SignedDocument]
    dealings: list[SignedDocument]
    cutoff: SignedDocument | None
    released: list[int]
    result: SignedDocument | None


class CeremonyAnswer(TypedDict):
    """What became of a dealing or release: the draw's state afterwards; `repeated`: it was kept before."""

    draw: str
    state: DrawState
    count: int
    repeated: bool


class RoundNamed(TypedDict):
    """A lot round."""

    lot: str
    round: int


class CustodyDraw(TypedDict):
    """A draw for which a body keeps a key; `needed`: what the body is asked for now.

    `over`: the session's committee is complete, or cannot be: for now no further draw of it will ask anybody.
    """

    draw: str
    session: str
    lots: list[RoundNamed]
    number: int
    state: DrawState
    index: int
    needed: Needed | None
    over: bool
    cutoff_at: str | None


class CustodyDraws(TypedDict):
    """The draws of one body, what asks for something first."""

    now: str
    draws: list[CustodyDraw]


class DealingRefused(Refusal):
    """A dealing is not what the ceremony needs."""

    status = 422
    rule = "R-DRAW"
    en = "The dealing is not acceptable ({check}): {why}."
    zh = "抽取种子的份额不符合要求（{check}）：{why}。"
    do_en = "Deal with the body's own key file and an unmodified client."
    do_zh = "请使用本单位密钥文件和未经改动的客户端重新分发。"


class DealtOtherwise(Refusal):
    """A custodian deals once: the first dealing counts, so that nobody chooses among his own."""

    rule = "R-DRAW"
    en = "Custodian {index} has dealt for this draw already; the first dealing counts."
    zh = "{index}号保管单位已为本次抽取分发过份额，以首次为准。"
    do_en = "Nothing more is needed before the cut-off. Run the client on the machine that dealt first."
    do_zh = "截止固定前无需再操作，请使用首次分发时的电脑运行客户端。"


class DealingOver(Refusal):
    """The cut-off fixed whose dealings count."""

    rule = "R-DRAW-DEAL"
    en = "Dealing for this draw ended at {cutoff_at}; whose dealings count is fixed."
    zh = "本次抽取的份额分发已于{cutoff_at}截止，参与方已固定。"
    do_en = "Go on to the release: it can be made by a custodian who did not deal in time."
    do_zh = "请继续出具份额：未及时分发的保管单位同样可以出具。"


class DrawReleaseRefused(Refusal):
    """A release is not what the draw needs."""

    status = 422
    rule = "R-DRAW"
    en = "The release for the draw is not acceptable ({check}): {why}. Nothing of it was kept."
    zh = "抽取种子的解密份额不符合要求（{check}）：{why}，未被接受。"
    do_en = "Release again with the body's own key file and an unmodified client."
    do_zh = "请使用本单位密钥文件和未经改动的客户端重新出具。"


class DrawNotYourTurn(Refusal):
    """The draw does not wait for this step."""

    rule = "R-DRAW"
    en = "This draw does not wait for that step now (state {state})."
    zh = "本次抽取当前（{state}）不接收该步骤。"
    do_en = "Ask for the draw's state and act on it; when enough others have released, nothing more is needed."
    do_zh = "请查询抽取状态后再操作；已有足够单位出具的，无需再出具。"


class DrawExternal(Refusal):
    """The draw came from another system; there is no ceremony."""

    rule = "R-DRAW-EXTERNAL"
    en = "This draw has no ceremony: it was made by another system, or is still being prepared."
    zh = "本次抽取没有种子环节：由其他系统抽取，或仍在准备。"
    do_en = "Look at the draw again later; a draw of another system needs nothing of custodians."
    do_zh = "请稍后再查看；由其他系统抽取的，无需保管单位操作。"


@dataclass(frozen=True)
class Asked:
    """What decides what a custodian is asked for."""

    state: str
    index: int
    dealt: Sequence[int]
    released: Sequence[int]
    t: int


def needed_of(asked: Asked) -> Needed | None:
    """The step that this custodian has not done and that the draw still waits for."""
    if asked.state == "DEALING" and asked.index not in asked.dealt:
        return "dealing"
    waits = asked.state == "RELEASING" and len(asked.released) < asked.t
    return "release" if waits and asked.index not in asked.released else None


def state_of(state: str) -> DrawState:
    """As answers name it."""
    return cast(DrawState, state)
