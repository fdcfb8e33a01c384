"""What a tender must satisfy to be published, what its record says, and what the press prints of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bidding.documents.files import file_json
from bidding.documents.refusals import ClarificationLate, PublishedOtherwise, RehearsalUnmarked
from bidding.documents.tables import DocumentFile, DocumentVersion
from bidding.methods.offer_form import read_form
from bidding.methods.scheme_shown import SchemeShown
from bidding.notices.answers import NoticeBody
from bidding.projects.forms import check_scheme_fits
from bidding.projects.pages import organisation_json
from bidding.projects.scope import ProjectClass
from bidding.projects.tables import Lot, Project
from bidding.tenders.answers import Documents, Tender
from bidding.tenders.pages import DOCUMENTS, TENDER
from bidding.tenders.rules import check_deadline
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp, timestamp
from foundation.accounts.tables import Organisation
from foundation.answers import BothLanguages
from foundation.calendar import check_period, earliest, official_calendar, show_en, show_zh
from foundation.errors import FieldRefused
from foundation.rulebook import REHEARSAL, Rulebook, RulebookError, rulebook

Notice = tuple[BothLanguages, NoticeBody]


@dataclass(frozen=True)
class Terms:
    """What publication is asked for: the deadline, the rulebook that will hold, and whether it is practice."""

    deadline: datetime
    rulebook: int
    rehearsal: bool


def read_rulebook(terms: Terms) -> Rulebook:
    """The rulebook of that number; the rehearsal's clocks only for what is marked as a rehearsal."""
    try:
        rules = rulebook(terms.rulebook)
    except RulebookError:
        raise FieldRefused(field="rulebook", why="there is none of this number", why_zh="没有该编号的规则集") from None
    if rules.number == REHEARSAL and not terms.rehearsal:
        raise RehearsalUnmarked(rulebook=rules.number)
    return rules


def check_bid_period(terms: Terms, start: datetime, *, statutory: bool, rules: Rulebook) -> None:
    """The deadline is ahead, on a working day, and not before the least period from the first issue (法24)."""
    check_deadline(terms.deadline, start, rules, official_calendar())
    check_period(start, terms.deadline, rules.row("R-BID-PERIOD" if statutory else "R-MIN-DEADLINE-NOTICE"))


def check_clarification(now: datetime, deadline: datetime, rules: Rulebook) -> None:
    """A change that may affect bids leaves bidders their days before the deadline (法23, 条例21)."""
    first = earliest(now, rules.row("R-CLARIFY"))
    if deadline < first:
        raise ClarificationLate(earliest=show_zh(first), deadline=show_zh(deadline), extend_to=timestamp(first))


def check_repeated(tender: Tender, terms: Terms) -> None:
    """Refuse a repeated publication that asks for something else than what was published."""
    told = (tender["deadline"], tender["rulebook"], tender["rehearsal"])
    if told != (timestamp(terms.deadline), terms.rulebook, terms.rehearsal):
        raise PublishedOtherwise(deadline=tender["deadline"], rulebook=tender["rulebook"])


def documents_body(
    round_: LotRound, version: DocumentVersion, files: Sequence[DocumentFile], at: datetime
) -> Documents:
    """The record of a settled version; files by name."""
    return {
        "type": DOCUMENTS,
        "lot": str(round_.lot_id),
        "round": round_.number,
        "version": version.version,
        "at": timestamp(at),
        "files": [file_json(file) for file in sorted(files, key=lambda file: file.name)],
    }


@dataclass(frozen=True)
class Parts:
    """Everything a tender record is made of."""

    round: LotRound
    lot: Lot
    project: Project
    bodies: Mapping[str, Organisation | None]
    key_set: bytes
    documents: bytes


def tender_body(parts: Parts, terms: Terms, at: datetime, rules: Rulebook) -> Tender:
    """The tender record: what bidders, custodians and auditors hold everything else against."""
    buyer = organisation_json(parts.bodies["buyer"])
    assert buyer is not None  # every project has one
    body: Tender = {
        "type": TENDER,
        "lot": str(parts.lot.id),
        "round": parts.round.number,
        "project": {"code": parts.project.code, "name": parts.project.name},
        "name": parts.lot.name,
        "buyer": buyer,
        "agency": organisation_json(parts.bodies["agency"]),
        "published_at": timestamp(at),
        "deadline": timestamp(terms.deadline),
        "rulebook": rules.number,
        "minimum_bidders": rules.count("R-BIDS-MIN"),
        "key_set": parts.key_set.hex(),
        "documents": parts.documents.hex(),
        "offer_form": read_form(parts.lot.offer_form).as_record(),
        "coefficients": parts.lot.coefficients,
        "rehearsal": terms.rehearsal,
    }
    if parts.lot.scheme is not None:
        body["scheme"] = cast(SchemeShown, parts.lot.scheme)
    return body


def check_lot(lot: Lot) -> None:
    """Refuse with MethodUnreadable to publish what no committee could judge by its scheme (条例49)."""
    check_scheme_fits(lot.scheme, lot.offer_form, lot.coefficients, lot.ceiling, lot.number)


def tender_notice(project: Project, tender: Tender) -> Notice:
    """Title and body of the tender notice 招标公告."""
    deadline = parse_timestamp(tender["deadline"])
    title: BothLanguages = {"zh": f"{tender['name']}招标公告", "en": f"{tender['name']}: invitation to tender"}
    text: BothLanguages = {
        "zh": (
            f"投标截止时间：{show_zh(deadline)}，以本平台服务器时间为准。"
            "招标文件公开下载，无需登录；投标文件在投标人电脑上加密后上传。"
        ),
        "en": (
            f"Bid deadline: {show_en(deadline)}, by this platform's clock. Documents are open to download without"
            " any login; bids are sealed on the bidder's own machine."
        ),
    }
    return title, {
        "class": cast(ProjectClass, project.project_class),
        "text": text,
        "lot": tender["lot"],
        "round": tender["round"],
        "project": tender["project"],
        "buyer": tender["buyer"],
        "agency": tender["agency"],
        "deadline": tender["deadline"],
        "rulebook": tender["rulebook"],
    }


def version_notice(lot: Lot, project: Project, documents: Documents, deadline: datetime) -> Notice:
    """Title and body of the notice of a new version 澄清修改."""
    number = documents["version"]
    title: BothLanguages = {
        "zh": f"{lot.name}招标文件第{number}版",
        "en": f"{lot.name}: tender documents, version {number}",
    }
    text: BothLanguages = {
        "zh": f"招标文件已更新为第{number}版，投标截止时间为{show_zh(deadline)}。此前按旧版递交的投标文件仍然有效。",
        "en": f"Documents are now version {number}; the deadline is {show_en(deadline)}. Sealed bids stay valid.",
    }
    return title, {
        "class": cast(ProjectClass, project.project_class),
        "text": text,
        "lot": documents["lot"],
        "round": documents["round"],
        "version": number,
        "files": documents["files"],
    }
