"""What a custodian checks of the list of passed bids before it releases prices. Values in, refusal or list out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands.custody.checks import FrozenList, refuse
from commands.signed_records import read_record
from crypto.encoding import Body, digest, parse_timestamp


@dataclass(frozen=True)
class PassedList:
    """A checked list: its digest in hex, and the bids whose prices are opened, no others."""

    digest: str
    body: Body
    bids: frozenset[str]


def read_passed(told: Mapping[str, Any], frozen: FrozenList, platform_key: str, own: datetime) -> PassedList:
    """The list of GET .../price-opening/list, once all of this holds; `own`: the moment by the own clock.

    1. List and opening record are the platform's; 2. the record is of this freeze list, and the list is over it and
    this tender; 3. the list is sorted, without duplicates, of bids that were valid at the first opening; 4. its hour
    has come by the own clock.
    """
    body = read_record(told["list"], "price-list", platform_key, refuse)
    record = read_record(told["opening_record"], "opening-record", platform_key, refuse)
    named = {"lot": frozen.body["lot"], "round": frozen.body["round"], "freeze": frozen.freeze}
    for member, value in {**named, "tender": frozen.body["tender"], "opening_record": digest(record).hex()}.items():
        if body[member] != value:
            raise refuse("price-list", f"the list names another {member}", f"通过评审名单的{member}不一致")
    if any(record[member] != value for member, value in named.items()):
        raise refuse("price-list", "the opening record is of another list", "开标记录与截标清单不一致")
    valid = {row["bid"] for row in record["bids"] if row["outcome"] == "VALID"}
    if body["bids"] != sorted(set(body["bids"])) or not valid.issuperset(body["bids"]):
        why = "the list names a bid that was no valid one at the first opening, or is not sorted"
        raise refuse("price-list-bids", why, "名单所列投标并非第一次开标的有效投标，或未排序")
    if own < parse_timestamp(body["opens_at"]):
        raise refuse("price-hour", "by this clock the hour has not come", "按本机时钟，尚未到第二次开标时间")
    return PassedList(digest(body).hex(), body, frozenset(body["bids"]))
