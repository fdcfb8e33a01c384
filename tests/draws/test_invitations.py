"""What an invitation says and what it cannot say, and how answers are read; what the carrier signs."""

from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from evaluation_rooms.draws.carriers import MOST_TRIES, Message, is_signed, reply_code, signature, wait_after
from evaluation_rooms.draws.invitations import Invited, letter_text, read_answer, text_en, text_zh
from evaluation_rooms.draws.seats import CityFull, share_venues
from evaluation_rooms.experts.people import Fee
from foundation.rulebook import rulebook

INVITED = Invited(
    starts_at=datetime(2026, 12, 17, 6, 0, tzinfo=UTC),
    hours=4,
    venue="宜昌市公共资源交易中心",
    address="",
    fee=Fee("420500", None),
    answer_by=datetime(2026, 12, 15, 1, 10, tzinfo=UTC),
    within=rulebook(1).row("R-EXPERT-ANSWER"),
)


def test_a_text_message_says_when_where_how_long_for_what_and_by_when_to_answer() -> None:
    assert text_zh(INVITED) == (
        "请您参加评标：12月17日14:00，宜昌市公共资源交易中心，预计4小时，劳务报酬按当地标准支付。"
        "参加回1，不能参加回2，出发后回3。请于09:10:00前回复，10分钟未回复将通知下一位。项目信息签到后显示。"
    )


def test_the_english_says_the_same() -> None:
    told = text_en(INVITED)
    for words in ("17 Dec 14:00", "about 4 hours", "Answer 1 to accept, 2 to decline", "Answer by 09:10:00", "10 min"):
        assert words in told


def test_the_fee_is_told_in_yuan_where_a_standard_is_in_force() -> None:
    invited = Invited(**{**vars(INVITED), "fee": Fee("420500", Decimal("800.00"))})
    assert "劳务报酬800元（税前）" in text_zh(invited) and "800 yuan" in text_en(invited)


def test_a_letter_holds_both_languages_and_the_code_for_its_answer() -> None:
    told = letter_text(INVITED, "ABCD2345")
    assert text_zh(INVITED) in told and text_en(INVITED) in told and "ABCD2345" in told


def test_words_of_a_project_or_of_others_have_no_way_in() -> None:
    assert {each.name for each in fields(Invited)} == {
        "starts_at", "hours", "venue", "address", "fee", "answer_by", "within",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["1", "１", " 1 。", "参加", "1\n> 请您参加评标", "YES"])
def test_ways_to_accept(text: str) -> None:
    assert read_answer(text) == ("accept", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2", "declined"), ("２", "declined"), ("不参加", "declined"), ("不能参加", "declined"), ("2 病", "ill"),
     ("2，因病", "ill"), ("不参加 回避", "recusal"), ("no", "declined")],
)  # fmt: skip
def test_ways_to_decline_with_and_without_a_reason(text: str, reason: str) -> None:
    assert read_answer(text) == ("decline", reason)


@pytest.mark.parametrize("text", ["3", "３", "路上", "在路上。"])
def test_ways_to_say_on_the_way(text: str) -> None:
    assert read_answer(text) == ("on_the_way", "")


@pytest.mark.parametrize("text", ["", "  \n", "12", "21", "4", "什么项目？", "参加不了", "13800000000"])
def test_anything_else_is_no_answer(text: str) -> None:
    assert read_answer(text) is None


def test_the_carrier_is_known_by_its_signature_over_the_raw_body() -> None:
    body = b'{"id":"a"}'
    assert is_signed("secret", body, signature("secret", body))
    assert is_signed("secret", body, signature("secret", body).upper() + " ")
    assert not is_signed("secret", body + b" ", signature("secret", body))
    assert not is_signed("other", body, signature("secret", body))
    assert not is_signed("secret", body, "签名")


def test_without_a_secret_nobody_is_the_carrier() -> None:
    assert not is_signed("", b"x", signature("", b"x"))


def test_waits_grow_and_end() -> None:
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]
    assert [one.total_seconds() for one in waits if one] == [2, 4, 8, 16, 32]
    assert waits[-1] is None


def test_a_message_is_json_of_what_the_carrier_needs() -> None:
    body = Message("i", "sms", "13800000001", "请", "ABCD2345").body()
    assert body == '{"id": "i", "channel": "sms", "to": "13800000001", "text": "请", "code": "ABCD2345"}'.encode()


def test_a_code_has_eight_characters_that_are_not_taken_for_one_another() -> None:
    code = reply_code(bytes(range(250, 256)) + b"\x00\x01")
    assert len(code) == 8 and not set(code) & set("IO01")


def test_venues_of_one_city_fill_one_after_the_other() -> None:
    from uuid import UUID

    one, two, far = UUID(int=1), UUID(int=2), UUID(int=3)
    rooms = {"420100": {two: 5, one: 1}, "420500": {far: 1}}
    assert share_venues({"b": "420100", "a": "420100", "c": "420500"}, rooms) == {one: ["a"], two: ["b"], far: ["c"]}


def test_more_members_than_workstations_are_not_seated() -> None:
    with pytest.raises(CityFull):
        share_venues({"a": "420100"}, {"420100": {}})
