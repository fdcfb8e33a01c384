"""C09: the same errors in several bids (条例40(4)): slips of the pen, days that do not exist, wrong products. Pure.

An error counts with up to eight characters before and behind it in its sentence, so that two who share a bad habit do
not share an error; one that stands in the tender's documents is theirs.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from bidding.methods.bills.bill import Bill
from bidding.methods.bills.figures import shown
from bidding.methods.corrections import PricedLine, correct_line
from bidding.methods.leads.lead import Fact, Lead, Measure
from bidding.methods.leads.similarity import groups
from bidding.methods.leads.texts import BidText, Ordinary, words
from foundation.rulebook import Rulebook

RULE: Final = "C09"
CONTEXT: Final = 8
MOST_ERRORS: Final = 20

_MISSPELT = re.compile(
    "按装|模版|部份|成份|水份|帐户|帐号|签定|座落|布署|防碍|松驰|幅射|震憾|针贬|克苦|一愁莫展|走头无路|再接再励|穿流不息|"
    "迫不急待|以逸代劳|防患与未然|粉涮|钢劲|砖彻|彻筑|砌彻|坍踏|拌搅|铺没|施工组识|组识机构|机戒|材枓|资枓|按排|以经|己经|自已|"
    "末完成|末经|末按|既将|随既|立既|保正|予埋|予制|予留|付项目经理|园满|复盖|另星|沙桨|砂桨|标淮|水淮|基淮|淮备|校淮|检侧|观侧|"
    "拆御|装御|竣工验受|安全幅|配带安全帽|急待解决|脚手驾|砼凝土|铝材枓"
)
_DOUBLED = re.compile(r"的的(?!确)|进行进行|施工施工|以及以及|通过通过|采用采用|按照按照|(?<!好)了了(?!解)")
_SIGNS = re.compile(r"(?<![,;、。:])(?:,,|;;|、、|::|,。|。,|、。|;。|。;|。。)(?![,;、。:])")
_END = re.compile(r"[。!?]")
_DAY = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


class Error(NamedTuple):
    """An error; `value` is what must be equal, `told` what is shown."""

    value: str
    place: str
    told: str


def same_errors(bids: Sequence[BidText], ordinary: Ordinary, rules: Rulebook) -> Iterator[Lead]:
    """Bids that share R-LEAD-ERRORS errors or more, pair by pair; one lead for each group."""
    least = rules.count("R-LEAD-ERRORS")
    by_bid = {one.bid: _by_value(one, ordinary) for one in sorted(bids, key=lambda one: one.bid)}
    common = {(one, other): by_bid[one].keys() & by_bid[other].keys() for one, other in combinations(sorted(by_bid), 2)}
    pairs = {pair: values for pair, values in common.items() if len(values) >= least}
    for group in groups(list(pairs)):
        inside = {value for pair, values in pairs.items() if pair[0] in group for value in values}
        most = max(len(values) for pair, values in pairs.items() if pair[0] in group)
        facts = tuple(
            Fact(bid, by_bid[bid][value].place, by_bid[bid][value].told)
            for value in sorted(inside)[:MOST_ERRORS]
            for bid in group
            if value in by_bid[bid]
        )
        yield Lead(RULE, "red", group, (), facts, (Measure("same", str(most)), Measure("limit", str(least))))


def _by_value(bid: BidText, ordinary: Ordinary) -> dict[str, Error]:
    theirs = {one.value for one in errors_of_bill(ordinary.bill)}
    found = [*errors_of_text(bid, ordinary), *(one for one in errors_of_bill(bid.bill) if one.value not in theirs)]
    return {one.value: one for one in reversed(found)}


def errors_of_text(bid: BidText, ordinary: Ordinary) -> Iterator[Error]:
    """Slips in the running text."""
    for place, text in bid.pages:
        plain = "".join(text.split())
        for pattern in (_MISSPELT, _DOUBLED, _SIGNS, _DAY):
            for one in pattern.finditer(plain):
                around = _sentence(plain, one)
                wrong = pattern is not _DAY or not _is_day(one)
                if wrong and len(words(around)) >= CONTEXT and not ordinary.has(around):
                    yield Error(f"{one[0]} {around}", place, f"{one[0]}：…{around}…")


def _sentence(text: str, found: re.Match[str]) -> str:
    """The error with what stands near it in its sentence: what else is on the page is of no weight."""
    before = _END.split(text[max(0, found.start() - CONTEXT) : found.start()])[-1]
    return before + found[0] + _END.split(text[found.end() : found.end() + CONTEXT])[0]


def _is_day(found: re.Match[str]) -> bool:
    year, month, day = (int(one) for one in found.groups())
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def errors_of_bill(bill: Bill | None) -> Iterator[Error]:
    """Lines whose amount is not quantity times rate: that two calculate wrong alike is no chance."""
    seen: dict[str, int] = defaultdict(int)
    for line in bill.lines if bill else ():
        if line.quantity is None or line.rate is None or line.amount is None or not line.quantity:
            continue
        if correct_line(PricedLine(line.code, line.quantity, line.rate, line.amount)):
            told = f"{shown(line.quantity)} × {shown(line.rate)} ≠ {shown(line.amount)}"
            seen[line.code] += 1
            yield Error(f"{line.code} {told}", line.place, f"{line.code} {line.name}：{told}")
