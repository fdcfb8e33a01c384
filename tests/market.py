"""A small market for tests: staff, custodians, companies, a published lot, and bids sealed in memory.

Everything goes through the doors, as people would; only time is moved by hand. Rulebook 2 (rehearsal) unless told.
"""

import hashlib
import io
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import httpx

from app import begin
from crypto.bid import bid_statement, identity_document, offer_document, sign_bid
from crypto.encoding import Entropy, H, canonical, digest, timestamp
from crypto.envelope import PieceHasher, SourceFile, envelope_digest, seal_envelope
from crypto.header import Header
from crypto.secret_sharing import CustodianKey, new_custodian_key, prove_possession, release_share
from crypto.signatures import KeyPair, sign_document, signed_bytes
from crypto.steps import STEPS
from foundation.actors import PUBLIC
from foundation.entropy import counted_entropy
from foundation.uscc import complete_uscc
from storage.interface import PIECE

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def answer(response: httpx.Response, *expected: int) -> Any:
    """The JSON of a response that must have one of these states (2xx when none is named)."""
    good = response.status_code in expected if expected else response.is_success
    assert good, f"{response.status_code} {response.text[:1500]}"
    return response.json() if response.content else None


@dataclass
class Keeper:
    """A custodian body with its keys."""

    name: str
    prefecture: str
    seat: str
    share: CustodianKey
    sign: KeyPair
    id: str = ""


@dataclass
class Firm:
    """A company with its key."""

    name: str
    uscc: str
    key: KeyPair


