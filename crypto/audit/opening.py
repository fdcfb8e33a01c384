"""What t custodians' releases open: secrets, identities and offers, and what becomes of each bid."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from crypto.audit.case import Case, envelope_of
from crypto.bid import (
    bid_statement,
    check_company_signature,
    check_identity_binding,
    check_offer_binding,
    parse_identity,
    parse_offer,
)
from crypto.body import open_stream
from crypto.encoding import Body
from crypto.errors import CryptoError, PackageRefused
from crypto.header import Header
from crypto.package import Record
from crypto.pieces import PieceHasher
from crypto.secret_sharing import check_release, combine
from crypto.steps import STEPS


@dataclass(frozen=True)
class Opened:
    """What one envelope gave: its form's bytes, or why it stayed shut; both None when its body is not published."""

    form: bytes | None = None
    shut: str | None = None


@dataclass(frozen=True)
class Judged:
    """What becomes of one bid once the identities are open."""

    bid: Body
    outcome: str
    name: str | None = None
    uscc: str | None = None
    replaces: bool = False

    @property
    def order(self) -> tuple[str, str]:
        """Which of two bids is the newer."""
        return self.bid["received_at"], self.bid["bid"]


class Opening(Case):
    """A case with everything that follows from the releases."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self._secrets: dict[str, bytes] = {}
        self._opened: dict[str, Opened] = {}

    @property
    def minimum(self) -> int:
        """How many distinct bidders it takes."""
        return int(self.freeze.body["minimum_bidders"])

    @property
    def enough_sealed(self) -> bool:
        """Whether so many bids were frozen that identities may be opened at all."""
        return len(self.bids) >= self.minimum

    def releases(self, step: str) -> list[Record]:
        """Releases of one step that name this freeze list."""
        return [
            record
            for record in self.package.of("release")
            if record.body["step"] == step and record.body["freeze"] == self.freeze.digest
        ]

    @property
    def second_step(self) -> str:
        """What the hour opens once the bidders are counted."""
        return "documents" if self.two_envelopes else "contents"

    @property
    def releases_at_the_hour(self) -> list[Record]:
        """All releases but those of the price opening."""
        return [record for record in self.package.of("release") if record.body["step"] != "prices"]

    @cached_property
    def shares(self) -> dict[str, dict[int, Body]]:
        """Shares whose proofs hold, by envelope and the custodian's number in its header."""
        found: dict[str, dict[int, Body]] = {digest: {} for digest in self.headers}
        for step in STEPS:
            for record in self.releases(step):
                for share in record.body["shares"]:
                    self._keep(share, record, found)
        return found

    def _keep(self, share: Body, record: Record, found: dict[str, dict[int, Body]]) -> None:
        try:
            self.check_share(share, record)
        except CryptoError:
            return
        found[share["envelope"]][share["i"]] = share

    def check_share(self, share: Body, release: Record) -> None:
        """Refuse unless the share is the right one of the custodian who signed the release."""
        header = self.headers.get(share["envelope"])
        if header is None:
            raise PackageRefused("releases-proofs", f"{release.name} opens an envelope that is not frozen")
        self.custodian_of(release)
        index, key = _seat(header, release)
        proof = {name: value for name, value in share.items() if name != "envelope"}
        check_release(proof, index, key, header.sharing, header.ctx)

    def secret(self, envelope: str) -> bytes:
        """The secret of an envelope, from t checked shares."""
        if envelope not in self._secrets:
            threshold = self.headers[envelope].threshold
            self._secrets[envelope] = combine([_core(share) for share in self.shares[envelope].values()], threshold)
        return self._secrets[envelope]

    def opened(self, envelope: str) -> Opened:
        """What the envelope gives. Refuses a published body that is not the one whose root was frozen."""
        if envelope not in self._opened:
            self._opened[envelope] = self._open(envelope)
        return self._opened[envelope]

    def _open(self, envelope: str) -> Opened:
        secret = self.secret(envelope)
        if not self.package.has(f"envelopes/{envelope}.body"):
            return Opened()
        body = self.frozen_body(envelope)
        form = bytearray()
        try:
            open_stream(self.headers[envelope], secret, [body], lambda _, part: form.extend(part))
        except CryptoError as refusal:
            return Opened(shut=refusal.check)
        return Opened(form=bytes(form))

    def frozen_body(self, envelope: str) -> bytes:
        """The published body. Refuses one that is not the one whose root was frozen."""
        body = self.package.read(f"envelopes/{envelope}.body")
        pieces = PieceHasher()
        pieces.update(body)
        if pieces.root() != self.root(envelope):
            raise PackageRefused("envelope-body", f"envelope {envelope[:16]}: the body is not the one that was frozen")
        return body

    @cached_property
    def companies(self) -> dict[str, Body]:
        """By USCC, the company as the platform had bound it last when the list was frozen.

        An older key stops counting when a newer one is bound: the only remedy of a company whose key was stolen.
        """
        for record in self.package.of("company"):
            self.check_platform_signed(record, "company-signatures")
        bodies = sorted((record.body for record in self.package.of("company")), key=lambda body: str(body["at"]))
        return {body["uscc"]: body for body in bodies if body["at"] <= self.freeze.body["at"]}

    @cached_property
    def judged(self) -> list[Judged]:
        """Every frozen bid once the identities are open, in the list's order."""
        judged = [self._attribute(bid) for bid in self.bids]
        return [self._replaced(one, judged) for one in judged]

    def _attribute(self, bid: Body) -> Judged:
        opened = self.opened(envelope_of(bid, "identity"))
        if opened.form is None:
            return Judged(bid, "DEEMED_REVOKED" if opened.shut else "DEEMED_WITHDRAWN")
        try:
            identity = parse_identity(opened.form)
            check_identity_binding(identity, self.statement(bid))
            check_company_signature(identity)
        except CryptoError:
            return Judged(bid, "UNATTRIBUTED")
        company = self.companies.get(identity["uscc"])
        if company is None or company["company_key"] != identity["company_key"]:
            return Judged(bid, "UNATTRIBUTED", identity["name"], identity["uscc"])
        return Judged(bid, "VALID", company["name"], identity["uscc"], identity["replaces_all_earlier"])

    @staticmethod
    def _replaced(one: Judged, judged: list[Judged]) -> Judged:
        """The bid, or its replacement's shadow: a newer valid bid of the same company declared to replace it."""
        if one.outcome != "VALID":
            return one
        for other in judged:
            same = other.outcome == "VALID" and other.uscc == one.uscc
            if same and other.replaces and other.order > one.order:
                return Judged(one.bid, "REPLACED", one.name, one.uscc, one.replaces)
        return one

    def statement(self, bid: Body) -> Body:
        """The bid's public statement, rebuilt from the freeze list."""
        body = self.freeze.body
        key = bytes.fromhex(bid["bid_key"])
        return bid_statement(body["lot"], body["round"], bid["document_version"], key, bid["envelopes"])

    @cached_property
    def counted(self) -> int:
        """Distinct companies with a valid bid once the identities are open."""
        return len({one.uscc for one in self.judged if one.outcome == "VALID"}) if self.enough_sealed else 0

    @property
    def contents_due(self) -> bool:
        """Whether there were enough bidders to open offers."""
        return self.enough_sealed and self.counted >= self.minimum

    def offer(self, bid: Body) -> Body | str | None:
        """A bid's offer; why it is none (the bidder's fault); or None when its body is not published."""
        opened = self.opened(envelope_of(bid, "offer"))
        if opened.form is None:
            return opened.shut
        try:
            offer = parse_offer(opened.form)
            check_offer_binding(offer, self.statement(bid))
        except CryptoError as refusal:
            return refusal.check
        return offer


def _seat(header: Header, release: Record) -> tuple[int, bytes]:
    """The custodian's number among a header's keys, and the key."""
    key = bytes.fromhex(release.body["share_key"])
    if key not in header.custodians:
        raise PackageRefused("releases-proofs", f"{release.name}: the envelope was not sealed to this custodian")
    return header.custodians.index(key) + 1, key


def _core(share: Body) -> Body:
    return {"i": share["i"], "S": share["S"]}
