"""Everything a bidder's client must check of a tender before it seals anything. Values in, refusal or a Tender out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bidding.methods.offer_form import OfferForm, OfferFormUnreadable, read_form
from commands.key_sets import check_statements
from commands.refusals import NotYetPublished, TenderNotTrusted
from commands.signed_records import newest_deadline, read_record
from crypto.encoding import Body, digest
from crypto.signatures import signers
from foundation.money import parse_money


@dataclass(frozen=True)
class Tender:
    """What a bid is sealed for. `deadline` is the newest; `custodians` as the key set lists them."""

    lot: str
    round: int
    name: str
    project: str
    deadline: str
    document_version: int
    threshold: int
    custodians: tuple[Body, ...]
    form: OfferForm
    ceiling: Decimal | None
    platform_key: str
    rulebook: int
    rehearsal: bool

    @property
    def share_keys(self) -> list[bytes]:
        """The keys among which every envelope's secret is shared."""
        return [bytes.fromhex(each["share_key"]) for each in self.custodians]


def refuse(check: str, why: str, why_zh: str) -> TenderNotTrusted:
    """The refusal of this file."""
    return TenderNotTrusted(check=check, why=why, why_zh=why_zh)


def read_tender(page: Mapping[str, Any], platform: str | None = None) -> Tender:
    """The tender of GET /api/lots/{lot}, once all of this holds; `platform`: the key that must have signed, in hex.

    1. One platform key signed all records; 2. the key set is the one the tender names, or a later one of the same
    round; 3. every custodian signed it; 4. it was signed over the documents of version 1; 5. deadlines only moved
    later, and the page shows the newest; 6. the offer form is the published one.
    """
    if not page.get("tender") or not page.get("key_set"):
        raise NotYetPublished()
    signed_by = platform or _platform_of(page["tender"])
    tender = read_record(page["tender"], "tender", signed_by, refuse)
    key_set = read_record(page["key_set"], "key-set", signed_by, refuse)
    _check_same_round(page, tender, key_set)
    _check_named(page, tender, signed_by)
    check_statements(key_set, page.get("statements", ()), refuse)
    _check_documents(page, tender, key_set, signed_by)
    deadline = newest_deadline(tender, page.get("extensions", ()), signed_by, refuse)
    if deadline != page.get("deadline"):
        raise refuse("deadline-history", "the page shows another deadline", "页面所示截止时间与签名记录不一致")
    return Tender(
        lot=tender["lot"],
        round=tender["round"],
        name=tender["name"],
        project=tender["project"]["name"],
        deadline=deadline,
        document_version=int(page["document_version"]),
        threshold=key_set["t"],
        custodians=tuple(key_set["custodians"]),
        form=_form(page, tender),
        ceiling=parse_money(page["ceiling"]) if page.get("ceiling") else None,
        platform_key=signed_by,
        rulebook=tender["rulebook"],
        rehearsal=tender["rehearsal"],
    )


def _platform_of(record: Any) -> str:
    """The key that says it is the platform's; `read_record` then checks what it signed."""
    try:
        return signers(record, "platform")[0]
    except (IndexError, KeyError, TypeError):
        raise refuse("tender-record", "not signed by a platform", "没有平台签名") from None


def _check_same_round(page: Mapping[str, Any], tender: Body, key_set: Body) -> None:
    here = (page.get("lot"), page.get("round"))
    if (tender["lot"], tender["round"]) != here or (key_set["lot"], key_set["round"]) != here:
        raise refuse("tender-record", "the records belong to another lot or round", "记录不属于本标段或本轮次")


def _check_named(page: Mapping[str, Any], tender: Body, platform: str) -> None:
    """The tender's own key set must be there; the newest may be a replacement that its custodians signed as well."""
    sets = [*page.get("key_sets", ()), page["key_set"]]
    bodies = [read_record(each, "key-set", platform, refuse) for each in sets]
    if tender["key_set"] not in {digest(each).hex() for each in bodies}:
        raise refuse("tender-names-key-set", "the tender names another key set", "公告所列密钥组与页面不一致")


def _check_documents(page: Mapping[str, Any], tender: Body, key_set: Body, platform: str) -> None:
    versions = [read_record(each, "documents", platform, refuse) for each in page.get("versions", ())]
    by_digest = {digest(each).hex(): each for each in versions}
    first = by_digest.get(key_set["document_digest"])
    if first is None or first["version"] != 1 or tender["documents"] not in by_digest:
        raise refuse("documents-named", "custodians or tender name other documents", "招标文件与签署的指纹不一致")
    newest = max(each["version"] for each in versions)
    if page.get("document_version") != newest:
        raise refuse("documents-named", "the page shows another version", "页面所示招标文件版本与签名记录不一致")


def _form(page: Mapping[str, Any], tender: Body) -> OfferForm:
    """The published form; the page's rows add titles in both languages and bounds."""
    try:
        form = read_form(page.get("offer_form") or tender["offer_form"])
    except OfferFormUnreadable as fault:
        raise refuse("offer-form", str(fault), "开标一览表格式无法识别") from None
    if form.as_record() != tender["offer_form"]:
        raise refuse("offer-form", "the page shows another form than was signed", "页面所示开标一览表与签名记录不一致")
    return form
