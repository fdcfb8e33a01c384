"""What a custodian checks by itself before its key is touched. Values in, refusal or nothing out; no clock, no file.

A custodian that trusts the server's list opens next week's bids (it was tried). Every refusal names its check.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from commands.custody.memory import Pinned
from commands.key_sets import check_statements, statement_terms
from commands.refusals import ReleaseWithheld
from commands.signed_records import newest_deadline, read_record
from crypto.bid import in_kind_order
from crypto.encoding import Body, digest, parse_timestamp, unhex
from crypto.envelope import envelope_digest
from crypto.errors import CryptoError
from crypto.header import Header, check_header_sharing
from crypto.steps import Step, steps_of

CLOCKS_APART = timedelta(minutes=5)
LEAST_BIDDERS = 3
"""Law 28 and Regulation 44; a tender record may ask for more, never for fewer."""


def refuse(check: str, why: str, why_zh: str) -> ReleaseWithheld:
    """The refusal of this file."""
    return ReleaseWithheld(check=check, why=why, why_zh=why_zh)


@dataclass(frozen=True)
class FrozenEnvelope:
    """One envelope of the list, its header checked. `place`: this custodian's number in it (from 1), None if none."""

    bid: str
    kind: str
    digest: str
    root: bytes
    header: Header
    place: int | None


