"""A complete published package, made from nothing: the honest story, with places where an adversary may differ.

`Story().tell()` publishes the tender, takes bids, freezes, releases, opens and records, all in one log. An
adversary who holds the platform's key is a subclass that tells it differently; he has no custodian's, bidder's or
company's key, and cannot reach what bidders and observers kept of the honest telling.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crypto.coefficients import coefficient_seed, pick
from crypto.encoding import Body, H, canonical, digest, timestamp
from crypto.header import Header
from crypto.secret_sharing import prove_possession, release_share
from crypto.signatures import KeyPair, make_record, sign_document
from tests.crypto.story import (
    DEADLINE,
    LOT,
    Bidder,
    Book,
    Files,
    SealedBid,
    at,
    pair,
    record_path,
    sealed_bid,
    uscc,
)
from tests.vectors.sources import counter, custodians, stream

HONEST = (
    Bidder("A", "甲", "26888000.00"),
    Bidder("B", "乙", "27100000.00"),
    Bidder("C", "丙", "25990000.00"),
    Bidder("unknown", "丁", "1.00", registered=False),
    Bidder("early", "戊", "30000000.00"),
    Bidder("late", "戊", "29000000.00", replaces=True),
    Bidder("false", "己", "24000000.00", spoil="offer"),
    Bidder("withdrawn", "庚", "23000000.00"),
)
WITHDRAWN = "withdrawn"
DEADLINE_TEXT = timestamp(DEADLINE)
STEPS = ["identities", "contents"]
STEP_OF_KIND = {"identity": "identities", "offer": "contents"}
HIDDEN = ("documents", "pricing")
FORM = (("price", "money"), ("days", "integer"))
COEFFICIENTS = [{"name": "K", "values": ["0.95", "0.96", "0.97", "0.98"]}, {"name": "Q", "values": ["0.6", "0.7"]}]


@dataclass
class Told:
    """A finished package, and what others kept while it came about."""

    files: Files
    receipts: dict[str, Body]
    heads: list[Body]
    records: dict[str, list[Body]] = field(default_factory=dict)

    def one(self, short: str) -> Body:
        """The only record of that type."""
        (record,) = self.records[short]
        return record


class Story:
    """One tender from the first key to the opening record. Methods that an adversary overrides are marked."""

    log_name = "log"
    bidders: tuple[Bidder, ...] = HONEST
    withdrawn: tuple[str, ...] = (WITHDRAWN,)
    count, threshold, minimum = 5, 3, 3
    idle_ticks = 100
    extended = True
    second_key = "platform, second key"
    compact = False

    def __init__(self) -> None:
        self.book = Book(self.log_name)
        self.published: list[Body] = []
        self.receipts: dict[str, Body] = {}
        self.heads: list[Body] = []
        self.signer = pair("platform, first key")

    # What an adversary may tell differently.

    def salt(self, body: Body) -> bytes:
        """Adversary: other salts make another log."""
        return stream(f"salt of {digest(body).hex()}", 16)

    def edit(self, short: str, body: Body) -> Body:
        """Adversary: whoever signs this body signs another one."""
        return body

    def hand(self, index: int) -> KeyPair:
        """Adversary: two custodians who sign with one key."""
        return pair(f"custodian {index}")

    def frozen(self, bids: list[SealedBid]) -> list[SealedBid]:
        """Adversary: leave one out, or add one."""
        return bids

    def late_receipts(self) -> list[SealedBid]:
        """Adversary: bids that get a receipt after the freeze list was logged."""
        return []

    def freeze_body(self, body: Body) -> Body:
        """Adversary: another list."""
        return body

    def withdrawal_of(self, bid: SealedBid, body: Body) -> Body:
        """Adversary: he has no bid key."""
        return sign_document(body, bid.key.seed, "bid")

    def named_freeze(self, freeze: str) -> str:
        """Adversary: custodians signed for another list than this one."""
        return freeze

    def record_body(self, body: Body) -> Body:
        """Adversary: another record."""
        return body

    # The story.

    def tell(self) -> Told:
        """Everything in order; the files of the package."""
        self._prepare()
        bids = self._take_bids()
        freeze = self._freeze(bids)
        self._open(freeze, bids)
        return Told(self._files(freeze, bids), self.receipts, self.heads, self._by_type())

    def publish(self, body: Body, signed: Body | None = None) -> Body:
        """Make a record, log it and keep it for the package."""
        record = make_record(signed or sign_document(body, self.signer.seed, "platform"), self.salt(body))
        self.book.put(record)
        self.published.append(record)
        return record

    def tick(self, moment: str) -> int:
        """Close a tick."""
        return self.book.tick(moment)

    def tick_unless_compact(self, moment: str) -> None:
        """A compact package has few ticks with leaves: each takes 32 kB."""
        if not self.compact:
            self.tick(moment)

    def idle(self, day: float) -> None:
        """Ticks in which nothing happens."""
        for number in range(self.idle_ticks):
            self.tick(at(days=day, seconds=10 * number))

    def _body(self, short: str, **members: object) -> Body:
        return self.edit(short, {"type": f"tianping/{short}/1", **members})

    def _of_lot(self, short: str, **members: object) -> Body:
        return self._body(short, lot=LOT, round=1, **members)

    def _prepare(self) -> None:
        first, second = self.signer, pair(self.second_key)
        names = {"name": "天平平台", "at": at(days=0)}
        self.publish(self._body("platform-key", key=first.public.hex(), previous=None, **names))
        self.publish(self._body("platform-key", key=second.public.hex(), previous=first.public.hex(), **names))
        self.signer = second
        documents = self._documents(1)
        key_set = self._key_set(digest(documents["body"]).hex())
        self._tender(key_set, documents)
        for company in sorted({bidder.company for bidder in self.bidders if bidder.registered}):
            key = pair(f"company {company}").public.hex()
            names = {"name": f"{company}建设有限公司", "uscc": uscc(company), "company_key": key}
            self.publish(self._body("company", **names, at=at(hours=1)))
        self.tick(at(hours=2))

    def _documents(self, version: int) -> Body:
        file = {"name": "招标文件.pdf", "media_type": "application/pdf", "length": 9, "sha256": "11" * 32}
        return self.publish(self._of_lot("documents", version=version, at=at(days=0), files=[file]))

    def _key_set(self, documents: str) -> Body:
        keys = custodians(self.count)
        agreed = {
            "document_digest": documents,
            "lot": LOT,
            "round": 1,
            "share_keys": [key.public.hex() for key in keys],
            "t": self.threshold,
        }
        statements, roster = [], []
        for index, key in enumerate(keys, start=1):
            own = {"index": index, "share_key": key.public.hex(), "sign_key": self.hand(index).public.hex()}
            proof = prove_possession(key.secret, canonical(agreed), counter(f"possession {index}"))
            body = self._body("key-statement", **agreed, **own, possession=proof)
            signed = sign_document(body, self.hand(index).seed, "custodian")
            statements.append(digest(self.publish(body, signed)["body"]).hex())
            place = {"name": f"保管单位{index}", "prefecture": "江城" if index < 3 else "外市", "seat": f"seat {index}"}
            roster.append({**own, "body": f"00000000-0000-4000-8000-00000000000{index % 10}", **place})
        named = {"document_digest": documents, "custodians": roster, "statements": statements}
        return self.publish(self._of_lot("key-set", t=self.threshold, **named))

    def _tender(self, key_set: Body, documents: Body) -> Body:
        form = [{"name": name, "title": name, "kind": kind, "unit": ""} for name, kind in FORM]
        first_deadline = DEADLINE_TEXT if not self.extended else at(days=15)
        tender = self.publish(
            self._of_lot(
                "tender",
                project={"code": "JC-2026-001", "name": "江城大桥"},
                name="一标段",
                buyer={"name": "江城建设局", "uscc": uscc("buyer")},
                agency=None,
                published_at=at(days=0),
                deadline=first_deadline,
                rulebook=1,
                minimum_bidders=self.minimum,
                key_set=digest(key_set["body"]).hex(),
                documents=digest(documents["body"]).hex(),
                offer_form=form,
                coefficients=COEFFICIENTS,
                rehearsal=False,
            )
        )
        if self.extended:
            moved = {"previous": first_deadline, "deadline": DEADLINE_TEXT, "at": at(days=5), "reason": "澄清"}
            self.publish(self._of_lot("extension", **moved))
        return tender

    def sealed(self) -> list[SealedBid]:
        """What bidders sealed, all for the first deadline."""
        floor = at(days=15)
        return [sealed_bid(bidder, self.count, self.threshold, floor) for bidder in self.bidders]

    def _take_bids(self) -> list[SealedBid]:
        self.idle(10)
        self.heads.append(self.head(at(days=10, hours=1)))
        bids = self.sealed()
        for number, bid in enumerate(bids):
            self.receive(bid, at(days=11, seconds=number))
        self.tick_unless_compact(at(days=11, minutes=1))
        for bid in bids:
            if bid.name in self.withdrawn:
                self._withdraw(bid)
        self.tick(at(days=12))
        self.idle(13)
        return bids

    def receive(self, bid: SealedBid, moment: str) -> Body:
        """Give a receipt."""
        number = stream(f"receipt of {bid.name}", 16).hex()
        promise = {"tick": len(self.book.entries), "within": 6, "head": self.book.head()}
        bid_part = {name: bid.statement[name] for name in ("envelopes", "bid_key", "document_version")}
        record = self.publish(self._of_lot("receipt", number=number, bid=bid.digest, **bid_part, at=moment, **promise))
        self.receipts[bid.name] = record
        return record

    def _withdraw(self, bid: SealedBid) -> None:
        number = self.receipts[bid.name]["body"]["number"]
        body = self._of_lot("withdrawal", bid=bid.digest, receipt=number, replaced_by=None)
        record = self.publish(body, self.withdrawal_of(bid, body))
        accepted = {"bid": bid.digest, "withdrawal": digest(record["body"]).hex(), "at": at(days=11, hours=5)}
        self.publish(self._of_lot("withdrawal-accepted", **accepted))

    def _freeze(self, bids: list[SealedBid]) -> Body:
        staying = self.frozen([bid for bid in bids if bid.name not in self.withdrawn])
        gone = [bid for bid in bids if bid.name in self.withdrawn]
        tender, key_set = self._last("tender"), self._last("key-set")
        body = self._of_lot(
            "freeze",
            deadline=DEADLINE_TEXT,
            at=DEADLINE_TEXT,
            tender=digest(tender["body"]).hex(),
            key_sets=[digest(key_set["body"]).hex()],
            minimum_bidders=self.minimum,
            bids=sorted((self._frozen_entry(bid) for bid in staying), key=lambda entry: str(entry["bid"])),
            withdrawn=sorted((self._gone_entry(bid) for bid in gone), key=lambda entry: str(entry["bid"])),
        )
        record = self.publish(self.freeze_body(body))
        self.tick(at(days=16, seconds=1))
        for bid in self.late_receipts():
            self.receive(bid, at(days=15, hours=23))
        self.idle(16.1)
        return record

    def _frozen_entry(self, bid: SealedBid) -> Body:
        receipt = self.receipts[bid.name]["body"]
        entry = {name: receipt[name] for name in ("bid", "bid_key", "document_version", "envelopes")}
        return {**entry, "received_at": receipt["at"], "receipt": digest(receipt).hex()}

    def _gone_entry(self, bid: SealedBid) -> Body:
        withdrawal = next(each for each in self._all("withdrawal") if each["body"]["bid"] == bid.digest)
        receipt = digest(self.receipts[bid.name]["body"]).hex()
        return {"bid": bid.digest, "receipt": receipt, "withdrawal": digest(withdrawal["body"]).hex()}

    def _all(self, short: str) -> list[Body]:
        return [record for record in self.published if record["body"]["type"] == f"tianping/{short}/1"]

    def _last(self, short: str) -> Body:
        return self._all(short)[-1]

    def _by_type(self) -> dict[str, list[Body]]:
        types = {record["body"]["type"].split("/")[1] for record in self.published}
        return {short: self._all(short) for short in types}

    def frozen_bids(self, freeze: Body, bids: list[SealedBid]) -> list[SealedBid]:
        """The sealed bids in the list's order."""
        named = {bid.digest: bid for bid in bids}
        return [named[entry["bid"]] for entry in freeze["body"]["bids"] if entry["bid"] in named]

    def releasing(self) -> Iterable[int]:
        """Custodians who release: just enough."""
        return range(1, self.threshold + 1)

    def _open(self, freeze: Body, bids: list[SealedBid]) -> None:
        listed = self.frozen_bids(freeze, bids)
        enough = len(listed) >= self.minimum
        steps = [] if not enough else ["identities", "contents"] if self.counted(listed) >= self.minimum else STEPS[:1]
        for step in steps:
            for index in self.releasing():
                self._release(step, index, freeze, listed)
        self.tick_unless_compact(at(days=16, minutes=30))
        self._record(freeze, listed, steps)
        self.tick(at(days=16, minutes=40))

    def _release(self, step: str, index: int, freeze: Body, listed: list[SealedBid]) -> None:
        kinds = ("identity",) if step == "identities" else ("offer",)
        shares = [self._share(bid, kind, index) for bid in listed for kind in kinds]
        hidden = [] if step == "identities" else [self._hidden(bid, kind, index) for bid in listed for kind in HIDDEN]
        body = self._of_lot(
            "release",
            freeze=self.named_freeze(digest(freeze["body"]).hex()),
            step=step,
            index=index,
            share_key=custodians(self.count)[index - 1].public.hex(),
            shares=shares,
            withheld=hidden,
            client="offline 1.0",
            at=at(days=16, minutes=10),
        )
        self.publish(body, sign_document(body, self.hand(index).seed, "custodian"))

    def _share(self, bid: SealedBid, kind: str, index: int) -> Body:
        sealed, _ = bid.envelopes[kind]
        header = Header.parse(sealed.header_bytes)
        secret = custodians(self.count)[index - 1].secret
        entropy = counter(f"release {kind} {bid.name} {index}")
        return {
            "envelope": sealed.digest.hex(),
            **release_share(secret, index, header.sharing, header.ctx, entropy),
        }

    def _hidden(self, bid: SealedBid, kind: str, index: int) -> Body:
        share = self._share(bid, kind, index)
        hashed = H("withheld share", self._salt(bid, kind, index), canonical(share))
        return {"envelope": share["envelope"], "hash": hashed.hex()}

    @staticmethod
    def _salt(bid: SealedBid, kind: str, index: int) -> bytes:
        return stream(f"withheld {kind} {bid.name} {index}", 16)

    def shown(self, bid: SealedBid, kind: str) -> Files:
        """Files that show what is withheld: an envelope's body and t of its shares. Adversary: others."""
        sealed, body = bid.envelopes[kind]
        envelope = sealed.digest.hex()
        step = self.hidden_step(kind)
        releases = [each["body"] for each in self._all("release") if each["body"]["step"] == step]
        shares = [
            {
                "release": digest(release).hex(),
                **self._share(bid, kind, release["index"]),
                "salt": self._salt(bid, kind, release["index"]).hex(),
            }
            for release in releases[: self.threshold]
        ]
        told = {"type": "tianping/withheld-shares/1", "envelope": envelope, "shares": shares}
        return {f"envelopes/{envelope}.body": body, f"shares/{envelope}.json": canonical(told)}

    def hidden_step(self, kind: str) -> str:
        """The step whose releases withhold shares of this kind."""
        return "contents"

    def shown_kinds(self, bid: SealedBid) -> Iterable[str]:
        """Envelopes of a bid that are shown not to open. Adversary: others."""
        return [kind for kind in HIDDEN if kind == self.bidder(bid).spoil]

    def bidder(self, bid: SealedBid) -> Bidder:
        """Who sealed it."""
        return next(each for each in self.bidders if each.name == bid.name)

    def counted(self, listed: list[SealedBid]) -> int:
        """Distinct known companies."""
        return len({self.bidder(bid).company for bid in listed if self._attributed(bid)})

    def _attributed(self, bid: SealedBid) -> bool:
        return self.bidder(bid).registered and self.bidder(bid).spoil != "identity"

    def _record(self, freeze: Body, listed: list[SealedBid], steps: list[str]) -> None:
        opened = "contents" in steps
        rows = [self._row(bid, listed, steps) for bid in listed]
        seed, coefficients = self._coefficients(freeze, listed) if opened else (None, [])
        valid = {row["uscc"] for row in rows if row["outcome"] == "VALID"}
        counted = len(valid) if opened else self.counted(listed) if steps else 0
        releases = self._all("release")
        clients = [
            {"index": each["body"]["index"], "client": each["body"]["client"]}
            for each in releases
            if each["body"]["step"] == "identities"
        ]
        confirmed = self._confirm(listed[0], rows, seed, coefficients, freeze, counted) if opened else []
        body = self._of_lot(
            "opening-record",
            freeze=digest(freeze["body"]).hex(),
            tender=freeze["body"]["tender"],
            deadline=DEADLINE_TEXT,
            opened_at=at(days=16, seconds=1),
            read_out_at=at(days=16, minutes=20) if opened else None,
            releases=[digest(each["body"]).hex() for each in releases],
            clients=clients,
            seed=seed,
            coefficients=coefficients,
            bids=rows,
            valid_bidders=counted,
            result="OPENED" if opened and counted >= self.minimum else "FAILED_FEW",
            objections=self._object(listed[0]) if opened else [],
            confirmations=confirmed,
            host={"name": "主持人", "organisation": "交易中心"} if opened else None,
            closed_at=at(days=16, minutes=39),
        )
        self.publish(self.record_body(body))

    def _row(self, bid: SealedBid, listed: list[SealedBid], steps: list[str]) -> Body:
        bidder = self.bidder(bid)
        outcome, cause = self._outcome(bid, listed, steps)
        known = bool(steps) and bidder.spoil != "identity"
        shown = "contents" in steps and not bidder.spoil
        receipt = self.receipts[bid.name]["body"]
        return {
            "bid": bid.digest,
            "document_version": 1,
            "received_at": receipt["at"],
            "outcome": outcome,
            "cause": cause,
            "name": f"{bidder.company}建设有限公司" if known else None,
            "uscc": uscc(bidder.company) if known else None,
            "values": {"price": bidder.price, "days": "365"} if shown else None,
        }

    def _outcome(self, bid: SealedBid, listed: list[SealedBid], steps: list[str]) -> tuple[str, str | None]:
        bidder = self.bidder(bid)
        if not steps:
            return "UNOPENED", None
        if bidder.spoil == "identity":
            return "DEEMED_REVOKED", "padding"
        if not bidder.registered:
            return "UNATTRIBUTED", "company-key"
        if "contents" not in steps:
            return "UNOPENED", None
        if bidder.spoil:
            return "DEEMED_REVOKED", "padding"
        newer = [self.bidder(each) for each in listed if self.bidder(each).company == bidder.company]
        return ("REPLACED", None) if any(each.replaces for each in newer if each != bidder) else ("VALID", None)

    def _coefficients(self, freeze: Body, listed: list[SealedBid]) -> tuple[str, list[Body]]:
        secrets = [bid.envelopes["offer"][0].secret for bid in listed]
        seed = coefficient_seed(LOT, 1, digest(freeze["body"]), secrets)
        picked = [{"name": each["name"], "value": pick(seed, each["name"], each["values"])} for each in COEFFICIENTS]
        return seed.hex(), picked

    def _object(self, bid: SealedBid) -> list[Body]:
        body = self._of_lot("objection", bid=bid.digest, text="请核对工期", at=at(days=16, minutes=25))
        record = self.publish(body, sign_document(body, bid.key.seed, "bid"))
        answer = {"answer": "已核对", "answered_at": at(days=16, minutes=26)}
        return [{"objection": digest(record["body"]).hex(), "bid": bid.digest, "text": "请核对工期", **answer}]

    def _confirm(
        self, bid: SealedBid, rows: list[Body], seed: str | None, drawn: list[Body], freeze: Body, counted: int
    ) -> list[Body]:
        read_out = self.publish(
            self._of_lot(
                "read-out",
                freeze=digest(freeze["body"]).hex(),
                at=at(days=16, minutes=20),
                seed=seed,
                coefficients=drawn,
                bids=rows,
                valid_bidders=counted,
                result="OPENED",
            )
        )
        moment = at(days=16, minutes=27)
        body = self._of_lot("confirmation", bid=bid.digest, readout=digest(read_out["body"]).hex(), at=moment)
        self.publish(body, sign_document(body, bid.key.seed, "bid"))
        return [{"bid": bid.digest, "at": moment}]

    def head(self, moment: str) -> Body:
        """The signed head as it is now."""
        return sign_document(self._body("head", **self.book.head(), at=moment), self.signer.seed, "platform")

    def _files(self, freeze: Body, bids: list[SealedBid]) -> Files:
        files = {record_path(record): canonical(record) for record in self.published}
        opened = {each["body"]["step"] for each in self._all("release")}
        for bid in self.frozen_bids(freeze, bids):
            for kind, (sealed, body) in bid.envelopes.items():
                place = f"envelopes/{sealed.digest.hex()}"
                files[f"{place}.header"] = sealed.header_bytes
                files[f"{place}.root"] = sealed.body_root.hex().encode()
                if STEP_OF_KIND.get(kind) in opened:
                    files[f"{place}.body"] = body
                if "contents" in opened and kind in self.shown_kinds(bid):
                    files |= self.shown(bid, kind)
        files |= self._log_files()
        index = {"type": "tianping/package/1", "lot": LOT, "round": 1, "files": sorted([*files, "package.json"])}
        return {**files, "package.json": canonical(index)}

    def _log_files(self) -> Files:
        files = {
            "log/head.json": canonical(self.head(at(days=17))),
            "log/leaves.bin": b"".join(self.book.hashes),
        }
        for number, values in self.book.values.items():
            files[f"log/ticks/{number}.json"] = canonical(self.book.entries[number])
            files[f"log/ticks/{number}.bin"] = b"".join(values)
        return files
