"""Why a venue, a booking or an answer is not taken, and which seats are free instead."""

from foundation.errors import Refusal


class NameTaken(Refusal):
    """Two venues of one centre, rooms of one venue or seats of one room must not look alike on a sheet."""

    rule = "D-VENUE"
    en = "There is a {what} with this name already: {name}."
    zh = "该名称已被使用：{name}。"
    do_en = "Choose another name."
    do_zh = "请另取名称。"


class VenueClosed(Refusal):
    """The venue takes no bookings any more."""

    rule = "D-VENUE"
    en = "The venue {venue} is closed for bookings."
    zh = "评标场所“{venue}”已停用，不能预订。"
    do_en = "Choose another venue from the directory."
    do_zh = "请从目录中另选场所。"


class VenueNotShared(Refusal):
    """Its centre does not lend its seats to other places."""

    rule = "807号"
    en = "The venue {venue} does not lend its seats to other places."
    zh = "评标场所“{venue}”的工位未列入共享目录。"
    do_en = "Choose a venue from the public directory of shared seats."
    do_zh = "请从工位共享目录中另选场所。"


class VenueStillBooked(Refusal):
    """Sessions still rely on the seats."""

    rule = "D-VENUE"
    en = "{count} bookings from now on stand at the venue {venue}, the last until {until}."
    zh = "评标场所“{venue}”仍有{count}个未结束的工位预订，最晚至{until_zh}。"
    do_en = "Wait until they are over or move them first."
    do_zh = "请待其结束或先行调整后再停用。"


class OutsideHours(Refusal):
    """The venue is not open for all of that time."""

    status = 422
    rule = "D-VENUE-HOURS"
    en = "The venue {venue} is not open from {start} to {end}."
    zh = "评标场所“{venue}”在{start_zh}至{end_zh}期间并非全程开放。"
    do_en = "On that day it is open: {open}."
    do_zh = "当日开放时间：{open}。"


class SpanRefused(Refusal):
    """A time that ends before it begins, begins in the past, or lasts too long."""

    status = 422
    rule = "D-VENUE-HOURS"
    en = "Seats cannot be booked from {start} to {end}: {why}."
    zh = "不能预订{start_zh}至{end_zh}的工位：{why_zh}。"
    do_en = "Correct the times."
    do_zh = "请更正时间。"


class SeatTaken(Refusal):
    """Somebody else has the workstation for part of that time; `free` lists what is free there instead."""

    rule = "D-VENUE-ONE"
    en = "The workstation {seat} is taken for part of that time."
    zh = "工位“{seat}”在该时段已被预订。"
    do_en = "Free there at that time: {free_words}."
    do_zh = "该时段可用工位：{free_words}。"


class SeatBroken(Refusal):
    """The workstation waits for repair."""

    rule = "D-VENUE"
    en = "The workstation {seat} is out of order."
    zh = "工位“{seat}”故障待修，不能预订。"
    do_en = "Free there at that time: {free_words}."
    do_zh = "该时段可用工位：{free_words}。"


class SeatsShort(Refusal):
    """Fewer seats are free than were asked for; `others` are open venues of the same city that have enough."""

    rule = "D-VENUE-SEATS"
    en = "The venue {venue} has {free} free seats at that time; {needed} are needed."
    zh = "评标场所“{venue}”在该时段可用工位{free}个，需要{needed}个。"
    do_en = "Enough are free at: {others_words}."
    do_zh = "工位充足的场所：{others_words}。"


class RequestOver(Refusal):
    """The request was answered, withdrawn or has lapsed."""

    rule = "R-VENUE-CONFIRM"
    en = "The request is over: it was to be answered by {answer_by}, and its state is {state}."
    zh = "该副场申请已结束（答复截止{answer_by_zh}，状态：{state}）。"
    do_en = "The seats are free again; the main venue may ask anew."
    do_zh = "所留工位已释放；如仍需要，请由主场重新提出申请。"


class SessionsBooking(Refusal):
    """A session's seats are freed by the session."""

    rule = "D-VENUE"
    en = "This booking belongs to an evaluation session and is not taken back here."
    zh = "该预订属于评标场次，不能在此取消。"
    do_en = "The session frees its seats when it ends or is moved."
    do_zh = "场次结束或调整时自动释放工位。"