@dataclass(frozen=True)
class FrozenList:
    """A checked freeze list: envelopes in list order, kinds in their fixed order."""

    freeze: str
    body: Body
    minimum: int
    index: int
    key_sets: tuple[Body, ...]
    envelopes: tuple[FrozenEnvelope, ...]
    tender: Body

    @property
    def custodians(self) -> dict[str, Body]:
        """Every custodian of the round by signing key, in hex."""
        return {each["sign_key"]: each for key_set in self.key_sets for each in key_set["custodians"]}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this tender: two, or three with two envelopes."""
        return steps_of(self.tender)

    def of_kind(self, *kinds: str) -> list[FrozenEnvelope]:
        """Envelopes of these kinds in list order."""
        return [each for each in self.envelopes if each.kind in kinds]


def check_clocks(own: datetime, server: datetime) -> None:
    """Refuse while the two clocks are more than five minutes apart: one of them is wrong."""
    if abs(own - server) > CLOCKS_APART:
        apart = int(abs(own - server).total_seconds())
        raise refuse("clocks", f"the clocks are {apart} s apart", f"本机与平台时钟相差{apart}秒")


def read_list(told: Mapping[str, Any], pinned: Pinned, share_key: str, own: datetime) -> FrozenList:
    """The freeze list of GET .../opening/freeze, once all of this holds; `own`: the moment by the own clock.

    1. The list is signed by the platform key met when the keys were signed, for that lot and round; 2. tender and
    deadline are what the records say, and the deadline has passed by the own clock; 3. its key sets are signed by all
    their custodians, and the one with this key is the one this custodian signed; 4. it is sorted, without duplicates,
    each bid with its four kinds; 5. it holds as many bids as the tender asks for; 6. every envelope is shown, and each
    is what it says: digest, lot, round, keys, floor, dealer's proof.
    """
    freeze = read_record(told["freeze"], "freeze", pinned.platform_key, refuse)
    if (freeze["lot"], freeze["round"]) != (pinned.lot, pinned.round):
        raise refuse("freeze-lot", "the list is of another lot or round", "截标清单不属于本标段或本轮次")
    tender = _check_tender(freeze, told["records"], pinned)
    _check_passed(freeze, own)
    key_sets = _key_sets(freeze, told["records"], pinned)
    mine = [each for one in key_sets for each in one["custodians"] if each["share_key"] == share_key]
    if not mine:
        raise refuse("own-key", "this key is not among the custodians", "本单位密钥不在保管单位名单中")
    check_order(freeze)
    minimum = max(LEAST_BIDDERS, tender["minimum_bidders"])
    check_enough(freeze, minimum)
    envelopes = _check_envelopes(freeze, told["envelopes"], key_sets, pinned, share_key, own)
    return FrozenList(digest(freeze).hex(), freeze, minimum, mine[-1]["index"], key_sets, envelopes, tender)


def _check_tender(freeze: Body, records: Sequence[Any], pinned: Pinned) -> Body:
    """The tender that the list names, with its deadline after all extensions and its least number of bidders."""
    tenders = [read_record(each, "tender", pinned.platform_key, refuse) for each in _of(records, "tender")]
    tender = next((each for each in tenders if digest(each).hex() == freeze["tender"]), None)
    if tender is None or (tender["lot"], tender["round"]) != (pinned.lot, pinned.round):
        raise refuse("freeze-tender", "the list names another tender", "截标清单所列招标记录不符")
    deadline = newest_deadline(tender, _of(records, "extension"), pinned.platform_key, refuse)
    if freeze["deadline"] != deadline:
        raise refuse("freeze-deadline", "the list names another deadline", "截标清单的截止时间与公告不一致")
    if freeze["minimum_bidders"] != tender["minimum_bidders"]:
        raise refuse("freeze-minimum", "the list asks for fewer bidders", "截标清单的最少投标人数与公告不一致")
    return tender


def _of(records: Sequence[Any], short: str) -> list[Any]:
    wanted = f"tianping/{short}/1"
    return [one for one in records if isinstance(one, dict) and one.get("body", {}).get("type") == wanted]


def _check_passed(freeze: Body, own: datetime) -> None:
    deadline = parse_timestamp(freeze["deadline"])
    if own < deadline or parse_timestamp(freeze["at"]) < deadline:
        raise refuse("deadline-passed", "by this clock the deadline has not passed", "按本机时钟，尚未到投标截止时间")


def _key_sets(freeze: Body, records: Sequence[Any], pinned: Pinned) -> tuple[Body, ...]:
    """The key sets that the list names, each signed by all its custodians."""
    found = {
        digest(body).hex(): body
        for body in (read_record(each, "key-set", pinned.platform_key, refuse) for each in _of(records, "key-set"))
    }
    if any(named not in found for named in freeze["key_sets"]):
        raise refuse("freeze-key-sets", "a key set of the list is missing", "缺少截标清单所列密钥组")
    key_sets = tuple(found[named] for named in freeze["key_sets"])
    for key_set in key_sets:
        if (key_set["lot"], key_set["round"]) != (pinned.lot, pinned.round):
            raise refuse("freeze-key-sets", "a key set is of another lot", "密钥组不属于本标段或本轮次")
        check_statements(key_set, _of(records, "key-statement"), refuse)
    return key_sets


def check_order(freeze: Body) -> None:
    """Refuse unless bids and withdrawals ascend strictly, share nothing, and no envelope stands twice."""
    bids = [each["bid"] for each in freeze["bids"]]
    withdrawn = [each["bid"] for each in freeze["withdrawn"]]
    if any(left >= right for names in (bids, withdrawn) for left, right in pairwise(names)):
        raise refuse("freeze-sorted", "the list is not sorted, or holds a bid twice", "截标清单未排序或有重复")
    if set(bids) & set(withdrawn):
        raise refuse("freeze-sorted", "a bid is frozen and withdrawn", "同一投标文件既在清单又已撤回")
    envelopes = [one["digest"] for each in freeze["bids"] for one in each["envelopes"]]
    if len(set(envelopes)) != len(envelopes) or len({each["receipt"] for each in freeze["bids"]}) != len(bids):
        raise refuse("freeze-duplicates", "an envelope or receipt stands twice", "同一加密文件或回执重复出现")
    if not all(in_kind_order(each["envelopes"]) for each in freeze["bids"]):
        raise refuse("freeze-kinds", "a bid does not have its four kinds in order", "投标文件的种类不齐或顺序不符")
    if any(each["received_at"] >= freeze["deadline"] for each in freeze["bids"]):
        raise refuse("freeze-late", "a bid was received at or after the deadline", "有投标文件的接收时间不早于截止时间")


def check_enough(freeze: Body, minimum: int) -> None:
    """Refuse to open anything with fewer bids than bidders are needed."""
    count = len(freeze["bids"])
    if count < minimum:
        why_zh = f"仅{count}份，不足{minimum}份，依法不得开标"
        raise refuse("too-few-bids", f"{count} bids, {minimum} are needed", why_zh)


def _check_envelopes(
    freeze: Body,
    shown: Sequence[Mapping[str, Any]],
    key_sets: Sequence[Body],
    pinned: Pinned,
    share_key: str,
    own: datetime,
) -> tuple[FrozenEnvelope, ...]:
    by_digest = {str(each["digest"]): each for each in shown}
    wanted = [(bid, named) for bid in freeze["bids"] for named in bid["envelopes"]]
    if by_digest.keys() != {named["digest"] for _, named in wanted} or len(shown) != len(wanted):
        raise refuse("freeze-envelopes", "envelopes are missing or added", "加密文件与截标清单不一一对应")
    terms = {_roster(statement_terms(each)): statement_terms(each) for each in key_sets}
    envelopes = []
    for bid, named in wanted:
        header, root = _check_envelope(bid, named, by_digest[named["digest"]], pinned)
        _check_floor(header, freeze, own)
        place = _check_keys(header, terms, pinned, bytes.fromhex(share_key))
        envelopes.append(FrozenEnvelope(bid["bid"], named["kind"], named["digest"], root, header, place))
    return tuple(envelopes)


def _check_envelope(bid: Body, named: Body, shown: Mapping[str, Any], pinned: Pinned) -> tuple[Header, bytes]:
    """Header and root give the frozen digest, and the header is of this bid, lot and round."""
    try:
        header = Header.parse(b64decode(str(shown["header"]), validate=True))
        root = unhex(shown["root"], 32)
        check_header_sharing(header)
    except CryptoError as fault:
        check = "dealers-proof" if fault.check.startswith(("sharing", "roster", "group")) else "envelope-header"
        why_zh = "份额证明不成立" if check == "dealers-proof" else "加密文件头无法识别"
        raise refuse(check, fault.message, why_zh) from None
    except (ValueError, KeyError):
        raise refuse("envelope-header", "the header is unreadable", "加密文件头无法识别") from None
    if envelope_digest(header.header_hash, root).hex() != named["digest"]:
        raise refuse("envelope-digest", "header and root give another digest", "加密文件与截标清单指纹不一致")
    if (header.lot, header.round) != (pinned.lot, pinned.round):
        raise refuse("envelope-lot", "sealed for another lot or round", "有加密文件不属于本标段或本轮次")
    claimed = (header.kind, header.body_length, header.bid_key.hex(), header.document_version)
    if claimed != (named["kind"], named["length"], bid["bid_key"], bid["document_version"]):
        raise refuse("envelope-bid", "an envelope belongs to another bid", "有加密文件不属于清单所列投标文件")
    return header, root


def _check_floor(header: Header, freeze: Body, own: datetime) -> None:
    if header.floor > freeze["deadline"] or parse_timestamp(header.floor) > own:
        raise refuse("envelope-floor", "an envelope must not be opened yet", "有加密文件未到约定的最早开启时间")


def _roster(terms: Body) -> tuple[tuple[str, ...], int]:
    return tuple(terms["share_keys"]), terms["t"]


def _check_keys(
    header: Header, terms: Mapping[Any, Body], pinned: Pinned, share_key: bytes
) -> int | None:
    """The own place among the envelope's keys; with this key, they must be a set that this custodian signed."""
    own_terms = terms.get((tuple(key.hex() for key in header.custodians), header.threshold))
    if own_terms is None:
        raise refuse("envelope-keys", "an envelope is sealed to other keys", "有加密文件使用了清单以外的密钥组")
    if share_key not in header.custodians:
        return None
    if own_terms not in pinned.terms:
        why_zh = "有加密文件使用了本单位未签署的密钥组"
        raise refuse("own-statement", "sealed to a key set this custodian never signed", why_zh)
    return header.custodians.index(share_key) + 1
