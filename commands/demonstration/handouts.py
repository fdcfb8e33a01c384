"""What a demonstration hands to whoever tries it: keys that are registered already, and papers to send in.

Papers are printed when they are first asked for: nobody waits for them at the start.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from commands.custodian import KEY_FILE
from commands.demonstration.data import CUSTODIANS, HAND_COMPANIES, HAND_TENDER
from commands.files import read_bytes, write_bytes
from commands.rehearsal.pdfs import BidPaper, Press, TenderPaper
from commands.rehearsal.stage_hands import STANDARD_FORM

TENDER_FILE = "招标文件.pdf"
BID_TITLES = ("技术文件", "已标价工程量清单")


def custodian_file(number: int) -> str:
    """The name under which a body's key is handed out; bodies are counted from 1."""
    return f"custodian-{number}-{CUSTODIANS[number - 1][0]}.key"


def company_file(name: str) -> str:
    """The name under which a company's key is handed out."""
    return f"单位密钥-{name}.json"


def company_key_path(folder: Path, uscc: str) -> Path:
    """Where the loader lays a company's key."""
    return folder / "companies" / f"{uscc}.json"


def bid_file(company: str, title: str) -> str:
    """The name of one of a company's papers."""
    return f"{title}-{company}.pdf"


class HandOuts:
    """Files by name. `folder` is the demonstration's data folder."""

    def __init__(self, folder: Path, press: Press) -> None:
        self._folder, self._press = folder, press
        self._printing = Lock()
        self.files: Mapping[str, Callable[[], bytes]] = {**self._keys(), **self._papers()}

    def _keys(self) -> dict[str, Callable[[], bytes]]:
        folder = self._folder
        custodians = {
            custodian_file(number): _reader(folder / "custodians" / f"custodian-{number}" / KEY_FILE)
            for number in range(1, len(CUSTODIANS) + 1)
        }
        companies = {company_file(name): _reader(company_key_path(folder, uscc)) for name, uscc in HAND_COMPANIES}
        return custodians | companies

    def _papers(self) -> dict[str, Callable[[], bytes]]:
        papers = {TENDER_FILE: self._printed(TENDER_FILE, self._tender)}
        for name, uscc in HAND_COMPANIES:
            for title in BID_TITLES:
                paper = BidPaper(HAND_TENDER, title, name, uscc)
                papers[bid_file(name, title)] = self._printed(bid_file(name, title), _bound(self._press, paper))
        return papers

    def _printed(self, name: str, print_it: Callable[[], bytes]) -> Callable[[], bytes]:
        path = self._folder / "papers" / "by hand" / name

        def paper() -> bytes:
            with self._printing:
                if not path.exists():
                    write_bytes(path, print_it())
            return read_bytes(path)

        return paper

    def _tender(self) -> bytes:
        form = [(one["title"]["zh"], one["kind"], one["unit"]) for one in STANDARD_FORM]
        facts = (("项目名称", HAND_TENDER), ("说明", "供演示中自行发布的演练标段使用"))
        paper = TenderPaper(HAND_TENDER, "演示数据，均为虚构", "演示招标人", "演示招标代理机构", facts, form)
        return self._press.tender(paper)


def _reader(path: Path) -> Callable[[], bytes]:
    return lambda: read_bytes(path)


def _bound(press: Press, paper: BidPaper) -> Callable[[], bytes]:
    return lambda: press.bid(paper)
