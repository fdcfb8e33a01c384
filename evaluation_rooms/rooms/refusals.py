"""Why a deed of the room cannot be done."""

from foundation.errors import NotSignedIn, Refusal


class NoSeat(NotSignedIn):
    """No seat is signed in here, or its slip is over."""

    en = "No seat is signed in at this workstation, or its time is over."
    zh = "本工位尚未用席位单登录，或席位单已失效。"
    do_en = "Type the code of your slip; staff at the gate prints a new one."
    do_zh = "请输入席位单上的一次性代码；可请门口工作人员重新打印。"


class SlipRefused(Refusal):
    """The code is of no slip, of another time or workstation, or was used."""

    status = 401
    rule = "R-ROOM-WINDOW"
    en = "This code does not open a seat now."
    zh = "该代码现在不能登录席位。"
    do_en = "Check the code and the time on the slip; staff at the gate prints a new one."
    do_zh = "请核对席位单上的代码和有效时段；可请门口工作人员重新打印。"


class RoomHeld(Refusal):
    """Nobody can judge while the room is held."""

    rule = "R-EVAL-WAIT"
    en = "The room is held at the moment ({held}): {reason}"
    zh = "评标现场暂停中（{held}）：{reason}"
    do_en = "What you have entered is kept. Go on as soon as the room does."
    do_zh = "已录入的内容均已保存，恢复后请继续。"


class WrongPhase(Refusal):
    """The room is in another phase."""

    rule = "D-STATE"
    en = "This belongs to another part of the evaluation; the room is in {phase}."
    zh = "当前阶段（{phase}）不能进行此操作。"
    do_en = "Look at the room as it is now."
    do_zh = "请刷新，查看现场当前阶段。"


class MembersAway(Refusal):
    """No step of an evaluation completes while a member is offline."""

    rule = "R-ROOM-ABSENT"
    en = "No step can be completed while members are away: {seats}."
    zh = "有成员不在线（{seats}），不能完成本环节。"
    do_en = "It completes as soon as they are back; staff can help them."
    do_zh = "成员恢复在线后即可完成；请工作人员协助。"


class NotReady(Refusal):
    """A member acts before he was seated, pledged and free of hindrance."""

    rule = "条例46"
    en = "You have not yet taken your seat: the pledge, and the question whether anything hinders you, come first."
    zh = "您尚未完成入席：请先签署承诺书并确认是否应当回避。"
    do_en = "Sign the pledge and answer for the list of bidders."
    do_zh = "请先签署承诺书，并对投标人名单作出确认。"


class RoomNotReady(Refusal):
    """A room opens for a complete committee only."""

    rule = "条例48"
    en = "The room cannot be opened: {why}"
    zh = "现场不能开启：{why_zh}"
    do_en = "Complete what is missing and open the room then."
    do_zh = "请补全后再开启。"


class CommitteeBroken(Refusal):
    """After a change the committee would no longer be lawful."""

    rule = "R-COMMITTEE-MIN"
    en = "A committee of {size} with {experts} experts cannot judge: odd, {least} or more, two thirds experts."
    zh = "评标委员会{size}人、专家{experts}人，不符合规定（{least}人以上单数，专家不少于三分之二），不能评标。"
    do_en = "Wait for the successor; the room goes on then."
    do_zh = "请等待递补成员到位后继续。"


class KeyTaken(Refusal):
    """A pledge binds one key; it is not changed by another pledge."""

    rule = "条例46"
    en = "Your pledge is signed already, with another key."
    zh = "您已使用另一密钥签署承诺书。"
    do_en = "Go on at the workstation where you signed; staff can move you to a spare one."
    do_zh = "请在签署承诺书的工位继续；如需更换工位请联系工作人员。"


class PledgeBroken(Refusal):
    """The signature does not belong to the pledge of this seat."""

    status = 422
    rule = "条例46"
    en = "The signature does not hold for the pledge of this seat."
    zh = "签名与本席位承诺书不符。"
    do_en = "Reload the page and sign again."
    do_zh = "请刷新页面后重新签署。"


class NotTheHead(Refusal):
    """Only the head of the committee does this."""

    status = 403
    rule = "Order 12 Art. 9"
    en = "Only the head of the committee can do this."
    zh = "仅评标委员会负责人可以进行此操作。"
    do_en = "Ask the head of the committee."
    do_zh = "请由评标委员会负责人办理。"


class ForSpareOnly(Refusal):
    """A member moves to a free workstation of his own venue only."""

    rule = "D-VENUE-ONE"
    en = "This workstation is not free, or stands in another venue."
    zh = "该工位不可用，或不在同一评标场所。"
    do_en = "Choose one of the free workstations of the member's venue."
    do_zh = "请在成员所在场所的空闲工位中选择。"


class TooLateForThat(Refusal):
    """A decision belongs to another time: {why}."""

    rule = "R-EVAL-WAIT"
    en = "This cannot be decided now: {why}"
    zh = "现在不能作出该决定：{why_zh}"
    do_en = "Look at the times of the session."
    do_zh = "请查看本场次的时间安排。"


class NoBallot(Refusal):
    """There is a head, or it is too early for one."""

    rule = "Order 12 Art. 9"
    en = "No election of a head is open."
    zh = "当前没有进行中的负责人推选。"
    do_en = "Look at the room; the head may have been elected."
    do_zh = "请查看现场，负责人可能已经产生。"


class WrongWorkstation(Refusal):
    """A slip is bound to one workstation."""

    status = 403
    rule = "R-ROOM-WINDOW"
    en = "This slip belongs to another workstation: {workstation}."
    zh = "该席位单对应另一工位：{workstation}。"
    do_en = "Go to that workstation, or have staff move you to this one."
    do_zh = "请到对应工位登录，或请工作人员办理更换工位。"
