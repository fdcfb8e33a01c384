"""From the candidates to the contract."""

from evaluation_rooms.publication.ocds.panel import panel_of
from evaluation_rooms.publication.ocds.parts import money, record_document
from evaluation_rooms.publication.ocds.process import AWARD, CANDIDATES, CONTRACT, REPORT, Body
from evaluation_rooms.publication.ocds.story import Made, Story


def published(story: Story, candidates: Body, found: str) -> Made:
    """The publicity: the first candidate's award is pending, and each bid is valid or was rejected."""
    rejected = {one["bid"] for one in candidates["rejected"]}
    pending = [row["bid"] for row in story.bids.values() if row["outcome"] == "VALID"]
    details = [{"id": bid, "status": "disqualified" if bid in rejected else "valid"} for bid in pending]
    notice = record_document(
        story.process,
        CANDIDATES,
        found,
        documentType="evaluationReports",
        title="中标候选人公示",
        description=candidates["summary"],
        datePublished=candidates["at"],
    )
    sections: Body = {"tender": story.tender(documents=[notice]), "bids": {"details": details}}
    if not candidates["candidates"]:
        return Made(("tenderUpdate",), sections)
    first = candidates["candidates"][0]
    sections["awards"] = [*_withdrawn(story, first["bid"]), _award(story, first, "pending", candidates["at"])]
    return Made(("tenderUpdate", "award"), sections)


def rejected_all(story: Story, report: Body, found: str) -> Made | None:
    """The committee rejected every bid (法42): the report is out at once. Any other report comes with its award."""
    if report["failed"] is None:
        return None
    rejected = sorted({one["bid"] for one in report["rejected"]})
    section = story.tender(
        status="unsuccessful",
        documents=[_report(story, found, report["at"])],
        **panel_of(report, found, story.process.tender["rulebook"]),
    )
    details = [{"id": bid, "status": "disqualified"} for bid in rejected]
    return Made(("tenderUpdate",), {"tender": section, "bids": {"details": details}})


def awarded(story: Story, award: Body, found: str) -> Made:
    """The award; another candidate's, decided or pending before, is cancelled. Now the committee's places are told."""
    notice = record_document(
        story.process, AWARD, found, documentType="awardNotice", title="中标结果", datePublished=award["at"]
    )
    told = {**_award(story, award, "active", award["at"]), "documents": [notice]}
    awards = [*_withdrawn(story, award["bid"]), told]
    story.awards[award["bid"]] = "active"
    report = story.process.by_digest.get(award["report"])
    told_panel: Body = {}
    if report is not None:
        rules = story.process.tender["rulebook"]
        document = _report(story, award["report"], award["at"])
        told_panel = {"documents": [document], **panel_of(report, award["report"], rules)}
    section = story.tender(status="complete", **told_panel)
    return Made(("awardUpdate", "tenderUpdate"), {"tender": section, "awards": awards})


def _report(story: Story, found: str, published_at: str) -> Body:
    return record_document(
        story.process,
        REPORT,
        found,
        documentType="evaluationReports",
        title="评标报告",
        datePublished=published_at,
    )


def _award(story: Story, candidate: Body, status: str, date: str) -> Body:
    """The award to a candidate, whose bid made him a party already."""
    story.awards[candidate["bid"]] = status
    told: Body = {"id": story.award_id(candidate["bid"]), "title": story.process.tender["name"], "status": status}
    supplier = story.parties.add(candidate, "tenderer", "supplier") if status == "active" else None
    suppliers = [supplier or story.parties.add(candidate, "tenderer")]
    return {**told, "date": date, "value": money(candidate["price"]), "suppliers": suppliers}


def _withdrawn(story: Story, bid: str) -> list[Body]:
    """Other awards that stand until now."""
    others = [one for one, status in story.awards.items() if one != bid and status != "cancelled"]
    story.awards.update(dict.fromkeys(others, "cancelled"))
    return [{"id": story.award_id(one), "status": "cancelled"} for one in others]


def failed(story: Story, failure: Body, found: str) -> Made:
    """The tender ends without a contract."""
    section = story.tender(status="unsuccessful")
    cancelled = [{**one, "description": failure["reason"]} for one in _withdrawn(story, "")]
    sections: Body = {"tender": section}
    if not cancelled:
        return Made(("tenderUpdate",), sections)
    return Made(("tenderUpdate", "awardCancellation"), {**sections, "awards": cancelled})


def contracted(story: Story, contract: Body, found: str) -> Made | None:
    """The contract as it was signed."""
    award = story.process.by_digest.get(contract["award"])
    if award is None:
        return None
    notice = record_document(
        story.process, CONTRACT, found, documentType="contractNotice", title="合同信息", datePublished=contract["at"]
    )
    told = {
        "id": f"{story.process.ocid}-contract-{award['bid'][:16]}",
        "awardID": story.award_id(award["bid"]),
        "title": story.process.tender["name"],
        "status": "active",
        "value": money(contract["price"]),
        "dateSigned": f"{contract['signed_on']}T00:00:00+08:00",
        "documents": [notice],
    }
    return Made(("contract",), {"contracts": [told]})