@dataclass
class SealedBid:
    """A bid as it lies on the bidder's machine."""

    firm: Firm
    key: KeyPair
    statement: dict[str, Any]
    headers: dict[str, bytes]
    bodies: dict[str, bytes]
    secrets: dict[str, bytes]
    receipt: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What names it."""
        return digest(self.statement["body"]).hex()

    def withdrawal(self, replaced_by: str | None = None) -> dict[str, Any]:
        """The signed withdrawal of this bid."""
        body = self.statement["body"]
        told = {"type": "tianping/withdrawal/1", "lot": body["lot"], "round": body["round"], "bid": self.digest}
        told |= {"receipt": self.receipt["body"]["number"], "replaced_by": replaced_by}
        return sign_document(told, self.key.seed, "bid")


class Market:
    """One buyer, one agency, one centre, five custodian bodies, and a lot that takes bids."""

    def __init__(self, client: httpx.AsyncClient, as_: Any, clock: Any, *, seed: bytes = b"market") -> None:
        self.client = client
        self.as_ = as_
        self.clock = clock
        self.entropy: Entropy = counted_entropy(seed)
        self.keepers: list[Keeper] = []
        self._numbers = count(1)
        self.lot = ""
        self.scheme: dict[str, Any] | None = None
        self.tender: dict[str, Any] = {}

    async def set_up(self) -> None:
        """Staff and custodian bodies, on a platform that has begun its log."""
        async with self.clock.house.work(PUBLIC) as work:
            await begin(work)
        self.agency = await self.as_("agency", "楚正招标代理")
        self.buyer = await self.as_("buyer", "云顶坪小学")
        self.centre = await self.as_("centre_staff", "恩施州公共资源交易中心")
        seats = [("buyer_side", "422800"), ("local_centre", "422800"), ("other", "420500"), ("other", "420600")]
        for number, (seat, prefecture) in enumerate([*seats, ("other", "421000")]):
            await self._add_keeper(f"保管单位{number + 1}", prefecture, seat)

    async def _add_keeper(self, name: str, prefecture: str, seat: str) -> None:
        share, sign = new_custodian_key(self.entropy), KeyPair.new(self.entropy)
        proof = prove_possession(share.secret, b"custodian-body", self.entropy)
        told = {"name": name, "prefecture": prefecture, "seat": seat, "persons": 2, "phone": "0718-0000000"}
        told |= {"share_key": share.public.hex(), "sign_key": sign.public.hex(), "possession": proof}
        made = answer(await self.client.post("/api/custodian-bodies", json=told, headers=self.centre.headers))
        self.keepers.append(Keeper(name, prefecture, seat, share, sign, made["id"]))

    async def firm(self, name: str = "") -> Firm:
        """A registered company."""
        number = next(self._numbers)
        firm = Firm(name or f"演示公司{number}", complete_uscc("91420000", f"{number:08d}"), KeyPair.new(self.entropy))
        told = {"name": firm.name, "uscc": firm.uscc, "company_key": firm.key.public.hex()}
        signature = firm.key.sign(signed_bytes({"type": "tianping/company-request/1", **told}))
        asked = answer(await self.client.post("/api/companies", json={**told, "signature": signature.hex()}))
        path = f"/api/companies/{asked['id']}/binding"
        answer(await self.client.post(path, headers=self.centre.headers))
        return firm

    async def draft_lot(self) -> str:
        """A project with one lot in draft, its documents settled."""
        number = next(self._numbers)
        told: dict[str, Any] = {
            "code": f"E42280000010{number:05d}",
            "name": "云顶坪小学教学综合楼施工",
            "project_class": "works",
            "region_code": "422800",
            "funds": [{"source": "budget", "amount": "28600000.00"}],
            "investment": "28600000.00",
            "estimates": [{"amount": "28600000.00"}],
            "buyer": str(self.buyer.organisation),
            "centre": str(self.centre.organisation),
        }
        project = answer(await self.client.post("/api/projects", json=told, headers=self.agency.headers))
        lot: dict[str, Any] = {"name": "一标段", "estimate": "28600000.00", "ceiling": "27950000.00"}
        lot["scheme"] = self.scheme
        lot["offer_form"] = [
            {"name": "price", "title": {"zh": "投标报价", "en": "Price"}, "kind": "money", "unit": "元"},
            {"name": "period", "title": {"zh": "工期", "en": "Period"}, "kind": "integer", "unit": "日历天"},
        ]
        lot["coefficients"] = [{"name": "下浮率", "values": ["0.0050", "0.0075", "0.0100", "0.0125"]}]
        path = f"/api/projects/{project['id']}/lots"
        made = answer(await self.client.post(path, json=lot, headers=self.agency.headers))
        self.lot = made.get("lot") or made["id"]
        headers = {**self.agency.headers, "content-type": "application/pdf"}
        path = f"/api/lots/{self.lot}/documents/招标文件.pdf"
        answer(await self.client.put(path, content=PDF, headers=headers))
        answer(await self.client.post(f"/api/lots/{self.lot}/documents/settle", headers=self.agency.headers))
        return self.lot

    async def agree_on_keys(self, threshold: int = 3, keepers: Sequence[Keeper] | None = None) -> None:
        """Propose a key set and have every custodian sign it."""
        keepers = keepers or self.keepers
        told = {"bodies": [keeper.id for keeper in keepers], "threshold": threshold}
        answer(await self.client.put(f"/api/lots/{self.lot}/key-set", json=told, headers=self.agency.headers))
        shown = answer(await self.client.get(f"/api/lots/{self.lot}/key-set"))
        for keeper in keepers:
            answer(await self.client.post(f"/api/lots/{self.lot}/key-statements", json=self._statement(shown, keeper)))

    def _statement(self, shown: dict[str, Any], keeper: Keeper) -> dict[str, Any]:
        keys = [member["share_key"] for member in shown["members"]]
        terms = {"lot": self.lot, "round": shown["round"], "t": shown["threshold"], "share_keys": keys}
        terms["document_digest"] = shown["document_digest"]
        proof = prove_possession(keeper.share.secret, canonical(terms), self.entropy)
        body = {"type": "tianping/key-statement/1", **terms, "index": keys.index(keeper.share.public.hex()) + 1}
        body |= {"share_key": keeper.share.public.hex(), "sign_key": keeper.sign.public.hex(), "possession": proof}
        return {"signed": sign_document(body, keeper.sign.seed, "custodian")}

    async def publish(self, **span: float) -> dict[str, Any]:
        """Publish with a deadline that far ahead (ten minutes when nothing is said)."""
        deadline = await self.clock.now() + timedelta(**(span or {"minutes": 10}))
        told = {"deadline": timestamp(deadline), "rulebook": 2, "rehearsal": True}
        path = f"/api/lots/{self.lot}/publication"
        answer(await self.client.post(path, json=told, headers=self.agency.headers))
        return await self.look()

    async def look(self) -> dict[str, Any]:
        """The tender page as anybody sees it."""
        self.tender = answer(await self.client.get(f"/api/lots/{self.lot}"))
        return self.tender

    async def open_for_bids(self, **span: float) -> str:
        """Everything up to a published lot."""
        await self.set_up()
        await self.draft_lot()
        await self.agree_on_keys()
        await self.publish(**span)
        return self.lot

    def seal(self, firm: Firm, price: str = "26888000.00", *, replaces: bool = False, **changes: Any) -> SealedBid:
        """Seal a bid in memory. `changes`: lot, round, floor, document_version, keys, threshold, identity_key."""
        entropy = self.entropy
        key = KeyPair.new(entropy)
        keys = changes.get("keys") or [keeper.share.public for keeper in self.keepers]
        common: dict[str, Any] = {
            "lot": changes.get("lot", self.lot),
            "round": changes.get("round", 1),
            "document_version": changes.get("document_version", 1),
            "floor": changes.get("floor", self.tender["deadline"]),
            "custodians": keys,
            "threshold": changes.get("threshold", 3),
            "bid_key": key.public,
            "entropy": entropy,
        }
        headers, bodies, secrets, named = {}, {}, {}, {}

        def seal_kind(kind: str, file: SourceFile) -> None:
            target = io.BytesIO()
            one = seal_envelope(kind=kind, files=[file], target=target, **common)
            headers[kind], secrets[kind] = one.header_bytes, one.secret
            bodies[kind] = target.getvalue()[-one.body_length :]
            named[kind] = {"kind": kind, "digest": one.digest.hex(), "length": one.body_length}

        values = {"price": price, "period": "360"}
        offer = offer_document(common["lot"], common["round"], key.public, values)
        seal_kind("offer", SourceFile("offer.json", "application/json", canonical(offer)))
        technical = changes.get("technical", PDF + firm.name.encode())
        seal_kind("documents", SourceFile("技术标.pdf", "application/pdf", technical))
        seal_kind("pricing", SourceFile("清单.xlsx", "application/vnd.ms-excel", b"bill of quantities"))
        identity = identity_document(
            lot=common["lot"],
            round=common["round"],
            bid_key=key.public,
            company=firm.name,
            uscc=firm.uscc,
            replaces_all_earlier=replaces,
            bond=None,
            digests={kind: bytes.fromhex(one["digest"]) for kind, one in named.items()},
            company_seed=changes.get("identity_key", firm.key).seed,
        )
        seal_kind("identity", SourceFile("identity.json", "application/json", canonical(identity)))
        ordered = [named[kind] for kind in ("identity", "offer", "documents", "pricing")]
        body = bid_statement(common["lot"], common["round"], common["document_version"], key.public, ordered)
        return SealedBid(firm, key, sign_bid(body, key.seed), headers, bodies, secrets)

    def swap_body(self, bid: SealedBid, kind: str, body: bytes) -> None:
        """Put another body under a header, and sign a statement that says so: a sealer's own fault."""
        pieces = PieceHasher()
        pieces.update(body)
        bid.bodies[kind] = body
        digest_ = envelope_digest(hashlib.sha256(bid.headers[kind]).digest(), pieces.root()).hex()
        told = bid.statement["body"]
        named = [{**one, "digest": digest_} if one["kind"] == kind else one for one in told["envelopes"]]
        bid.statement = sign_bid({**told, "envelopes": named}, bid.key.seed)

    async def upload(self, bid: SealedBid, kind: str) -> str:
        """Upload one body by tus; answers the upload's id."""
        told = f"lot {b64encode(self.lot.encode()).decode()},kind {b64encode(kind.encode()).decode()}"
        body = bid.bodies[kind]
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(body)), "Upload-Metadata": told}
        made = await self.client.post("/api/uploads", headers=headers)
        answer(made, 201)
        place = made.headers["location"]
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            checksum = "sha256 " + b64encode(hashlib.sha256(piece).digest()).decode()
            headers = {"Upload-Offset": str(start), "Upload-Checksum": checksum}
            headers |= {"Tus-Resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
            answer(await self.client.patch(place, content=piece, headers=headers), 204)
        return str(place.rsplit("/", 1)[1])

    async def request(self, bid: SealedBid, replaces: SealedBid | None = None) -> dict[str, Any]:
        """Upload all four bodies; the seal request that would follow."""
        envelopes = []
        for kind, header in bid.headers.items():
            upload = await self.upload(bid, kind)
            envelopes.append({"kind": kind, "upload": upload, "header": b64encode(header).decode()})
        told: dict[str, Any] = {"statement": bid.statement, "envelopes": envelopes}
        if replaces:
            told["replaces"] = replaces.withdrawal(bid.digest)
        return told

    async def submit(self, bid: SealedBid, replaces: SealedBid | None = None) -> dict[str, Any]:
        """Upload and seal; the receipt is kept on the bid."""
        told = await self.request(bid, replaces)
        bid.receipt = answer(await self.client.post(f"/api/lots/{self.lot}/bids", json=told), 201)
        return bid.receipt

    async def bid(self, price: str = "26888000.00", **changes: Any) -> SealedBid:
        """A new company seals and submits."""
        bid = self.seal(await self.firm(), price, **changes)
        await self.submit(bid)
        return bid

    async def frozen(self) -> dict[str, Any]:
        """The frozen list with headers."""
        return dict(answer(await self.client.get(f"/api/lots/{self.lot}/opening/freeze")))

    def release(self, frozen: dict[str, Any], keeper: Keeper, step: str, **changes: Any) -> dict[str, Any]:
        """A custodian's release request for a step."""
        found = STEPS[step]
        kinds, listed = (*found.shares, *found.withheld), changes.get("listed")
        shares, withheld, hashes = [], [], []
        for one in frozen["envelopes"]:
            header = Header.parse(b64decode(one["header"]))
            if listed is not None and one["bid"] not in listed:
                continue
            if one["kind"] not in kinds or keeper.share.public not in header.custodians:
                continue
            index = header.custodians.index(keeper.share.public) + 1
            share = release_share(keeper.share.secret, index, header.sharing, header.ctx, self.entropy)
            told = {"envelope": one["digest"], **share}
            if one["kind"] in ("identity", "offer"):
                shares.append(told)
            else:
                salt = self.entropy(16)
                hashed = H("withheld share", salt, canonical(told)).hex()
                hashes.append({"envelope": one["digest"], "hash": hashed})
                withheld.append({**told, "salt": salt.hex()})
        body = {
            "type": "tianping/release/1",
            "lot": self.lot,
            "round": frozen["freeze"]["body"]["round"],
            "freeze": changes.get("freeze", digest(frozen["freeze"]["body"]).hex()),
            "step": step,
            "index": self.keepers.index(keeper) + 1,
            "share_key": keeper.share.public.hex(),
            "shares": changes.get("shares", shares),
            "withheld": hashes,
            "client": "tests",
            "at": frozen["freeze"]["body"]["at"],
        }
        body |= {"list": changes["list"]} if "list" in changes else {}
        return {"release": sign_document(body, keeper.sign.seed, "custodian"), "withheld": withheld}

    async def release_by(self, step: str, *numbers: int) -> dict[str, Any]:
        """Custodians of these numbers (from 1) release a step; the last answer."""
        frozen = await self.frozen()
        told: dict[str, Any] = {}
        for number in numbers:
            request = self.release(frozen, self.keepers[number - 1], step)
            told = answer(await self.client.post(f"/api/lots/{self.lot}/opening/releases", json=request))
        return told

    async def release_prices(self, *numbers: int) -> dict[str, Any]:
        """Custodians of these numbers release the prices of the bids on the list; the last answer."""
        frozen = await self.frozen()
        shown = answer(await self.client.get(f"/api/lots/{self.lot}/price-opening/list"))["list"]["body"]
        told: dict[str, Any] = {}
        for number in numbers:
            over = {"list": digest(shown).hex(), "listed": shown["bids"]}
            request = self.release(frozen, self.keepers[number - 1], "prices", **over)
            told = answer(await self.client.post(f"/api/lots/{self.lot}/opening/releases", json=request))
        return told

    async def hall(self) -> dict[str, Any]:
        """The opening as the hall shows it."""
        return dict(answer(await self.client.get(f"/api/lots/{self.lot}/opening")))

    async def pass_steps(self, run_due: Any, *numbers: int) -> dict[str, Any]:
        """From the deadline to the read-out with the custodians of these numbers; the hall at the end."""
        await run_due()
        second = "documents" if self.scheme and self.scheme.get("envelopes") == 2 else "contents"
        for step, phase in (("identities", "await_identities"), (second, "await_contents")):
            if (await self.hall())["phase"] == phase:
                await self.release_by(step, *(numbers or (1, 3, 5)))
                await run_due()
        return await self.hall()

    async def close(self, run_due: Any) -> dict[str, Any]:
        """The silence window passes and the agency closes; the opening record, in the log."""
        await self.clock.forward(minutes=11)
        path = f"/api/lots/{self.lot}/opening/close"
        record = answer(await self.client.post(path, headers=self.agency.headers))
        for _ in range(2):
            await self.clock.forward(seconds=30)
            await run_due()
        return dict(record)

    async def package(self) -> dict[str, bytes]:
        """Every file of the published package."""
        base = f"/api/lots/{self.lot}/rounds/1/package/"
        index = answer(await self.client.get(base + "package.json"))
        files = {"package.json": canonical(index)}
        for path in index["files"]:
            response = await self.client.get(base + path)
            assert response.is_success, f"{path} {response.text}"
            files[path] = response.content
        return files
