"""From the notice to the opening. Before the deadline nothing here knows of a bid: there is no record that tells."""

from evaluation_rooms.publication.ocds.parts import bidding_documents, money
from evaluation_rooms.publication.ocds.process import DOCUMENTS, EXTENSION, Body
from evaluation_rooms.publication.ocds.story import Made, Story

CATEGORIES = {"works": "works", "goods": "goods", "service": "services"}
STATUS = {
    "VALID": "pending",
    "UNOPENED": "pending",
    "UNATTRIBUTED": "disqualified",
    "DEEMED_REVOKED": "disqualified",
    "REPLACED": "withdrawn",
    "DEEMED_WITHDRAWN": "withdrawn",
}
"""Status of a bid by its outcome at the opening; the committee makes `valid` or `disqualified` of `pending`."""


def announced(story: Story, tender: Body, found: str) -> Made:
    """The notice: what is planned and what is tendered come out together."""
    process, project = story.process, tender["project"]
    budget = {"project": project["name"], "projectID": project["code"], "amount": money(process.estimate)}
    story.parties.add(tender["buyer"], "buyer")
    entity = story.parties.add(tender["agency"] or tender["buyer"], "procuringEntity")
    section = story.tender(
        title=tender["name"],
        status="active",
        procuringEntity=entity,
        mainProcurementCategory=CATEGORIES[process.project_class],
        procurementMethod="open",
        procurementMethodDetails="公开招标",
        tenderPeriod={"startDate": tender["published_at"], "endDate": tender["deadline"]},
        submissionMethod=["electronicSubmission"],
        submissionMethodDetails=f"{process.address}/tenders/{process.lot}",
        documents=bidding_documents(process, process.by_digest[tender["documents"]]),
        **_criteria(tender),
        **({} if process.ceiling is None else {"value": money(process.ceiling)}),
    )
    return Made(("planning", "tender"), {"planning": {"budget": budget}, "tender": section})


def _criteria(tender: Body) -> Body:
    scheme = tender.get("scheme")
    if scheme is None:
        return {}
    priced = scheme["method"]["price"]["family"] == "evaluated_lowest"
    return {
        "awardCriteria": "priceOnly" if priced else "ratedCriteria",
        "awardCriteriaDetails": scheme["method"]["name"],
    }


def amended(story: Story, documents: Body, found: str) -> Made | None:
    """A later version of the documents; those before the notice are nobody's business."""
    if documents["at"] <= story.process.tender["published_at"]:
        return None
    why = f"招标文件第{documents['version']}版"
    told = story.amendment(found, documents["at"], why, DOCUMENTS)
    section = story.tender(documents=bidding_documents(story.process, documents), amendments=[told])
    return Made(("tenderAmendment",), {"tender": section})


def extended(story: Story, extension: Body, found: str) -> Made:
    """The deadline moved later."""
    told = story.amendment(found, extension["at"], extension["reason"], EXTENSION)
    section = story.tender(tenderPeriod={"endDate": extension["deadline"]}, amendments=[told])
    return Made(("tenderAmendment",), {"tender": section})


def opened(story: Story, record: Body, found: str) -> Made:
    """The opening: now, and not before, it is told who bid, and how many."""
    story.bids = {row["bid"]: row for row in record["bids"]}
    failed = record["result"] != "OPENED"
    tenderers = [story.parties.add(row, "tenderer") for row in _attributed(record)]
    section = story.tender(
        status="unsuccessful" if failed else "active",
        numberOfTenderers=record["valid_bidders"],
        tenderers=list({one["id"]: one for one in tenderers}.values()),
    )
    bids = {"statistics": _statistics(record), "details": [_bid(story, row) for row in record["bids"]]}
    return Made(("tenderUpdate",), {"tender": section, "bids": bids})


def _attributed(record: Body) -> list[Body]:
    """Whose bid it is, where a company key says so; what an unknown key claims names nobody."""
    return [row for row in record["bids"] if row["uscc"] is not None and row["outcome"] != "UNATTRIBUTED"]


def _statistics(record: Body) -> list[Body]:
    valid = sum(row["outcome"] == "VALID" for row in record["bids"])
    counts = {"bids": len(record["bids"]), "validBids": valid, "bidders": record["valid_bidders"]}
    return [
        {"id": measure, "measure": measure, "date": record["closed_at"], "value": count}
        for measure, count in counts.items()
    ]


def _bid(story: Story, row: Body) -> Body:
    told: Body = {"id": row["bid"], "date": row["received_at"], "status": STATUS[row["outcome"]]}
    if row in _attributed({"bids": [row]}):
        told["tenderers"] = [story.parties.add(row, "tenderer")]
    price = (row["values"] or {}).get(story.process.price_field)
    return told if price is None else {**told, "value": money(price)}
