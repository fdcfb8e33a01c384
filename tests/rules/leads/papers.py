"""Papers of bids for the rules about files: texts made up of given words, bills made of given rates."""

from collections.abc import Mapping, Sequence
from decimal import Decimal as D
from random import Random

from bidding.methods.bills.bill import Bill, Line
from bidding.methods.leads.lead import Lead
from bidding.methods.leads.of_files import leads_of_files
from bidding.methods.leads.texts import BidText, FileText, Ordinary, Page
from foundation.rulebook import rulebook

RULES = rulebook(1)
SIGNS = (
    "施工现场质量安全进度混凝土钢筋模板测量放线土方开挖回填基础主体结构屋面防水装饰给排水电气照明道路管网绿化检验批验收资料工"
    "期劳务材料机械环境保护扬尘噪声应急预案"
)


def prose(seed: int, length: int) -> str:
    """So many characters of sentences that nobody else writes."""
    chance = Random(seed)
    return "".join(chance.choice(SIGNS) if n % 23 else "。" for n in range(length))


def paper(bid: str, *pages: str, name: str = "", bond: str = "", bill: Bill | None = None) -> BidText:
    """A bid whose technical file has these pages."""
    number = int(bid, 16)
    told = tuple(Page(f"第{n}页", text) for n, text in enumerate(pages, 1))
    files = (FileText("技术标.pdf", "documents", told),)
    return BidText(bid, name or f"第{number}建设有限公司", f"9142{number:014d}", files, bond, bill)


def tender(*pages: str, bill: Bill | None = None) -> Ordinary:
    """The tender's own documents."""
    told = tuple(Page(f"第{n}页", text) for n, text in enumerate(pages, 1))
    return Ordinary((FileText("招标文件.pdf", "documents", told),), bill)


def bill(rates: Sequence[str], amounts: Mapping[int, str] | None = None) -> Bill:
    """Lines of ten units each at these rates; `amounts` of some lines as they were written."""
    return Bill(tuple(_line(n, D(rate), (amounts or {}).get(n)) for n, rate in enumerate(rates)))


def _line(number: int, rate: D, amount: str | None) -> Line:
    written = D(amount) if amount else rate * 10
    return Line(f"清单.xlsx 表08!{number + 6}", f"0101{number:08d}", f"项目{number}", "", "m3", D(10), rate, written)


def found(*bids: BidText, ordinary: Ordinary | None = None) -> list[Lead]:
    """Every lead in the files."""
    return list(leads_of_files(bids, ordinary or Ordinary(), RULES))


def rules_of(leads: Sequence[Lead]) -> list[str]:
    """Rule and strength of each."""
    return [f"{one.rule} {one.strength}" for one in leads]
